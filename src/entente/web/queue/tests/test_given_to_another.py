"""A lead that a head gave to somebody else while its page stood open."""

from datetime import timedelta

import pytest

from entente.handoff.testing import handed_over
from entente.kit import clock
from entente.people.testing import meet
from entente.web.testing import signed_in, words
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


def test_who_accepts_a_lead_that_was_given_away_meanwhile_is_told_to_whom():
    cast = assemble(at=MORNING - timedelta(days=1))
    row = handed_over(contact=meet(name="Sara", at=MORNING), at=MORNING)

    with clock.frozen(MORNING + timedelta(hours=1)):
        client = signed_in(cast.ada)
        given = {"to": str(cast.noor.member_id), "why": "Ada is away"}
        signed_in(cast.noor).post(f"/queue/{row.id}/owner/", given)
        response = client.post(f"/queue/{row.id}/accept/")

    assert response.status_code == 422
    assert "This lead was given to Noor Leads meanwhile: 24 November, 11:00." in words(response)
    row.refresh_from_db()
    assert (row.owner_id, row.decided_at) == (cast.noor.member_id, None)
