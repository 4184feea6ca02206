"""By owner the funnel ranks nobody, and names those whose figures are for the one who asks."""

from copy import deepcopy

import pytest

from entente.funnel.rules import breakdown
from entente.funnel.rules.document import STANDARD, read
from entente.insights import funnel
from entente.insights.testing import person
from entente.people.models import Contact
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def owned(cast, *ways: tuple[object, int, int]) -> None:
    """For each owner so many accepted leads, and how many of them became opportunities."""
    for owner, accepted, opened in ways:
        for number in range(accepted):
            on = [("opportunity", 10)] if number < opened else []
            contact = person(("mql", 40), ("sql", 30), ("accepted", 20), *on)
            if owner is not None:
                Contact.objects.filter(id=contact).update(owner_id=owner.member_id)


BEGINS = "A lead has an owner once sales has taken it on, so this begins with Accepted."
ADDED_UP = "Figures of single owners are for them and their head; others are added up."


def by_owner(viewer) -> tuple:
    table = funnel.table(viewer=viewer, at=MORNING, by="owner")
    return [cells[:4] for cells in table.rows], table.notes[1:]


def test_by_owner_begins_where_leads_have_one_and_ranks_nobody(cast):
    owned(cast, (cast.noor, 3, 1), (cast.ada, 1, 1), (None, 2, 0))

    rows, notes = by_owner(SYSTEM)

    assert rows == [
        ("Accepted", "Ada Sells", 1, 1),
        ("Accepted", "Noor Leads", 3, 1),
        ("Accepted", "", 2, 0),
        ("Opportunity", "Ada Sells", 1, 0),
        ("Opportunity", "Noor Leads", 1, 0),
    ]
    assert notes == (BEGINS,)


def test_figures_of_single_owners_are_for_them_and_their_head(cast):
    owned(cast, (cast.ada, 1, 1), (cast.noor, 3, 1), (None, 2, 0))

    def accepted(viewer):
        return [cells[1:] for cells in by_owner(viewer)[0] if cells[0] == "Accepted"]

    assert accepted(cast.ada) == [("Ada Sells", 1, 1), ("Others", 3, 1), ("", 2, 0)]
    assert accepted(cast.milan) == [("Others", 4, 2), ("", 2, 0)]
    assert accepted(cast.noor) == [("Ada Sells", 1, 1), ("Noor Leads", 3, 1), ("", 2, 0)]
    assert [by_owner(viewer)[1] for viewer in (cast.ada, cast.milan, cast.noor)] == [
        (BEGINS, ADDED_UP), (BEGINS, ADDED_UP), (BEGINS,),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "begins"),
    [({}, 4), ({"accepted": {"by": "hand"}}, 4), ({"sql": None, "accepted": {"by": "hand"}}, 0)],
)
def test_owners_begin_with_the_stage_that_sales_accepts_into_or_the_one_after_the_hand_over(
    change, begins
):
    content = deepcopy(STANDARD)
    for stage in content["stages"]:
        if stage["key"] in change:
            entry = change[stage["key"]]
            stage.update({"entry": entry} if entry else {"handover": False})

    assert breakdown.owned_from(funnel=read(content)) == begins
