"""A mapping seen from its columns, and back."""

import pytest

from entente.exchange import ready
from entente.exchange.rules import document, uses
from entente.exchange.rules.uses import Use


@pytest.mark.parametrize("preset", ready.presets(), ids=lambda one: one.name)
def test_a_mapping_taken_apart_and_put_together_is_the_same(preset):
    again = uses.rebuilt(mapping=preset.mapping, uses=uses.uses(preset.mapping))

    assert document.check(given=again) == preset.mapping


def test_a_column_may_be_used_for_something_else():
    mapping = document.check(
        given={
            "version": 1,
            "contact": {"match": ["email"], "fields": {"email": "Mail", "name": "N"}},
        }
    )

    changed = uses.rebuilt(
        mapping=mapping,
        uses=[
            Use(column="Mail", role="contact.key"),
            Use(column="N", role="company.name"),
            Use(column="Shoe", role="contact.field", source={"type": "number"}),
            Use(column="Boss", role="contact.owner"),
            Use(column="No", role="no.phone"),
            Use(column="Gone", role="deleted"),
        ],
    )

    assert document.write(document.check(given=changed)) == {
        "version": 1,
        "contact": {
            "match": ["key"],
            "fields": {
                "key": {"column": "Mail"},
                "field:Shoe": {"column": "Shoe", "type": "number"},
            },
            "owner": {"key": {"column": "Boss"}},
        },
        "company": {"match": ["name"], "fields": {"name": {"column": "N"}}},
        "opt_outs": [{"means": "phone", "said": {"column": "No", "bad": "blank"}}],
        "skip": [
            {
                "column": "Gone",
                "holds": ["1", "ja", "on", "oui", "si", "sim", "sí", "t", "true", "x", "y", "yes"],
                "reason": "It is deleted there.",
            }
        ],
    }


def test_what_finds_a_record_may_be_chosen():
    mapping = ready.named(name="salesforce_leads").mapping

    changed = uses.rebuilt(
        mapping=mapping, uses=uses.uses(mapping), matches={"contact": ["email"], "company": []}
    )

    assert (changed["contact"]["match"], changed["company"]["match"]) == (
        ["email"],
        ["key", "name"],
    )
