"""The scorecard, the room and the report after a promise was changed from today."""

import json
from datetime import date, timedelta

import pytest

from entente.agreements import testing as agreements
from entente.insights import sla as report
from entente.insights.table import written
from entente.sla.rules.document import STANDARD
from entente.web.scorecard.tests.cast import NINE, NOW, lead, part, read
from entente.web.testing import signed_in, told

pytestmark = pytest.mark.django_db

NAME = "First contact in 4 hours"
WAS = "version 1, until 23 Nov"
IS = "version 2, from 24 Nov"


@pytest.fixture
def late(agreed) -> int:
    """Three of four leads of Monday reached in time; for today 10% of hand-raisers are promised."""
    for name in ("Ann A", "Cleo C", "Dora D"):
        lead(name, called=1, by=agreed.ada)
    row = lead("Bea B", called=6, by=agreed.ada)
    promises = [
        {**one, "target": "0.1", "clauses": ["hand_raise"]}
        if one["key"] == "first_contact"
        else one
        for one in STANDARD["promises"]
    ]
    agreements.agree(
        kind="sla",
        content={**STANDARD, "promises": promises},
        by=agreed.noor,
        at=NINE + timedelta(hours=8),
        from_day=date(2026, 11, 24),
    )
    return row


def test_the_breach_stands_behind_the_promise_that_it_broke(agreed, late):
    page = read(signed_in(agreed.milan).get("/sla/"))

    assert part(page, "Sales promised", "6 attempts") == (
        "Sales promised Marketing kept to 79% "
        "First contact in 15 minutes, hand-raisers – of 95% Nothing yet No breach in this period. "
        f"{NAME}, hand-raisers {IS} – of 10% Nothing yet No breach in this period. "
        f"{NAME} 3 of 4 leads {WAS} 75% of 95% Missing Lead With Due Done Excuse "
        "Bea B Ada Sells 23 November, 13:00 23 November, 15:00 late by 2h"
    )
    assert part(page, "Judged by", "Read what") == (
        "Judged by the service level agreement, version 2, and by version 1; each lead by the "
        "version in force at the time."
    )


def test_the_sentences_name_the_version_of_what_is_short(agreed, late):
    page = told(signed_in(agreed.noor).get("/sla/"))

    short = f"first contact in 4 hours ({WAS})"
    assert page.startswith(
        f"So far Sales is short on {short}; Marketing keeps its word. The agreement is kept to 79%: as "
        "far as its weaker side keeps it. M Mark"
    )


def test_the_room_tells_both_ways_in_which_it_was_put(agreed, late):
    room = told(signed_in(agreed.noor).get("/room/"))

    assert f"{NAME}, hand-raisers {IS} – of 10% Nothing yet" in room
    assert f"{NAME} {WAS} 75% of 95% Missing" in room


def test_the_report_tells_which_version_judged_what(agreed, late):
    lines, breaches = (
        json.loads(written(table=report.table(viewer=agreed.noor, at=NOW, by=by), form="json"))
        for by in (None, "breach")
    )

    assert [one for one in lines["rows"] if one["promise"].startswith(NAME)] == [
        {
            "side": "sales", "promise": f"{NAME}, hand-raisers", "met": 0, "of": 0,
            "target": "0.1", "broken": 0, "excused": 0, "open": 0, "word": "Nothing yet",
            "judged_by": IS,
        },
        {
            "side": "sales", "promise": NAME, "met": 3, "of": 4, "target": "0.95", "broken": 1,
            "excused": 0, "open": 0, "word": "Missing", "judged_by": WAS,
        },
    ]  # fmt: skip
    assert breaches["rows"] == [
        {
            "side": "sales", "promise": NAME, "handover": late, "contact": "Bea B",
            "owner": "Ada Sells", "due_at": "2026-11-23T12:00:00+00:00",
            "done_at": "2026-11-23T14:00:00+00:00", "late_minutes": 120, "judged_by": "version 1",
        }
    ]  # fmt: skip


def test_the_breach_is_excused_as_before(agreed, late):
    ada = signed_in(agreed.ada)

    said = ada.post(f"/sla/excuses/{late}/first_contact/", {"reason": "System was down"})

    assert said.status_code == 303
    page = read(ada.get("/sla/"))
    assert f"{NAME} 3 of 4 leads {WAS} 75% of 95% Missing" in page
    assert "System was down Ada Sells, waiting" in page
