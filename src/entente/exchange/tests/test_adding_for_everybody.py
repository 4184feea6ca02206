"""What a file adds for everybody besides records is told before and after it comes in."""

import pytest

from entente.exchange.rules import adds
from entente.exchange.rules.adds import Adds
from entente.exchange.testing import bring_in
from entente.pipeline.operations.pipelines import set_up_pipeline
from entente.pipeline.queries.known import pipelines
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

DEALS = (
    "Deal ID,Deal Name,Deal Stage,Pipeline,Deal owner,Colour\n"
    "1,One,Nonsense,,Kim Lee,red\n"
    "2,Two,proposal,,Kim Lee,red\n"
    "3,Three,foo,new business,Bo Ek,blue\n"
    "4,Four,Talks,Partners,Cy Oz,blue\n"
    "5,Five,Won,Partners,,\n"
    "6,Six,nonsense,,Di Ur,\n"
    "7,Seven,Signed,Partners,Ed Xu,\n"
)
MAPPING = {
    "version": 1,
    "deal": {
        "match": ["key"],
        "fields": {
            "key": "Deal ID",
            "name": "Deal Name",
            "stage": "Deal Stage",
            "pipeline": "Pipeline",
            "field:Colour": "Colour",
        },
        "owner": {"key": "Deal owner", "team": "sales"},
    },
}
ADDED = {
    "pipelines": ["Partners"],
    "stages": {"New business": ["Nonsense", "foo"], "Partners": ["Talks", "Signed"]},
    "people": {"sales": ["Kim Lee", "Bo Ek", "Cy Oz", "Di Ur", "Ed Xu"]},
    "fields": {"deal": ["Colour"]},
}


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    cast = assemble()
    set_up_pipeline(at=MORNING)
    return cast


def test_looking_a_file_through_tells_all_that_it_would_add_and_adds_nothing(cast):
    row = bring_in(content=DEALS, by=cast.milan, at=MORNING, mapping=MAPPING, check=True)

    assert row.checked["adds"] == ADDED
    assert (row.adds, [one.name for one in pipelines()]) == ({}, ["New business"])


def test_running_it_tells_the_same_and_again_adds_nothing(cast):
    row = bring_in(content=DEALS, by=cast.milan, at=MORNING, mapping=MAPPING)
    again = bring_in(content=DEALS, by=cast.milan, at=MORNING, mapping=MAPPING)

    assert (row.adds, again.adds) == (ADDED, {})
    assert {one.name: [stage.name for stage in one.stages] for one in pipelines()} == {
        "New business": [
            *("Discovery", "Solution", "Proposal", "Commit", "Nonsense", "foo", "Won", "Lost")
        ],
        "Partners": ["Talks", "Signed", "Won", "Lost"],
    }


def test_each_is_one_line():
    assert adds.told(Adds.of(ADDED)) == [
        "the pipeline Partners: Talks, Signed",
        "2 stages to the pipeline New business: Nonsense, foo",
        "5 people of sales without sign-in: Bo Ek, Cy Oz, Di Ur, 2 more",
        "1 field to every deal: Colour",
    ]
    assert adds.told(Adds.of(ADDED).shared) == [
        "the pipeline Partners: Talks, Signed",
        "2 stages to the pipeline New business: Nonsense, foo",
        "1 field to every deal: Colour",
    ]
    assert adds.told(Adds()) == []
