"""Interest halves as time passes: whoever meets a clause today may meet it no more next week."""

from datetime import timedelta

import pytest

from entente.agreements import testing as agreements
from entente.audiences import judging
from entente.audiences import operations as audiences
from entente.audiences import queries as asked
from entente.audiences.models import Membership
from entente.funnel import queries as funnels
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.testing import found_company, meet
from entente.qualification import operations, scoring
from entente.qualification.accord import BUSINESS
from entente.qualification.operations import LetThrough
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


def later(days: float):
    return MORNING + timedelta(days=days)


@pytest.fixture
def cast():
    return assemble()


def head_of_plant(name: str) -> int:
    """Fits in every line of the card, and has done nothing yet."""
    firm = found_company(name=f"{name} works", industry="Food", employees=310)
    return meet(
        name=name,
        email=f"{name}@works.example",
        job_title="Head of plant",
        country="Norway",
        company=firm,
    )


def is_keen(contact: int, at) -> None:
    """Submits three forms and downloads three guides."""
    ledger.record(
        entries=[
            NewEntry(
                kind=kind, occurred_at=at, contact=contact, team="marketing", asset=f"Guide {n}"
            )
            for n in range(3)
            for kind in ("form.submitted", "asset.downloaded")
        ],
        at=at,
    )


def members(name: str) -> list[int]:
    rows = Membership.objects.filter(watch__name=name).order_by("contact_id")
    return list(rows.values_list("contact_id", flat=True))


def test_a_watch_notices_that_interest_decays_with_no_news(cast, monkeypatch):
    agreements.agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=later(-1))
    sara = head_of_plant("Sara")
    is_keen(sara, MORNING)
    told = []
    monkeypatch.setitem(
        judging._listeners, "cold", lambda name, met, when, at: told.append((name, dict(met), at))
    )
    for name, text in (("keen", "interest is at least 18"), ("cold", "interest is less than 5")):
        audiences.watch(
            name=name, tree=asked.understood(text=text, at=later(0.1)).tree, at=later(0.1)
        )

    seen = []
    for day in (0.2, 2, 60):
        audiences.tick(later(day))
        seen.append((members("keen"), members("cold")))

    assert seen == [([sara], []), ([sara], []), ([], [sara])]
    assert told == [("cold", {sara: None}, later(60))]


def test_whoever_waited_until_their_interest_faded_is_not_let_through(cast):
    sara, jonas = head_of_plant("Sara"), head_of_plant("Jonas")
    is_keen(sara, MORNING)
    is_keen(jonas, later(9))
    agreements.agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=later(9))
    operations.keep_watching(at=later(9.1))
    waited = later(30)  # and nobody looked at everybody since

    assert operations.waiting_outside(way="sql", at=waited) == [sara, jonas]
    assert [
        scoring.scores(contacts=[one], at=waited)[one].interest > 18 for one in (sara, jonas)
    ] == [False, True]
    found = operations.let_through(way="sql", most=5, by=cast.noor, at=waited)

    assert found == LetThrough(entered=(jonas,), left_out=(sara,))
    assert {one: row.stage for one, row in funnels.standings(contacts=[sara, jonas]).items()} == {
        jonas: "sql"
    }
    assert operations.waiting_outside(way="sql", at=waited) == []


def test_the_next_in_line_enters_in_place_of_whoever_faded(cast):
    people = [head_of_plant(name) for name in ("Sara", "Jonas", "Kim")]
    for contact, day in zip(people, (0, 9, 9), strict=True):
        is_keen(contact, later(day))
    agreements.agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=later(9))
    operations.keep_watching(at=later(9.1))

    found = operations.let_through(way="sql", most=1, by=cast.noor, at=later(30))

    assert found == LetThrough(entered=(people[1],), left_out=(people[0],))
    assert operations.waiting_outside(way="sql", at=later(30)) == [people[2]]
