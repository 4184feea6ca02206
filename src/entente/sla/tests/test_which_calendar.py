"""An agreement names a calendar in which its clocks can run."""

from datetime import timedelta

import pytest

from entente.agreements.rules.content import ContentInvalid
from entente.sla import accord
from entente.sla.rules.document import STANDARD
from entente.workspace import operations as workspace
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Never", "“Never” has no working hours, so no clock would ever run; choose another."),
        ("Atlantis", "There is no calendar “Atlantis”; choose one of the list."),
    ],
)
def test_a_calendar_without_hours_is_not_signed(name, words):
    cast = assemble(at=MORNING - timedelta(days=1))
    for hours in ({}, {"0": [], "1": []}):
        workspace.save_calendar(name="Never", timezone="Europe/Paris", hours=hours, by=cast.root)

        with pytest.raises(ContentInvalid) as refused:
            accord.resolve({**STANDARD, "calendar": name}, MORNING)

        [problem] = refused.value.problems
        assert (problem.path, problem.message) == (("calendar",), words)
