"""Which company, contact and deal each row of a chunk speaks of, and what it says of them.

Nothing is written here. A row that one of its records refuses leaves no trace in the others.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from entente.exchange.operations.writing.chunk import Chunk, Run
from entente.exchange.operations.writing.earliest import first_facts
from entente.exchange.operations.writing.members import members_at
from entente.exchange.operations.writing.namesakes import note_namesakes, tell_apart
from entente.exchange.operations.writing.reaching import (
    leave,
    only_told,
    unmakeable,
    warn_of_touches,
)
from entente.exchange.queries.again import told_before
from entente.exchange.queries.known import (
    known_drafts,
    note_blank_fields,
    note_overruled,
    note_standing,
)
from entente.exchange.queries.reach import note_reach
from entente.exchange.rules import targets
from entente.exchange.rules.dates import When
from entente.exchange.rules.document import RecordPart
from entente.exchange.rules.drafts import Draft, Drafts, Identity, Wish
from entente.exchange.rules.namesakes import unclear
from entente.exchange.rules.outcomes import Fate, rejected, skipped
from entente.exchange.rules.standing import closed_refusal, money_refusal
from entente.people.rules.words import domain_key

_Wishes = dict[str, Wish]


class _Field(NamedTuple):
    """One mapped field of a record, with its column in hand. What identifies has a kind."""

    name: str
    called: str  # by the room that owns it
    column: Sequence[Any]
    kind: str
    fold: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spec:
    """A record of the mapping, made ready once for all rows of a chunk."""

    record: targets.Record
    named: str  # what it is looked for by, in the file's words; "" where every row makes one
    match: tuple[str, ...]
    fields: tuple[_Field, ...]
    other_keys: tuple[tuple[str, Sequence[Any]], ...]
    people: tuple[tuple[str, Sequence[Any]], ...]  # owner and closer: ids by row


def draft_chunk(*, run: Run, chunk: Chunk) -> None:
    """Find every row's records, or make drafts of new ones, in the order of the file."""
    specs = [_spec(run, chunk, record, part) for record, part in run.plan.parts().items()]
    wishes = {row: {spec.record: _wish(spec, row) for spec in specs} for row in chunk.rows()}
    _mark_told(run, chunk, wishes)
    first = first_facts(run=run, chunk=chunk)
    _know_since(wishes, first)
    others = _others(run, chunk)
    chunk.drafts = {
        record: _drafts(run, record, part, [of_row[record] for of_row in wishes.values()], others)
        for record, part in run.plan.parts().items()
    }
    before = note_namesakes(run=run, chunk=chunk)
    for row, of_row in wishes.items():
        tell_apart(drafts=chunk.drafts, wishes=of_row, before=before.get(chunk.reading.lines[row]))
        fate = _refusal(run, chunk, row, of_row, specs)
        if fate is not None:
            chunk.stop(row, fate)
            continue
        _take(chunk, row, of_row)
        if row in others:
            chunk.others[row] = _take_others(run, chunk, row, others[row], first.get(row))
        if of_row and not any(wish.is_news or wish.news for wish in of_row.values()):
            chunk.told.add(row)
    warn_of_touches(run=run, chunk=chunk)


def _mark_told(run: Run, chunk: Chunk, wishes: Mapping[int, _Wishes]) -> None:
    """Mark what the same file told before, and what it tells now of fields that are younger."""
    lines = chunk.reading.lines
    asked = [lines[row] for row in wishes]
    told = told_before(twins=run.twins, lines=asked)
    with_late = told_before(twins=run.knowing, lines=asked) if run.late else told
    for row, of_row in wishes.items():
        for record in told.get(lines[row], ()):
            if record in of_row:
                of_row[record].told = True
                if record not in with_late.get(lines[row], ()):
                    of_row[record].late = run.late


def _know_since(wishes: Mapping[int, _Wishes], first: Mapping[int, datetime]) -> None:
    """People and companies are known since the first fact that a row tells of them."""
    for row, at in first.items():
        for record, wish in wishes[row].items():
            if record != "deal" and (wish.since is None or at < wish.since):
                wish.since = at


def _spec(run: Run, chunk: Chunk, record: targets.Record, part: RecordPart) -> _Spec:
    system = run.plan.mapping.system
    return _Spec(
        record=record,
        named=" or ".join(part.fields[name].column or name for name in part.match if part.fields),
        match=tuple(part.match),
        fields=tuple(
            _Field(
                name,
                _called(run, record, name),
                chunk.column(f"{record}.fields.{name}"),
                _kind(record, part, name, system),
                _FOLDS.get(name, str.casefold),
            )
            for name in part.fields
        ),
        other_keys=tuple(
            (
                f"key:{key.system or system}",
                chunk.column(f"{record}.other_keys[{number}].key"),
            )
            for number, key in enumerate(part.other_keys)
        ),
        people=tuple(
            (name, members_at(run=run, chunk=chunk, path=f"{record}.{name}", person=person))
            for name in ("owner", "closed_by")
            if (person := getattr(part, name, None)) is not None
        ),
    )


_FOLDS: Final = {"key": str, "domain": domain_key}


def _kind(record: targets.Record, part: RecordPart, name: str, system: str) -> str:
    """What a field identifies its record by, "" for nothing."""
    if name not in targets.MATCHES[record]:
        return ""
    if name == "key":
        return f"key:{system}"
    return name if name == "email" or name in part.match else ""


def _called(run: Run, record: str, name: str) -> str:
    """The room's name of a target: a field of our own has its id there."""
    if name.startswith(targets.FIELD_OF_OUR_OWN):
        return run.fields[record, name.removeprefix(targets.FIELD_OF_OUR_OWN)]
    return name


