"""What seats reach, as tables and as sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from entente.kit import wording
from entente.web.members.words import ROLES, TEAMS, seat_key, seat_words
from entente.workspace import queries
from entente.workspace.rules import (
    ACTIONS,
    DEFAULT_REACH,
    RECORDS,
    ROLES_OF_TEAM,
    Reach,
    SeatHeld,
    Viewer,
)

RECORD_WORDS: Final = {
    "contact": "Contacts",
    "company": "Companies",
    "deal": "Deals",
    "activity": "Calls, meetings, notes, tasks",
    "handoff": "Hand-overs",
    "accord": "The accord",
    "import": "Imports",
    "report": "Reports",
    "workspace": "Settings",
}
ACTION_WORDS: Final = {"see": "See", "change": "Change", "export": "Export"}
REACH_WORDS: Final = {
    Reach.NONE: "none",
    Reach.OWN: "one's own",
    Reach.TEAM: "the team's",
    Reach.ALL: "all",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    key: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One right of a seat; `usual` is what it is unless somebody changed it."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    changed: bool
    usual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    record: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPage:
    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    key: str
    words: str
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What somebody reaches, in sentences."""

    name: str
    seats: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    seats: tuple[SeatLine, ...]
    people: tuple[Choice, ...]
    person: Person | None


def seats() -> list[SeatHeld]:
    """Every seat there can be."""
    return [SeatHeld(team=team, role=role) for team, roles in ROLES_OF_TEAM.items()
            for role in roles]  # fmt: skip


def overview(*, member_id: int | None, viewer: Viewer, at: datetime) -> Overview:
    """All seats, and what one person reaches."""
    everybody = queries.members(at=at)
    asked = next((one for one in everybody if one.id == member_id), None)
    person = None
    if asked is not None:
        person = told(viewer=queries.viewer(member_id=asked.id, at=at))
    return Overview(
        seats=tuple(
            SeatLine(key=seat_key(seat), words=seat_words(seat), changed=_changed(seat, viewer))
            for seat in seats()
        ),
        people=tuple(
            Choice(key=str(one.id), words=one.name, chosen=one.id == member_id)
            for one in everybody
            if one.can_sign_in
        ),
        person=person,
    )


def _changed(seat: SeatHeld, viewer: Viewer) -> int:
    """How many rights of a seat are not the usual ones."""
    return sum(
        reach != DEFAULT_REACH[(seat.role, action)].get(record, Reach.NONE)
        for (team, role, record, action), reach in viewer.overrides.items()
        if (team, role) == (seat.team, seat.role)
    )


def told(*, viewer: Viewer) -> Person:
    """What a person reaches: what is alike in one sentence."""
    words = [seat_words(seat) for seat in sorted(viewer.seats, key=seat_key)]
    return Person(
        name=viewer.name,
        seats=wording.listed(words) if words else "no seat",
        sentences=tuple(sentence for action in ACTIONS for sentence in _sentences(action, viewer)),
    )


def _sentences(action: str, viewer: Viewer) -> list[str]:
    verb = {"see": "sees", "change": "changes", "export": "takes out"}[action]
    first = viewer.name.split()[0]
    found = []
    for reach in (Reach.ALL, Reach.TEAM, Reach.OWN, Reach.NONE):
        records = [
            RECORD_WORDS[record].lower()
            for record in RECORDS
            if viewer.reach(record=record, action=action) is reach
        ]
        if not records:
            continue
        of = {
            Reach.ALL: f"{first} {verb} all of: ",
            Reach.TEAM: f"{first} {verb} what the team or nobody owns of: ",
            Reach.OWN: f"{first} {verb} only what {first} owns of: ",
            Reach.NONE: f"{first} {verb} none of: ",
        }[reach]
        found.append(f"{of}{wording.listed(records)}.")
    return found


def seat_page(*, seat: SeatHeld, overrides: Mapping[tuple, Reach]) -> SeatPage:  # type: ignore[type-arg]  as a Viewer keeps them
    """The rights of one seat with a choice for each."""
    return SeatPage(
        key=seat_key(seat),
        title=f"{TEAMS[seat.team]}, {ROLES[seat.role]}",
        lines=tuple(
            Line(
                record=RECORD_WORDS[record],
                cells=tuple(_cell(seat, record, action, overrides) for action in ACTIONS),
            )
            for record in RECORDS
        ),
    )


def _cell(seat: SeatHeld, record: str, action: str, overrides: Mapping[tuple, Reach]) -> Cell:  # type: ignore[type-arg]  as a Viewer keeps them
    usual = DEFAULT_REACH[(seat.role, action)].get(record, Reach.NONE)
    now = overrides.get((seat.team, seat.role, record, action), usual)
    return Cell(
        name=f"{record}-{action}",
        label=f"{ACTION_WORDS[action]} {RECORD_WORDS[record].lower()}",
        choices=tuple(
            Choice(key=str(one), words=words, chosen=one is now)
            for one, words in REACH_WORDS.items()
        ),
        changed=now is not usual,
        usual=REACH_WORDS[usual],
    )
