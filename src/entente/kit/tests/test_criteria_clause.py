"""What goes on after “when”: every part of a criterion has a subject, of whatever type it is."""

from dataclasses import replace

import pytest

from entente.kit.criteria.operators import Operator, Type
from entente.kit.criteria.text.clause import clause
from entente.kit.criteria.text.parse import parse
from entente.kit.criteria.tree import Behaviour, Compare, Related
from entente.kit.criteria.vocabulary import FieldSpec, Option
from entente.kit.tests.criteria_cast import CONTACTS

OWN = (
    FieldSpec("employees", "company employees", Type.NUMBER, of="company"),
    FieldSpec("plan", "company plan", Type.CHOICE, (Option("big", "big"),), of="company"),
    FieldSpec("licences", "licences", Type.NUMBER),
    FieldSpec("address", "address", Type.TEXT),
    FieldSpec("since", "known since", Type.MOMENT, said="first day known to us"),
    FieldSpec("debt", "debts", Type.MONEY),
    FieldSpec("vip", "VIP", Type.YESNO),
    FieldSpec("refused", "contact by", Type.REFUSALS, (Option("mail", "mail"),)),
)
WORDS = replace(
    CONTACTS,
    fields=(*OWN, *(spec for spec in CONTACTS.fields if spec.key not in ("employees", "consent"))),
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'downloaded any asset with topic "pricing" at least 2 times in the last 30 days',
            "they downloaded any asset about “pricing” at least twice in the last 30 days",
        ),
        (
            'downloaded any asset with topic is one of ("pricing", "crm")',
            "they downloaded any asset about “pricing” or “crm”",
        ),
        (
            'downloaded any asset with topic contains "crm", pages is more than 3',
            "they downloaded any asset where the topic contains “crm” and where the pages is more than 3",
        ),
        (
            "address is known and (downloaded any asset or never visit)",
            "their address is known and they downloaded any asset or never visit",
        ),
        (
            "(downloaded any asset or visit) and address is known",
            "they either downloaded any asset or visit, and their address is known",
        ),
        (
            "(address is known and visit) or licences is known",
            "both their address is known and they visit, or their licences are known",
        ),
        (
            'job title contains "head" or job title contains "lead"',
            "their job title contains “head” or contains “lead”",
        ),
        ("company employees is at least 50", "their company has at least 50 employees"),
        ("company employees is less than 50", "their company has fewer than 50 employees"),
        ("company employees is 1200", "their company has 1,200 employees"),
        ("company employees is at least 1", "their company’s employees are at least 1"),
        ("company employees is unknown", "their company’s employees are unknown"),
        (
            "company employees is at most 9 and licences is between 1 and 5",
            "their company has at most 9 employees and they have between 1 and 5 licences",
        ),
        ('company plan is one of ("big")', "their company’s plan is big"),
        ("debts is more than 5 EUR", "their debts are more than €5"),
        ("known since is in the last 3 days", "their first day known to us is in the last 3 days"),
        ("VIP is yes", "their VIP is yes"),
        ('stage is at or beyond "MQL"', "their stage is at or beyond MQL"),
        ("owner is me", "their owner is me"),
        ('list includes "Guests"', "their list includes Guests"),
        ('contact by has not refused "mail"', "they have not refused contact by mail"),
        ("contact by is known", "their refusals are known"),
        ('meets "MQL" and visit', "they meet the definition “MQL” and visit"),
        (
            "not (address is known or visit) and visit",
            "it is not so that either their address is known or they visit, and they visit",
        ),
        ("everyone", "they are any contact at all"),
        ("has a deal and visit", "they have a deal and visit"),
        (
            "has a deal where (amount is more than 5 EUR) or visit",
            "they have a deal whose amount is more than €5, or they visit",
        ),
        ("has no deal where (visit)", "they have no deal that visit"),
        (
            'has at least 2 deals where (amount >= 5 and outcome is none of ("won", "open"))',
            (
                "they have at least 2 deals where both the deal’s amount is at least €5 and the "
                "deal’s outcome is neither won nor open"
            ),
        ),
    ],
)
def test_every_part_has_a_subject(text, told):
    assert clause(parse(text, vocabulary=WORDS), vocabulary=WORDS) == told


def test_what_was_deleted_is_said_to_be():
    gone = "something that was deleted"

    assert [
        clause(tree, vocabulary=WORDS)
        for tree in (Compare("cf_99", Operator.KNOWN), Behaviour("gone"), Related("gone"))
    ] == [f"{gone} is known", f"they did {gone}", f"they have {gone}"]
