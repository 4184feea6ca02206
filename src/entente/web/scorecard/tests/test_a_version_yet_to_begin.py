"""A change of the agreement from tomorrow: today's pages say that it comes, and judge by today's."""

from datetime import date

import pytest

from entente.agreements import testing as agreements
from entente.agreements.standing import document
from entente.insights import sla as report
from entente.qualification.accord import BUSINESS
from entente.sla.rules.document import STANDARD
from entente.web.scorecard.tests.cast import NINE, NOW, lead, part, read
from entente.web.testing import signed_in, told

pytestmark = pytest.mark.django_db

TOMORROW = date(2026, 11, 25)


def changed(cast, **values) -> None:
    promises = [
        {**one, **values} if one["key"] == "handed_over" else one for one in STANDARD["promises"]
    ]
    content = {**STANDARD, "promises": promises}
    agreements.agree(kind="sla", content=content, by=cast.noor, at=NOW, from_day=TOMORROW)


def test_the_scorecard_and_the_room_say_what_comes_and_name_nobody_who_judged_nothing(agreed):
    lead("Ann A", called=1, by=agreed.ada)
    quiet = told(signed_in(agreed.milan).get("/sla/"))
    changed(agreed, target="20")

    card, room = (signed_in(agreed.milan).get(at) for at in ("/sla/", "/room/"))

    said = "The service level agreement, version 2, is signed and holds from 25 November. Read it"
    assert (said in quiet, said in told(card), said in told(room)) == (False, True, True)
    assert 'href="/accord/sla/2/"' in card.text
    assert part(read(card), "Judged by", "Read what") == (
        "Judged by the service level agreement, version 1; each lead by the version in force at "
        "the time."
    )
    notes = report.table(viewer=agreed.noor, at=NOW).notes
    assert notes[0] == (
        "Judged by the service level agreement, version 1; each lead by the version in force at "
        "the time."
    )


def test_the_last_day_of_a_version_is_the_same_on_the_scorecard_and_in_the_accord(agreed):
    changed(agreed, target="20")

    card = read(signed_in(agreed.milan).get("/sla/"))
    accord = told(signed_in(agreed.milan).get("/accord/sla/"))

    assert "version 1, until 24 Nov 0 of 4" in card
    assert "4 November until 24 November" in accord


def test_where_nothing_is_owed_under_a_version_it_says_so(cast):
    agreements.agree(kind="sla", content=STANDARD, by=cast.noor, at=NINE.replace(hour=21))
    content = {**STANDARD, "period": "month"}
    agreements.agree(
        kind="sla", content=content, by=cast.noor, at=NINE.replace(hour=21, minute=30),
        from_day=date(2026, 11, 24),
    )  # fmt: skip
    lead("Ann A", 13.2)

    page = read(signed_in(cast.milan).get("/sla/2026-w48/"))

    assert (
        "Leads handed over 10 a week, by the working days under this version version 1, until "
        "23 Nov 1 of 0 Kept"
    ) in page


def test_the_ideal_lead_says_what_comes(cast):
    agreements.agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=NINE)
    content = {**BUSINESS, "context": []}
    agreements.agree(
        kind="lead_definition", content=content, by=cast.noor, at=NOW, from_day=TOMORROW
    )
    coming = document(kind="lead_definition", viewer=cast.noor, at=NOW).agreed

    page = signed_in(cast.ada).get("/ideal-lead/")

    assert (
        f"The ideal lead, version {coming.number}, is signed and holds from 25 November. Read it"
    ) in told(page)
    assert f'href="/accord/lead-definition/{coming.number}/"' in page.text
