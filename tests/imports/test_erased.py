"""Who asked to be erased stays away, whatever later files tell of them."""

import pytest

from entente.exchange.testing import bring_in, fates
from entente.people.models import Contact
from entente.people.operations.erasing import erase_contact
from entente.people.testing import meet
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
ERASED = "This person was erased at their request."


def mapping(*match):
    fields = {"key": "Id", "first_name": "First", "email": "Email"}
    contact = {"match": list(match), "fields": fields}
    return {"version": 1, "system": "crm", "contact": contact}


@pytest.fixture
def erased(cast):
    ann = meet(name="Ann", email="ann@example.com", keys=[("crm", "1")])
    erase_contact(contact_id=ann, request="by letter", by=cast.noor, at=MORNING)


@pytest.mark.parametrize("match", [("key",), ("email",), ("key", "email"), ("email", "key")])
def test_rows_with_their_key_or_address_are_skipped_and_say_why(cast, erased, match):
    rows = ["1,Ann,ann@private.example", "7,Ann,Ann@example.com", "8,Bob,bob@example.com"]

    row = bring_in(
        content="\n".join(["Id,First,Email", *rows]) + "\n",
        by=cast.noor,
        at=MORNING,
        mapping=mapping(*match),
    )

    assert row.counts == {"skipped": 2, "created": 1}
    assert [why for _, outcome, why, *_ in fates(row) if outcome == "skipped"] == [ERASED, ERASED]
    assert list(Contact.objects.exclude(name="").values_list("name", flat=True)) == ["Bob"]


def test_somebody_else_goes_on_without_the_address_of_the_erased(cast, erased):
    bob = meet(name="Bob", email="bob@example.com", keys=[("crm", "8")])

    row = bring_in(
        content="Id,First,Email\n8,Robert,ann@example.com\n",
        by=cast.noor,
        at=MORNING,
        mapping=mapping("key"),
    )

    assert row.counts == {"updated": 1}
    held = Contact.objects.get(id=bob)
    assert (held.first_name, held.email) == ("Robert", "bob@example.com")


OTHERS = "belongs to another contact; merge the two first, or mend the row."
QUOTING = """Id,First,Email
1,Ann,ann@@example.com
2,Bob,bob@@example.com
9,Ann,ann@example.com
1,Ann,bob@example.com
"""


@pytest.mark.parametrize("check", [True, False])
def test_no_reason_of_a_file_quotes_who_was_erased(cast, check):
    ann = meet(name="Ann Bell", email="ann@example.com", keys=[("crm", "1")])
    meet(name="Bob", email="bob@example.com", keys=[("crm", "2"), ("crm", "9")])
    row = bring_in(content=QUOTING, by=cast.noor, at=MORNING, mapping=mapping("key"), check=check)
    before = [
        (2, "Email: “ann@@example.com” is no e-mail address."),
        (3, "Email: “bob@@example.com” is no e-mail address."),
        (4, f"The e-mail address ann@example.com {OTHERS}"),
        (5, f"The e-mail address bob@example.com {OTHERS}"),
    ]
    assert _reasons(row) == before

    erase_contact(contact_id=ann, request="by letter", by=cast.noor, at=MORNING)

    row.refresh_from_db()
    assert _reasons(row) == [
        (2, "“Email” cannot be read as an e-mail address."),
        before[1],
        (4, "The e-mail address belongs to another contact."),
        before[3],
    ]


def _reasons(row):
    if row.checked is None:
        return [(line, reason) for line, _, reason in fates(row)]
    examples = [one for problem in row.checked["problems"] for one in problem["examples"]]
    return sorted((one["line"], one["reason"]) for one in examples)
