"""Signing a document, from a starter to in force, and how the pages of the accord look."""

import pytest

from entente.agreements import offers
from entente.agreements.operations import drafting
from entente.agreements.testing import HOUSE, agree
from entente.workspace.testing import MORNING

SOUP = {"hours": 8, "tea": "1200", "cooks": [{"name": "Ada", "dish": "soup"}]}


@pytest.fixture(autouse=True)
def house():
    with offers.only(HOUSE, *offers.kinds()):
        yield


def test_the_pages_look_right(looks_right, cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING, baseline=True)
    drafting.save_draft(
        kind="house_rules",
        content={**SOUP, "hours": 9, "share": "0.65", "notice": "Wash up."},
        from_day=MORNING.date(),
        review="monthly",
        by=cast.noor,
        at=MORNING,
    )
    looks_right(cast.noor, "/accord/house-rules/draft/", "accord-draft")
    drafting.propose(kind="house_rules", by=cast.noor, at=MORNING)

    looks_right(cast.noor, "/accord/", "accord")
    looks_right(cast.noor, "/accord/house-rules/", "accord-document")
    looks_right(cast.noor, "/accord/house-rules/2/", "accord-version")
    looks_right(cast.noor, "/accord/first/", "accord-first")
    looks_right(cast.noor, "/accord/funnel/draft/", "accord-begin")
    looks_right(cast.noor, "/glossary/", "glossary")
