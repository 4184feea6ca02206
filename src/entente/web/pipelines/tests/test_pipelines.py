"""Administrators change the stages of pipelines; deals keep their place."""

import pytest

from entente.pipeline.queries.known import pipelines
from entente.pipeline.testing import sell
from entente.web.testing import signed_in

pytestmark = pytest.mark.django_db


def form_of(pipeline, **changes):
    """What the browser would send for a pipeline as it stands, with changes."""
    opened = [stage for stage in pipeline.stages if stage.kind == "open"]
    sent = {"won": "Won", "lost": "Lost"}
    for n, stage in enumerate(opened):
        sent |= {f"place{n}": n + 1, f"name{n}": stage.name, f"id{n}": stage.id,
                 f"chance{n}": int((stage.probability or 0) * 100)}  # fmt: skip
    return {**sent, **changes}


def test_stages_are_renamed_moved_added_and_retired(cast):
    sell(name="Stays in Discovery")
    (usual,) = pipelines()
    root = signed_in(cast.root)

    root.post(
        f"/settings/pipelines/{usual.id}/",
        form_of(usual, name0="First talk", place1="9", name2="", place4="2", name4="Visit",
                chance4="40", won="Signed"),
    )  # fmt: skip

    (now,) = pipelines()
    assert [(one.name, one.kind) for one in now.stages] == [
        ("First talk", "open"), ("Visit", "open"), ("Commit", "open"), ("Solution", "open"),
        ("Signed", "won"), ("Lost", "lost"),
    ]  # fmt: skip
    assert "First talk" in signed_in(cast.ada).get("/deals/").text


def test_a_stage_with_deals_in_it_is_kept_and_says_so(cast):
    sell(name="Here")
    (usual,) = pipelines()

    answer = signed_in(cast.root).post(f"/settings/pipelines/{usual.id}/", form_of(usual, name0=""))

    assert answer.status_code == 422
    assert "Deals stand in Discovery; move them first." in answer.text


def test_another_pipeline_is_made_and_the_board_switches_to_it(cast):
    sell(name="Here")
    root = signed_in(cast.root)
    sent = {"name": "Partners", "name0": "Met", "place0": "1", "won": "Won", "lost": "Lost"}

    assert root.post("/settings/pipelines/new/", {**sent, "name0": ""}).status_code == 422
    assert root.post("/settings/pipelines/new/", {**sent, "chance0": "200"}).status_code == 422
    root.post("/settings/pipelines/new/", sent)

    board = signed_in(cast.ada).get(f"/deals/?pipeline={pipelines()[1].id}").text
    assert "Met" in board
    assert "Here" not in board
    assert signed_in(cast.noor).get("/settings/pipelines/").status_code == 403
    assert root.get("/settings/pipelines/999/").status_code == 404


def test_a_stage_may_be_called_like_a_command_and_is_only_a_name(cast):
    name = "'); drop table pipeline_deal; --"
    sell(name="Here")
    (usual,) = pipelines()
    root = signed_in(cast.root)

    root.post(f"/settings/pipelines/{usual.id}/", form_of(usual, name0=name, name1="SQL"))
    listed = root.get("/deals/", {"view": "table", "where": f'deal stage is "{name}"'})

    assert [one.name for one in pipelines()[0].stages][:2] == [name, "SQL"]
    assert "&#x27;); drop table pipeline_deal; --" in root.get("/deals/").text
    assert (listed.status_code, "1 deal<" in listed.text) == (200, True)
    assert "No deal meets this" in root.get(
        "/deals/", {"view": "table", "where": 'deal stage is "SQL"'}
    ).text  # fmt: skip
