"""Every address × method × person, against the policies as they are written out in `people`."""

import pytest

from entente.kit import clock
from entente.web.routes import Declared
from entente.workspace.testing import MORNING
from tests.access.asking import METHODS, Asker, addresses, everything, url
from tests.access.people import ADMITS, EVERYBODY, gather

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def people(kept_rows):
    with clock.frozen(MORNING):
        return gather()


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(MORNING):
        yield


def cell(declared: Declared, called: str, method: str) -> str:
    """What must come of it."""
    if declared.access.first_run:
        return "missing"
    if called not in ADMITS.get(declared.access.name, ()):
        return "sign in" if called == "nobody" else "refused"
    return "open" if method in declared.methods else "wrong method"


def test_every_address_says_whom_it_admits_and_the_table_knows_it():
    unknown = {
        name: declared.access.name if declared else None
        for name, declared, _ in addresses()
        if declared is None
        or (declared.access.name not in ADMITS and not declared.access.first_run)
    }

    assert unknown == {}


@pytest.mark.slow
@pytest.mark.parametrize("called", sorted(EVERYBODY))
def test_nobody_opens_what_is_not_theirs_and_a_refusal_changes_nothing(people, called):
    asker = Asker(people[called])
    closed = [
        (name, method, url(name, holds), wanted)
        for name, declared, holds in addresses()
        for method in METHODS
        if (wanted := cell(declared, called, method)) != "open"
    ]
    before = everything()

    wrong = [
        (name, method, wanted, found)
        for name, method, path, wanted in closed
        if (found := asker.ask(method, path, keep=True)) != wanted
    ]

    assert wrong == []
    assert everything() == before


@pytest.mark.slow
@pytest.mark.parametrize("called", sorted(EVERYBODY))
def test_whoever_is_admitted_gets_in(people, called):
    """A room may still find nothing there, or refuse a deed on grounds of its own."""
    asker = Asker(people[called])
    fine = {"GET": {"open", "missing"}, "POST": {"open", "missing", "refused", "declined"}}
    if called == "nobody":
        fine["POST"].add("sign in")  # where signing out leads, whoever does it

    wrong = [
        (name, method, found)
        for name, declared, holds in addresses()
        for method in fine
        if cell(declared, called, method) == "open"
        if (found := asker.ask(method, url(name, holds))) not in fine[method]
    ]

    assert wrong == []
