"""A lead reads as it was handed over, whatever both teams have agreed on since."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.agreements.testing import agree
from entente.handoff.models import Handover
from entente.handoff.operations import deciding
from entente.handoff.testing import handed_over
from entente.kit import clock
from entente.people.testing import found_company, meet
from entente.qualification import accord
from entente.sla.rules.document import STANDARD
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

YESTERDAY = MORNING - timedelta(days=1)


@pytest.fixture
def cast():
    with clock.frozen(MORNING):
        found = assemble()
        at = MORNING - timedelta(days=20)
        agree(kind="lead_definition", content=accord.BUSINESS, by=found.noor, at=at)
        agree(kind="sla", content=STANDARD, by=found.noor, at=at)
        yield found


def lead(name: str, at):
    firm = found_company(name=f"{name} Dairy", employees=310, industry="Food", at=at)
    contact = meet(name=name, job_title="Maintenance manager", company=firm, at=at)
    return handed_over(contact=contact, at=at)


def only_one_criterion(cast) -> None:
    """Version 2: nothing earns points for fit but a job title."""
    line = {**accord.BUSINESS["fit"][0], "text": "job title is known", "points": 50}
    lower = [{**one, "text": "e-mail is known"} for one in accord.BUSINESS["clauses"]]
    content = {**accord.BUSINESS, "fit": [line], "clauses": lower}
    agree(kind="lead_definition", content=content, by=cast.noor, at=MORNING)


def test_the_points_of_an_open_lead_are_those_of_the_version_that_handed_it_over(cast):
    old = lead("Sara", YESTERDAY)
    client = signed_in(cast.noor)
    before = told(client.get(f"/queue/{old.id}/"))
    assert "of our five ideal-lead criteria" in before
    assert "Points by The ideal lead, version 1 ." in before

    only_one_criterion(cast)
    new = lead("Jonas", MORNING)

    again = told(client.get(f"/queue/{old.id}/"))
    assert again.count("of our five ideal-lead criteria") == 1
    assert "Points by The ideal lead, version 1 ." in again
    later = told(client.get(f"/queue/{new.id}/"))
    assert "Fits our one ideal-lead criterion" in later
    assert "Points by The ideal lead, version 2 ." in later
    listed = client.get("/queue/?owner=all").text
    assert set(re.findall(r"Fit \d+ of (\d+), interest", listed)) == {"50", "60"}


def test_the_page_of_a_contact_names_the_version_that_counts_its_points_today(cast):
    row = lead("Sara", YESTERDAY)
    client = signed_in(cast.noor)
    assert "Points by The ideal lead, version 1 ." in told(
        client.get(f"/contacts/{row.contact_id}/")
    )

    only_one_criterion(cast)

    assert "Points by The ideal lead, version 2 ." in told(
        client.get(f"/contacts/{row.contact_id}/")
    )


def fits_of(page: str) -> dict[str, str]:
    """By lead, how much fit there is to have according to its row of the list."""
    rows = re.findall(r'href="/queue/(\d+)/[^"]*"(.*?)</a>', page, flags=re.S)
    fits = ((lead, re.search(r"Fit \d+ of (\d+), interest", row)) for lead, row in rows)
    return {lead: fit[1] for lead, fit in fits if fit}


def handed_over_twice(name: str, cast, *, meanwhile=lambda: None) -> tuple[Handover, Handover]:
    """Accepted and owed a first contact still, when the same person is handed over once more."""
    first = lead(name, MORNING)
    deciding.accept(handover_id=first.id, by=cast.ada, at=MORNING)
    meanwhile()
    return first, handed_over(contact=first.contact_id, at=MORNING + timedelta(seconds=1))


def test_two_hand_overs_of_one_person_show_the_points_of_their_own_versions(cast):
    old, new = handed_over_twice("Sara", cast, meanwhile=lambda: only_one_criterion(cast))

    client = signed_in(cast.ada)
    listed = client.get("/queue/").text
    once = queries_of(client)
    for name in ("Jonas", "Hugo"):
        handed_over_twice(name, cast)

    assert fits_of(listed) == {str(old.id): "60", str(new.id): "50"}
    assert queries_of(client) == once


def queries_of(client) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get("/queue/").status_code == 200
    return len(found)
