"""Lists walked forwards and back, and narrowed by words."""

import pytest

from entente.people.queries.contacts import contacts
from entente.people.queries.holding import holding
from entente.people.queries.paging import Mark
from entente.people.testing import found_company, meet
from entente.workspace.rules import SYSTEM

pytestmark = pytest.mark.django_db


def page(**asked):
    return contacts(viewer=SYSTEM, limit=2, **asked)


def called(found):
    return [line.called.split()[0] for line in found.lines]


@pytest.mark.parametrize("descending", [False, True])
def test_walking_back_shows_the_pages_that_were_walked(descending):
    for name in ("Ann", "Bob", "", "Cyd", "", "", "Dov"):
        meet(name=name)
    asked = {"sort": "name", "descending": descending}

    forwards, mark = [], None
    while True:
        found = page(after=mark, **asked)
        forwards.append([line.id for line in found.lines])
        assert (found.previous is None) == (mark is None)
        if found.next is None:
            break
        mark = Mark.parse(str(found.next))
    backwards = []
    while found.previous:
        found = page(before=Mark.parse(str(found.previous)), **asked)
        backwards.append([line.id for line in found.lines])
        assert found.next is not None

    assert [len(ids) for ids in forwards] == [2, 2, 2, 1]
    assert backwards == forwards[-2::-1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["Aida", "Ida", "Unnamed"]),
        ("ida", ["Aida", "Ida"]),
        ("id", ["Ida"]),
        ("nordwind ida", ["Ida"]),
        ("k-77", ["Unnamed"]),
        ("100%", []),
        ("\x00", []),
    ],
)
def test_a_list_is_narrowed_by_words_as_the_search_reads_them(text, found):
    meet(name="Ida", company=found_company(name="Nordwind"))
    meet(name="Aida")
    meet(keys=[("olist", "K-77")])

    rows = contacts(
        viewer=SYSTEM,
        criterion=holding(text=text, table="people_contact"),
        sort="name",
        descending=False,
    )

    assert called(rows) == found
