"""Which pipeline the board begins with."""

import pytest

from entente.pipeline.models import DealStage
from entente.pipeline.operations.deals import open_deal
from entente.pipeline.operations.pipelines import create_pipeline
from entente.pipeline.rules.stages import DEFAULT_STAGES
from entente.pipeline.testing import sell
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def test_the_board_begins_with_a_pipeline_in_which_something_is_open(cast):
    for name in ("New business", "Partners"):
        create_pipeline(name=name, stages=DEFAULT_STAGES, by=cast.root, at=MORNING)
    stage = DealStage.objects.filter(pipeline__name="Partners").earliest("position").id
    open_deal(values={"name": "Theirs"}, stage_id=stage, contacts=[], by=cast.noor, at=MORNING)
    client = signed_in(cast.ada)

    begins = told(client.get("/deals/"))
    sell(name="Ours")
    then = told(client.get("/deals/"))

    assert begins.startswith("1 open deal, 1 without amount") and "Theirs" in begins
    assert "Ours" in then and "Theirs" not in then
