"""What a file adds for everybody besides records is told before and after it comes in."""

import pytest

from entente.exchange.operations import checking, running
from entente.exchange.rules import adds
from entente.exchange.rules.adds import Adds
from entente.exchange.testing import bring_in
from entente.pipeline.models import Deal
from entente.pipeline.operations.pipelines import set_up_pipeline
from entente.pipeline.queries.known import pipelines
from entente.workspace.models import Member
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
BARE = {"version": 1, "deal": {"match": ["key"], "fields": {"key": "Deal ID"}}}
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


TOLD_OF = (
    "Deal ID,Deal Name,Deal Stage,Pipeline,Deal owner,Colour\n"
    "1,One,,,Noor Quist,red\n"
    "2,Two,,,Milan Orr,red\n"
    ",Three,,,Eve Ost,red\n"
    "4,Four,,,Milan Orr,red\n"
    "1,One again,,,Ada Pym,red\n"
)


@pytest.mark.parametrize("size", [1, 2, 5_000])
@pytest.mark.parametrize("check", [True, False])
def test_rows_that_are_not_taken_leave_nobody_behind(cast, monkeypatch, check, size):
    looking = checking.check_chunk if check else running.run_chunk
    kept = {**looking.__kwdefaults__, "size": size}
    monkeypatch.setattr(looking, "__kwdefaults__", kept)
    bring_in(content="Deal ID\n1\n4\n", by=cast.noor, at=MORNING, mapping=BARE)
    only_here = {**MAPPING, "deal": {**MAPPING["deal"], "writes": "update"}}

    row = bring_in(content=TOLD_OF, by=cast.noor, at=MORNING, mapping=only_here, check=check)

    adds = row.checked["adds"] if check else row.adds
    assert adds["people"] == {"sales": ["Noor Quist", "Milan Orr", "Ada Pym"]}
    made = list(Member.objects.filter(email=None).order_by("name").values_list("name", flat=True))
    owners = list(Deal.objects.order_by("id").values_list("owner__name", flat=True))
    if check:
        assert (made, owners) == ([], [None, None])
    else:
        assert (made, owners) == (["Ada Pym", "Milan Orr", "Noor Quist"], ["Ada Pym", "Milan Orr"])


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
