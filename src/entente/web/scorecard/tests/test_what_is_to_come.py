"""A period that has not begun: what is promised for it stands there, and nothing is judged."""

from datetime import timedelta

import pytest

from entente.agreements import testing as agreements
from entente.insights import sla
from entente.kit import periods
from entente.sla.rules.document import STANDARD
from entente.web.scorecard.tests.cast import NOW, lead, part, read
from entente.web.testing import signed_in

pytestmark = pytest.mark.django_db
SHARES = (
    "First contact in 15 minutes, hand-raisers",
    "First contact in 4 hours",
    "6 attempts in 10 working days",
    "Verdict within 5 working days",
    "Reasons given for a no",
)


def reported(agreed, period: str):
    return sla.table(viewer=agreed.noor, at=NOW, period=periods.parse(text=period))


def words_and_open(table) -> dict[str, tuple[str, int]]:
    return {row[1]: (row[8], row[7]) for row in table.rows}


def test_a_month_far_ahead_has_begun_for_nobody(agreed):
    lead("Bea B", 0, called=6, by=agreed.ada)
    lead("Cleo C", 2)

    page = read(signed_in(agreed.ada).get("/sla/2027-05/"))

    assert page[page.index("This period") :].startswith(
        "This period has not begun: its first day is 1 May 2027. "
        "What is promised for it stands here. Nothing is judged before it begins. "
    )
    marketing = part(page, "Marketing promised Sales", "Accepted by sales")
    assert marketing == (
        "Marketing promised Sales nothing yet Leads handed over 10 a week, by the working days "
        "under this version 0 of 42 Nothing yet No breach in this period."
    )
    for absent in (
        "On pace",
        "Nobody is short",
        "not decided yet",
        "Where the time goes",
    ):
        assert absent not in page
    assert "1–30 Nov so far" in page
    assert "Dec" not in page  # it has not begun either
    assert page.endswith(
        "Promised by the service level agreement, version 1, unless another is signed before. "
        "Read what we signed"
    )


def test_before_a_time_that_lies_years_ahead_nothing_has_been_yet(agreed):
    page = read(signed_in(agreed.ada).get("/sla/2030-05/"))

    assert part(page, "How it went", "Promised by") == (
        "How it went How far each side kept its word: the mean of its promises, none above 100% "
        "None of the periods just before it has begun."
    )


def test_the_report_of_it_says_the_same_and_has_nothing_open(agreed):
    lead("Cleo C", 2)

    table = reported(agreed, "2027-05-01..2027-05-31")

    assert table.finding == "This period has not begun: its first day is 1 May 2027."
    assert set(words_and_open(table).values()) == {("Nothing yet", 0)}
    assert table.notes == (
        "Promised by the service level agreement, version 1, unless another is signed before.",
    )


def test_the_week_to_come_has_open_what_falls_due_in_it_and_this_week_has_all(agreed):
    lead("Cleo C", 30)  # on Tuesday afternoon: her verdict is due next Tuesday

    coming, now = (words_and_open(reported(agreed, week)) for week in ("2026-w49", "2026-w48"))

    assert {name: coming[name] for name in SHARES} == {
        "First contact in 15 minutes, hand-raisers": ("Nothing yet", 0),
        "First contact in 4 hours": ("Nothing yet", 0),
        "6 attempts in 10 working days": ("Nothing yet", 0),
        "Verdict within 5 working days": ("Nothing yet", 1),
        "Reasons given for a no": ("Nothing yet", 0),
    }
    assert now["First contact in 4 hours"][1] == now["Reasons given for a no"][1] == 1


def test_what_is_signed_for_later_is_what_is_promised_then(agreed):
    more = {**STANDARD, "promises": [dict(one) for one in STANDARD["promises"]]}
    counted = next(one for one in more["promises"] if one["promise"] == "handed_over")
    counted["target"] = 20
    day = (NOW + timedelta(days=60)).date()
    agreements.agree(kind="sla", content=more, by=agreed.noor, at=NOW, from_day=day)

    table = reported(agreed, "2027-w18")

    assert [(row[1], row[3], row[8]) for row in table.rows][0] == (
        "Leads handed over", 20, "Nothing yet",
    )  # fmt: skip
    assert table.notes == (
        "Promised by the service level agreement, version 2, unless another is signed before.",
    )
