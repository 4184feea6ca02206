"""What a lead came without is named as the pages name its fields."""

from types import SimpleNamespace

from entente.sla.rules.terms import Promise
from entente.web.scorecard.pages import _fact


def test_what_a_lead_lacks_bears_the_names_of_its_fields():
    lead = SimpleNamespace(lacks=["email", "job_title", "company"])

    assert _fact(lead, Promise.CONTEXT, has_done=False) == "e-mail, job title and company"
