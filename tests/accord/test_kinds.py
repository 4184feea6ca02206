"""What every kind of document of the accord can do, whichever room declared it."""

import pytest

from entente.agreements import closing, offers, queries
from entente.agreements.operations import proposing, signing
from entente.agreements.rules import prose
from entente.agreements.rules.life import SEATS
from entente.agreements.standing import document
from entente.kit import periods
from entente.web.accord.forms import checked, typed
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

STARTERS = [
    pytest.param(kind, starter, id=f"{kind.name}, {starter.name}")
    for kind in offers.kinds()
    for starter in kind.starters
]


def scope_of(kind: offers.DocumentKind) -> str:
    quarter = periods.around(day=MORNING.date(), kind="quarter")
    return periods.slug(period=quarter) if kind.scope == "quarter" else ""


@pytest.mark.parametrize(("kind", "starter"), STARTERS)
def test_a_starter_is_whole_and_its_form_gives_back_what_it_shows(kind, starter):
    assemble()
    content = kind.validate(starter.content)
    answers = typed.from_content(kind.fields, content)
    again, problems = checked.content(fields=kind.fields, typed=answers)

    assert kind.validate(content) == content
    assert problems == []
    assert kind.validate(again) == content


@pytest.mark.parametrize(("kind", "starter"), STARTERS)
def test_a_starter_is_signed_as_it_is(kind, starter):
    noor = assemble().noor
    at, of = MORNING, {"kind": kind.name, "scope": scope_of(kind)}
    for earlier in offers.kinds():
        if earlier.name in kind.after:
            put_in_force(earlier, alike(earlier, kind.starters.index(starter)), noor)

    put_in_force(kind, starter, noor)

    held = queries.in_force(**of, at=at)
    version = document(**of, viewer=noor, at=at).in_force
    assert (held.number, held.baseline) == (1, True)
    assert queries.verify(version_id=held.version_id).holds
    assert kind.validate(held.content) == held.content
    _, sections = prose.read(text=version.text)
    assert sections == prose.read(text=prose.plain(title="T", sections=kind.prose(held.content)))[1]
    assert closing.difference(kind=kind, old=held.content, new=held.content, currency="EUR") == []


def alike(kind, place):
    """The starter of another kind that goes with the one at this place."""
    return kind.starters[min(place, len(kind.starters) - 1)]


def put_in_force(kind, starter, noor) -> None:
    of = {"kind": kind.name, "scope": scope_of(kind), "at": MORNING}
    proposing.propose_starter(**of, starter=starter.slug, by=noor)
    proposed = document(**of, viewer=noor).proposed
    signing.sign(version_id=proposed.id, seats=SEATS, digest=proposed.digest, by=noor, at=MORNING)
