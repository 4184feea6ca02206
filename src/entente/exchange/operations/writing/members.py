"""People of ours that rows name: found by key, made without sign-in when they are not here."""

from collections.abc import Collection, Sequence
from typing import Any

from entente.exchange.operations.writing.chunk import Chunk, Run
from entente.exchange.rules.document import Person
from entente.workspace import operations as workspace
from entente.workspace import queries
from entente.workspace.rules import Team

UNMADE = 0  # stands for a person of ours whom a dry run does not make


def people_named(run: Run) -> list[tuple[str, Person]]:
    """Every place of the mapping that names one of our people."""
    mapping = run.plan.mapping
    places = [(f"people[{number}]", one) for number, one in enumerate(mapping.people)]
    for record in ("company", "contact", "deal"):
        part = getattr(mapping, record)
        if part is not None and part.owner is not None:
            places.append((f"{record}.owner", part.owner))
    if mapping.deal is not None and mapping.deal.closed_by is not None:
        places.append(("deal.closed_by", mapping.deal.closed_by))
    for number, touch in enumerate(mapping.touches):
        if touch.actor is not None:
            places.append((f"touches[{number}].actor", touch.actor))
    return places


def find_members(*, run: Run, chunk: Chunk) -> None:
    """Let every person of ours that the rows name have an id; who is not here has one to stand in.

    Nobody is made: rows that are not taken shall leave nobody behind.
    """
    rows = chunk.rows()
    for path, person in people_named(run):
        system = person.system or run.plan.mapping.system
        column = chunk.column(f"{path}.key")
        keys = dict.fromkeys(column[row] for row in rows if column[row])
        missing = [key for key in keys if (system, key) not in run.members]
        if missing:
            here = queries.members_by_key(system=system, keys=missing)
            run.members.update({(system, key): id_ for key, id_ in here.items()})
        for key in missing:
            run.members.setdefault((system, key), -1 - len(run.members))


def make_members(*, run: Run, chunk: Chunk) -> None:
    """Make the people of ours whom the rows that are taken name, once it is known which are."""
    stood_in = {one: id_ for one, id_ in run.members.items() if id_ < UNMADE}
    if not stood_in:
        return
    for path, person in people_named(run):
        _make_named(run, chunk, path, person, stood_in)
    made = {stand_in: run.members[one] for one, stand_in in stood_in.items()}
    for drafts in chunk.drafts.values():
        for draft in (*drafts.made, *drafts.met.values()):
            for name in ("owner", "closed_by"):
                if draft.values.get(name) in made:
                    draft.values[name] = made[draft.values[name]]
    for one in stood_in:
        if run.members[one] < UNMADE:  # only rows that are not taken name them
            del run.members[one]


def _make_named(
    run: Run,
    chunk: Chunk,
    path: str,
    person: Person,
    stood_in: Collection[tuple[str, str]],
) -> None:
    rows = chunk.rows()
    system = person.system or run.plan.mapping.system
    named = _named(rows, chunk.column(f"{path}.key"), chunk.column(f"{path}.name"))
    missing = {
        key: name
        for key, name in named.items()
        if (system, key) in stood_in and run.members[system, key] < UNMADE
    }
    if not missing:
        return
    ids = dict.fromkeys(missing, UNMADE)
    if not run.dry:
        ids = workspace.owners_for_keys(
            system=system,
            named=missing,
            team=Team(person.team) if person.team else None,
            at=run.at,
            batch=run.batch,
        )
    for key, name in missing.items():
        run.adds.person(name or key[:8], team=person.team)
        run.members[system, key] = ids[key]
    if path.startswith("people["):
        _note_made(rows, chunk, path, set(missing))


def _named(rows: Sequence[int], keys: Sequence[Any], names: Sequence[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        key = keys[row]
        if key:
            # A key with a blank in it is a name already; others say nothing to people.
            name = (names[row] or (key if " " in key else ""))[:120]
            found[key] = found.get(key) or name
    return found


def _note_made(rows: Sequence[int], chunk: Chunk, path: str, made: set[str]) -> None:
    keys = chunk.column(f"{path}.key")
    for row in rows:
        if keys[row] in made:
            chunk.made_people.add(row)
            made.discard(keys[row])


def members_at(*, run: Run, chunk: Chunk, path: str, person: Person | None) -> list[int | None]:
    """By row, the id of the person of ours that is named at this place."""
    if person is None:
        return [None] * len(chunk.reading.lines)
    system = person.system or run.plan.mapping.system
    ids = run.members
    return [ids.get((system, key)) if key else None for key in chunk.column(f"{path}.key")]
