"""Bringing the memberships of a watched criterion up to date, and telling who newly meets it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from entente.audiences import concerning, offers, queries
from entente.audiences.models import Due, Membership, Watch
from entente.audiences.queries import Understood
from entente.audiences.vocabulary import Spoken, changed_by, spoken
from entente.kit.criteria import canonical
from entente.kit.criteria.meaning.due import first_edge, next_due
from entente.kit.criteria.meaning.facts import Asked
from entente.kit.criteria.reads import Pace, Reads, reads
from entente.ledger import queries as ledger
from entente.ledger.events import Entry

Told = Callable[[str, Mapping[int, int | None], datetime, datetime], None]
"""Called with the watch's name, who newly meets it with the entry that did it, when those met it
whom no entry but time alone brought, and the present."""

WATCH = "audiences.watch"
"""Under which name `evaluate` reads the ledger."""

SOME = 5_000  # contacts looked at in one statement
INSTANT: Final = timedelta(microseconds=1)
SHIFTING: Final = ("contact.merged", "contact.unmerged", "batch.voided", "entry.retracted")
"""Kinds that give behaviour to somebody else, or take it away."""

_listeners: dict[str, Told] = {}


def on_met(prefix: str, tell: Told) -> None:
    """Be told, in the same transaction, who newly meets a watch whose name starts so."""
    _listeners[prefix] = tell


def understood(row: Watch, words: Spoken) -> Understood:
    """What a watch asks for, with these words."""
    return Understood(tree=canonical.from_json(row.tree), words=words, subject="contact")


def moving(read: Reads, at: datetime) -> frozenset[str]:
    """The behaviours behind the fields that a criterion reads: what a score is made of."""
    asked = {key for _, key in read.fields}
    return frozenset(
        kind
        for offer in offers.fields_of("contact")
        if offer.by_behaviour and asked & {spec.key for spec, _ in offer.fields(at)}
        for kind in offer.changed_by
    )


def kinds_read(rows: Sequence[Watch], words: Spoken, at: datetime) -> dict[int, frozenset[str]]:
    """By watch the kinds of entries after which its verdict on somebody may differ."""
    held = [
        (offer, {spec.key for spec, _ in offer.fields(at)}) for offer in offers.fields_of("contact")
    ]
    return {
        row.id: frozenset({*row.kinds, *SHIFTING, *_of_fields(row, words, held)}) for row in rows
    }


def _of_fields(
    row: Watch, words: Spoken, held: Sequence[tuple[offers.FieldsOffered, set[str]]]
) -> frozenset[str]:
    """The kinds of entries after which a field that it reads may differ."""
    if not row.fields:
        return frozenset()
    read = reads(canonical.from_json(row.tree), vocabulary=words.vocabulary)
    asked = {key for _, key in read.fields}
    mine = [offer for offer, keys in held if asked & keys]
    if any(offer.by_behaviour for offer in mine):
        return changed_by()  # a score is made of any of the fields
    more = offers.records_of("contact") if read.records else []
    return frozenset(kind for offer in (*mine, *more) for kind in offer.changed_by)


def by_entries(
    *, entries: Sequence[Entry], at: datetime, until: datetime | None, telling: bool
) -> None:
    """Judge whom these entries concern, by what reads them.

    Where it is told, an entry is judged by the watches of the moment at which it was recorded,
    those that have ended since among them. Who does what a watch asks for before it begins is
    remembered by it in silence. From `until` on, other criteria hold than those of the moment.
    """
    if not entries:
        return
    first = min(entry.recorded_at for entry in entries)
    alive = Q(ended_at=None) | Q(ended_at__gt=first) if telling else Q(ended_at=None)
    watches = list(Watch.objects.filter(alive).order_by("id"))
    if not watches:
        return
    concerned = concerning.contacts_of(entries=entries)
    words = spoken(at=at)
    read = kinds_read(watches, words, at)
    for row in watches:
        mine = [entry for entry in entries if entry.kind in read[row.id]]
        early = [one for one in mine if telling and one.recorded_at < row.since]
        if early and row.ended_at is None:
            _take_in(row, understood(row, words), _whom(early, concerned), at)
        timely = [one for one in mine if one not in early and _within(row, one)]
        contacts = _whom(timely, concerned)
        deeds = _whom([one for one in timely if one.kind in row.kinds], concerned)
        if contacts:
            again = deeds if telling else None
            end = row.ended_at or until
            judge(row, words, contacts, at, again=again, read=read[row.id], until=end)


def _take_in(row: Watch, criterion: Understood, contacts: Collection[int], at: datetime) -> None:
    """Remember who of these met a watch before it began and still does, as if seen in time."""
    met = set(contacts)
    for asked in (before_it_began(row.since), queries.asking(at=at, present=True)):
        met &= set(queries.matching(criterion=criterion, asked=asked, ids=sorted(met)))
    members = Membership.objects.filter(watch=row, contact_id__in=sorted(met))
    join(row, dict.fromkeys(met - set(members.values_list("contact_id", flat=True))), at)


def before_it_began(since: datetime) -> Asked:
    """To be asked as of the last instant before that moment."""
    return queries.asking(at=since - INSTANT)


def _within(row: Watch, entry: Entry) -> bool:
    return row.ended_at is None or entry.recorded_at < row.ended_at


def _whom(entries: Sequence[Entry], concerned: Mapping[int, list[int]]) -> dict[int, int]:
    """The last of these entries by the contact that it concerns."""
    return {
        contact: entry.position
        for entry in entries
        for contact in concerned.get(entry.position, ())
    }


def judge(
    row: Watch,
    words: Spoken,
    contacts: Mapping[int, int | None],
    at: datetime,
    *,
    again: Mapping[int, int] | None,
    read: Collection[str] = (),
    until: datetime | None = None,
) -> None:
    """Bring the memberships of these contacts up to date; tell, unless `again` is None.

    They are judged as they are now, or for a watch that held `until` some moment, as of its end.
    """
    asked = before_it_began(until) if until else queries.asking(at=at, present=True)
    criterion = understood(row, words)
    found = queries.verdicts(criterion=criterion, asked=asked, ids=sorted(contacts))
    met = {contact for contact, verdict in found.items() if verdict}
    members = Membership.objects.filter(watch=row, contact_id__in=sorted(contacts))
    before = set(members.values_list("contact_id", flat=True))
    members.filter(contact_id__in=before - met).delete()
    newly = {contact: contacts[contact] for contact in met - before}
    if again is None and newly:
        theirs = still_to_be_told(newly, read)
        newly = {one: newly[one] for one in newly.keys() - theirs}
    join(row, newly, at)
    if again is not None:
        _tell(row, newly | {one: again[one] for one in met & again.keys()}, asked.at, at)
    if row.pace == Pace.ANY and until is None:
        plan(row, criterion, sorted(found), at)


def still_to_be_told(contacts: Collection[int], read: Collection[str]) -> set[int]:
    """Those of these contacts who did something of these kinds that is still to be read.

    It may be what makes them meet a criterion, and they are told of when it is read. Asked after
    the verdicts, so that these know of nothing that is not seen here.
    """
    coming = ledger.unread(by=WATCH, kinds=read, contacts=sorted(contacts))
    told = concerning.people_of(told=[(0, *record) for record in coming]).get(0, [])
    return set(contacts) & set(told)


def join(row: Watch, newly: Mapping[int, int | None], at: datetime) -> None:
    """Remember that these contacts meet a watch, each with the entry that made it so."""
    if not newly:
        return
    Membership.objects.bulk_create(
        [
            Membership(watch=row, contact_id=contact, since=at, position=position)
            for contact, position in sorted(newly.items())
        ],
        batch_size=5_000,
    )


def _tell(row: Watch, met: Mapping[int, int | None], when: datetime, at: datetime) -> None:
    for prefix, tell in _listeners.items():
        if met and row.name.startswith(prefix):
            tell(row.name, met, when, at)


def plan(row: Watch, criterion: Understood, contacts: Sequence[int], at: datetime) -> None:
    """Note when time alone may next change the verdict on each of these contacts."""
    words = criterion.words.vocabulary
    read, asked = reads(criterion.tree, vocabulary=words), queries.asking(at=at)
    next_look = first_edge if read.fades else next_due
    for start in range(0, len(contacts), SOME):
        some = contacts[start : start + SOME]
        known = queries.facts_of(records=some, subject="contact", at=at, read=read)
        due = [
            Due(watch=row, contact_id=contact, at=moment)
            for contact, facts in known.items()
            if (moment := next_look(criterion.tree, facts=facts, vocabulary=words, asked=asked))
        ]
        planned = {one.contact_id for one in due}
        Due.objects.filter(watch=row, contact_id__in=set(some) - planned).delete()
        Due.objects.bulk_create(
            due,
            update_conflicts=True,
            unique_fields=["watch", "contact_id"],
            update_fields=["at"],
        )