def _wish(spec: _Spec, row: int) -> Wish:
    wish = Wish(match=[], claims=[], values={})
    identities: dict[str, Identity] = {}
    for name, called, column, kind, fold in spec.fields:
        value = column[row]
        if value is None:
            continue
        if type(value) is tuple:  # only a deal's contacts take all of several values
            value = value[0]
        if kind:
            identities[name] = Identity(kind, fold(value))
        if name in ("since", "opened_at"):
            wish.since, wish.whole_day = value
        elif name != "key":
            plain = type(value) is not When or name == "closes_at"
            wish.values[called] = value if plain else value.at
    for name, ids in spec.people:
        if ids[row] is not None:
            wish.values[name] = ids[row]
    wish.claims = [*identities.values(), *_other_keys(spec, row)]
    wish.match = [identities[name] for name in spec.match if name in identities]
    return wish


def _other_keys(spec: _Spec, row: int) -> Iterator[Identity]:
    for kind, column in spec.other_keys:
        value = column[row]
        for one in value if isinstance(value, tuple) else (value,):
            if one:
                yield Identity(kind, one)


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
    one, several = known_drafts(record=record, identities=identities)
    drafts = Drafts(
        record=record, writes=part.writes, overwrite=overwrite, known=one, several=several
    )
    known = drafts.all_known()
    if not overwrite:
        names = {name for wish in wishes for name in wish.values}
        note_blank_fields(record=record, drafts=known, names=sorted(names))
    if record == "deal":
        note_standing(drafts=known)
    note_reach(record=record, drafts=known, by=run.doing.by, batch=run.batch)
    note_overruled(record=record, drafts=known, batches=run.twins.all, but=run.batch)
    return drafts


def _refusal(
    run: Run, chunk: Chunk, row: int, wishes: _Wishes, specs: Sequence[_Spec]
) -> Fate | None:
    """Why the row ends: its main record takes nothing, or one of the others contradicts.

    Another record that merely takes nothing leaves the row's wishes. One beyond reach stays as it
    is; where it is the main one, the row goes on with nothing but what it tells.
    """
    for spec in specs:
        wish, is_main = wishes[spec.record], spec.record == run.plan.main
        missing = _missing(spec, wish)
        if missing is not None:
            if is_main:
                return missing
            del wishes[spec.record]
            continue
        of = chunk.drafts[spec.record]
        fate = _unclear(of, wish) or of.refusal(wish=wish, named=spec.named)
        unmade = unmakeable(run=run, record=spec.record, wish=wish) if fate is None else None
        fate = fate or unmade or _odd_deal(run, of, wish)
        if fate is None:
            continue
        if is_main and fate == of.beyond:
            told = only_told(run=run, chunk=chunk, row=row, wishes=wishes)
            return None if told else fate
        if is_main or fate.outcome == "rejected":
            return fate
        if fate == of.beyond or unmade is not None:
            leave(run=run, chunk=chunk, row=row, record=spec.record, wishes=wishes)
        else:
            del wishes[spec.record]
    return None


def _unclear(drafts: Drafts, wish: Wish) -> Fate | None:
    """Why a row ends that fits several records, where new ones are not all that is wanted."""
    shared = drafts.shared(wish)
    if shared is None or drafts.find(wish) is not None:
        return None
    if drafts.writes == "create":
        return drafts.here_already
    return unclear(by=shared, count=len(drafts.several[shared]), wish=wish)


def _missing(spec: _Spec, wish: Wish) -> Fate | None:
    """Why a row makes nothing of a record: it lacks what names it, or all that could be new."""
    if spec.match:
        why = f"The row names no {spec.record}: its {spec.named} is empty."
        return None if wish.match else rejected(why)
    if wish.told:
        return skipped("The row came in with this file before.")
    return None if wish.values else rejected(f"The row says nothing of a {spec.record}.")


def _odd_deal(run: Run, drafts: Drafts, wish: Wish) -> Fate | None:
    if drafts.record != "deal":
        return None
    held = wish.found.held if wish.found is not None else {}
    fate = None
    if wish.values.keys() & _MONEY:
        said = drafts.after(wish=wish, names=_MONEY)
        file, house = run.plan.mapping.currency, run.plan.currency
        fate = money_refusal(said=said, held=held, file=file, house=house)
    if fate is None and wish.values.keys() & _STANDING:
        fate = closed_refusal(said=drafts.after(wish=wish, names=_STANDING), held=held)
    return fate


_MONEY: Final = ("amount", "currency")
_STANDING: Final = ("stage", "is_won", "is_closed")


def _take(chunk: Chunk, row: int, wishes: _Wishes) -> None:
    company = None
    for record, wish in wishes.items():  # the company comes first
        if company is not None and not wish.stays:
            wish.values["company"] = company
        draft = chunk.of(record)[row] = chunk.drafts[record].take(row=row, wish=wish)
        company = draft if record == "company" else company


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


def _take_others(
    run: Run, chunk: Chunk, row: int, identities: Sequence[Identity], since: datetime | None
) -> list[Draft]:
    """Drafts of the people with these keys; of those not here nothing but the key is known."""
    drafts = chunk.drafts.get("contact")
    found = []
    for one in identities if drafts is not None else ():
        wish = Wish(match=[one], claims=[one], values={}, since=since)
        if drafts is None:
            continue
        fate = drafts.refusal(wish=wish, named="key")
        fate = fate or unmakeable(run=run, record="contact", wish=wish)
        wish.bare = fate == drafts.beyond and wish.found is not None and wish.found.reach == "see"
        if fate is None or wish.bare:
            found.append(drafts.take(row=row, wish=wish))
    return found
