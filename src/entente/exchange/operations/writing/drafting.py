"""Which company, contact and deal each row of a chunk speaks of, and what it says of them.

Nothing is written here. A row that one of its records refuses leaves no trace in the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from entente.exchange.operations.writing.chunk import Chunk, Run
from entente.exchange.operations.writing.members import member_at
from entente.exchange.queries.known import known_drafts, note_blank_fields
from entente.exchange.rules import targets
from entente.exchange.rules.dates import When
from entente.exchange.rules.document import RecordPart
from entente.exchange.rules.drafts import Draft, Drafts, Identity, Wish
from entente.exchange.rules.outcomes import Fate, rejected
from entente.people.rules.words import domain_key

_Wishes = dict[str, Wish]


def draft_chunk(*, run: Run, chunk: Chunk) -> None:
    """Find every row's records, or make drafts of new ones, in the order of the file."""
    parts = run.plan.parts()
    wishes = {
        row: {record: _wish(run, chunk, record, part, row) for record, part in parts.items()}
        for row in chunk.rows()
    }
    others = _others(run, chunk)
    chunk.drafts = {
        record: _drafts(run, record, part, [of_row[record] for of_row in wishes.values()], others)
        for record, part in parts.items()
    }
    main = run.plan.main
    for row, of_row in wishes.items():
        fate = _refusal(chunk.drafts, of_row, parts, main)
        if fate is not None:
            chunk.stop(row, fate)
        else:
            _take(chunk, row, of_row)
            chunk.others[row] = _take_others(chunk, row, others.get(row, ()))


def _drafts(
    run: Run,
    record: str,
    part: RecordPart,
    wishes: list[Wish],
    others: Mapping[int, Sequence[Identity]],
) -> Drafts:
    overwrite = run.plan.mapping.overwrite
    identities = {one for wish in wishes for one in wish.claims}
    if record == "contact":
        identities |= {one for of_row in others.values() for one in of_row}
    known = known_drafts(record=record, identities=identities)
    if not overwrite:
        names = {name for wish in wishes for name in wish.values}
        note_blank_fields(record=record, drafts=known, names=sorted(names))
    return Drafts(record=record, writes=part.writes, overwrite=overwrite, known=known)


def _refusal(
    drafts: Mapping[str, Drafts], wishes: _Wishes, parts: Mapping[str, RecordPart], main: str
) -> Fate | None:
    """Why the row ends: its main record takes nothing, or one of the others contradicts."""
    for record, wish in wishes.items():
        named = " or ".join(
            parts[record].fields[name].column or name for name in parts[record].match
        )
        if not wish.match:
            if record == main:
                return rejected(f"The row has no {named} to know the {record} by.")
            continue
        fate = drafts[record].refusal(wish=wish, named=named)
        if fate is not None and (record == main or fate.outcome == "rejected"):
            return fate
    return None


def _take(chunk: Chunk, row: int, wishes: _Wishes) -> None:
    for record in targets.RECORDS:
        wish = wishes.get(record)
        if wish is None or not wish.match:
            continue
        drafts = chunk.drafts[record]
        if drafts.refusal(wish=wish, named="") is not None:
            continue
        company = chunk.of("company").get(row)
        if record != "company" and company is not None:
            wish.values["company"] = company
        chunk.of(record)[row] = drafts.take(row=row, wish=wish)


def _others(run: Run, chunk: Chunk) -> dict[int, list[Identity]]:
    """By row, further people of its deal, known by their keys."""
    deal = run.plan.mapping.deal
    found: dict[int, list[Identity]] = {}
    for number, key in enumerate(deal.contacts if deal is not None else ()):
        column = chunk.column(f"deal.contacts[{number}].key")
        kind = f"key:{key.system or run.plan.mapping.system}"
        for row in chunk.rows():
            keys = column[row] if isinstance(column[row], tuple) else (column[row],)
            found.setdefault(row, []).extend(Identity(kind, one) for one in keys if one)
    return found


def _take_others(chunk: Chunk, row: int, identities: Sequence[Identity]) -> list[Draft]:
    """Drafts of the people with these keys; of those not here nothing but the key is known."""
    drafts = chunk.drafts.get("contact")
    found = []
    for one in identities if drafts is not None else ():
        wish = Wish(match=[one], claims=[one], values={})
        if drafts is not None and drafts.refusal(wish=wish, named="key") is None:
            found.append(drafts.take(row=row, wish=wish))
    return found


def _wish(run: Run, chunk: Chunk, record: str, part: RecordPart, row: int) -> Wish:
    system = run.plan.mapping.system
    wish = Wish(match=[], claims=[], values={})
    identities: dict[str, Identity] = {}
    for name in part.fields:
        value = first_of(chunk.column(f"{record}.fields.{name}")[row])
        if value is None:
            continue
        one = identity(record=record, name=name, value=value, system=system)
        if one is not None and (one.unique or name in part.match):
            identities[name] = one
        if name in ("since", "opened_at"):
            wish.since, wish.whole_day = value
        elif name != "key":
            keeps_time = name == "closes_at" or not isinstance(value, When)
            wish.values[_field(run, record, name)] = value if keeps_time else value.at
    _name_people(run, chunk, record, part, row, wish)
    wish.claims = [*identities.values(), *_other_keys(run, chunk, record, part, row)]
    wish.match = [identities[name] for name in part.match if name in identities]
    return wish


def _name_people(
    run: Run, chunk: Chunk, record: str, part: RecordPart, row: int, wish: Wish
) -> None:
    """The owner, and who closed a deal."""
    for name in ("owner", "closed_by"):
        person = getattr(part, name, None)
        path = f"{record}.{name}"
        member = member_at(run=run, chunk=chunk, path=path, person=person, row=row)
        if member is not None:
            wish.values[name] = member


def _other_keys(
    run: Run, chunk: Chunk, record: str, part: RecordPart, row: int
) -> Iterator[Identity]:
    for number, key in enumerate(part.other_keys):
        value = chunk.column(f"{record}.other_keys[{number}].key")[row]
        for one in value if isinstance(value, tuple) else (value,):
            if one:
                yield Identity(f"key:{key.system or run.plan.mapping.system}", one)


def first_of(value: Any) -> Any:
    """The first of several values in a cell; only a deal's contacts take them all."""
    return value[0] if type(value) is tuple else value


def identity(*, record: str, name: str, value: Any, system: str) -> Identity | None:
    """What a field identifies its record by, None if by nothing."""
    if name not in targets.MATCHES[record]:  # type: ignore[index]  a record of ours
        return None
    if name == "key":
        return Identity(f"key:{system}", value)
    return Identity(name, domain_key(value) if name == "domain" else value.casefold())


def _field(run: Run, record: str, name: str) -> str:
    """The room's name of a target: a field of our own has its id there."""
    if name.startswith(targets.FIELD_OF_OUR_OWN):
        return run.fields[record, name.removeprefix(targets.FIELD_OF_OUR_OWN)]
    return name
