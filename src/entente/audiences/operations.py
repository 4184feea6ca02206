"""Saved views; watching criteria: who newly meets one is told to whoever watches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from entente.audiences import concerning, offers, queries
from entente.audiences.models import Due, Membership, SavedView, Watch
from entente.audiences.queries import Understood
from entente.audiences.vocabulary import Spoken, Subject, changed_by, spoken
from entente.kit import periods
from entente.kit.criteria import canonical
from entente.kit.criteria.meaning.due import first_edge, next_due
from entente.kit.criteria.reads import Pace, Reads, reads
from entente.kit.criteria.tree import Criterion
from entente.ledger import queries as ledger
from entente.ledger.events import Entry
from entente.people.models import Contact
from entente.workspace import queries as workspace
from entente.workspace.access import Refused
from entente.workspace.rules import Viewer

Told = Callable[[str, Mapping[int, int | None], datetime], None]
"""Called with the watch's name, who newly meets it with the entry that did it, and when."""

WATCH = "audiences.watch"
"""Under which name `evaluate` reads the ledger."""

SOME = 5_000  # contacts looked at in one statement
MICROSECOND = timedelta(microseconds=1)

_listeners: dict[str, Told] = {}


def on_met(prefix: str, tell: Told) -> None:
    """Be told, in the same transaction, who newly meets a watch whose name starts so."""
    _listeners[prefix] = tell


def save_view(
    *,
    name: str,
    subject: Subject,
    query: str,
    shared: str,
    by: Viewer,
    at: datetime,
    team: str = "",
) -> int:
    """Keep a filter under a name; the same name again replaces one's own view."""
    if not name.strip():
        raise Refused("Give the view a name.")
    if shared not in ("own", "team", "all"):
        raise Refused("Share a view with yourself, your team or everybody.")
    row, _ = SavedView.objects.update_or_create(
        owner_id=by.member_id,
        subject=subject,
        name=name.strip()[:80],
        defaults={"query": query, "shared": shared, "team": team, "saved_at": at},
    )
    return row.id


def forget_view(*, view_id: int, by: Viewer) -> None:
    """Delete one's own view; an administrator deletes any."""
    rows = SavedView.objects.filter(id=view_id)
    if not by.is_administrator:
        rows = rows.filter(owner_id=by.member_id)
    rows.delete()


def watch(*, name: str, tree: Criterion, at: datetime) -> int:
    """Watch a closed criterion from now on; gives how many contacts meet it already.

    Those are remembered and not told: a mass qualification is shown first and let through by hand.
    Watching the same name again changes nothing.
    """
    words = spoken(at=at)
    read = reads(tree, vocabulary=words.vocabulary)
    row, new = Watch.objects.get_or_create(
        name=name,
        defaults={
            "tree": canonical.to_json(tree),
            "kinds": sorted({kind for _, kind in read.kinds} | _moving(read, at)),
            "fields": bool(read.fields or read.records or read.lists),
            "pace": int(read.pace),
            "since": at,
            "sweep_at": _next_day(at) if read.pace else None,
            "planned_to": 0 if read.pace == Pace.ANY else None,
        },
    )
    if not new:
        return Membership.objects.filter(watch=row).count()
    met = queries.matching(criterion=_understood(row, words), asked=queries.asking(at=at))
    Membership.objects.bulk_create(
        [Membership(watch=row, contact_id=one, since=at) for one in met], batch_size=5_000
    )
    return len(met)


def _moving(read: Reads, at: datetime) -> frozenset[str]:
    """The behaviours behind the fields that it reads: what a score is made of."""
    asked = {key for _, key in read.fields}
    return frozenset(
        kind
        for offer in offers.fields_of("contact")
        if offer.by_behaviour and asked & {spec.key for spec, _ in offer.fields(at)}
        for kind in offer.changed_by
    )


def look_again(*, name: str, contacts: Collection[int], at: datetime) -> frozenset[int]:
    """Who of these meets a watch at this moment; whoever does no more is taken out of it.

    Between two looks at everybody a score fades, and nobody is let in by what they met last night.
    """
    with transaction.atomic():
        row = Watch.objects.get(name=name)
        _judge(row, spoken(at=at), dict.fromkeys(contacts), at, again=None)
        met = Membership.objects.filter(watch=row, contact_id__in=sorted(contacts))
        return frozenset(met.values_list("contact_id", flat=True))


def unwatch(*, name: str, at: datetime) -> None:
    """Stop watching; who met it stays on record."""
    Watch.objects.filter(name=name, ended_at=None).update(ended_at=at)


def _understood(row: Watch, words: Spoken) -> Understood:
    return Understood(tree=canonical.from_json(row.tree), words=words, subject="contact")


def _next_day(at: datetime) -> datetime:
    zone = workspace.current().timezone
    return periods.start_of_day(day=periods.day_of(at=at, zone=zone) + timedelta(days=1), zone=zone)


def evaluate(entries: Sequence[Entry], at: datetime) -> None:
    """The reaction: evaluate only what reads these entries, for the contacts concerned.

    Whoever newly meets a criterion is told of, and whoever meets it and did once more what it asks
    for: to qualify again after being recycled takes new behaviour. An import that is undone takes
    its people out again as silently as it brought them.
    """
    _evaluate([entry for entry in entries if entry.kind != "batch.voided"], at, telling=True)
    undone = [entry for entry in entries if entry.kind == "batch.voided"]
    _evaluate(undone, at, telling=False)


def take_in(entries: Sequence[Entry], at: datetime) -> None:
    """The projection of imported history: who meets what is remembered, and nobody is told.

    With the very first entry of the ledger everybody is looked at, whatever brought them: read
    again from there, it remembers all whom it had lost.
    """
    if entries and not ledger.facts(after=0, until=entries[0].position - 1, limit=1):
        _remember_everybody(at)
    imported = [entry for entry in entries if entry.batch is not None]
    _evaluate(imported, at, telling=False)


def keep() -> None:
    """What is emptied before imported history is taken in again: nothing.

    The first entry brings all memberships up to what is true now, so that a second pass changes
    nothing; and whoever was told of once would be told of twice if it were forgotten.
    """


def _remember_everybody(at: datetime) -> None:
    words = spoken(at=at)
    held = _fields_held(at)
    for row in Watch.objects.filter(ended_at=None).order_by("id"):
        criterion = _understood(row, words)
        members = Membership.objects.filter(watch=row)
        # Who joins while we look is neither lost nor gone, so we ask before and after.
        before = set(members.values_list("contact_id", flat=True))
        met = set(queries.matching(criterion=criterion, asked=queries.asking(at=at, present=True)))
        after = set(members.all().values_list("contact_id", flat=True))
        lost = sorted(met - after - _about_to_be_told(row, criterion, at))
        read = {*row.kinds, *_SHIFTING, *_changing(row, words, held)}
        for start in range(0, len(lost), SOME):
            some = lost[start : start + SOME]
            brought = queries.last_entries(contacts=some, kinds=read, since=row.since)
            _join(row, _untold({one: brought.get(one) for one in some}, read), at)
            if row.pace == Pace.ANY:
                _plan(row, criterion, some, at)
        members.filter(contact_id__in=before - met).delete()


def _about_to_be_told(row: Watch, criterion: Understood, at: datetime) -> set[int]:
    """Who may meet it by time alone since the last look: the next one tells of them."""
    due = set(Due.objects.filter(watch=row, at__lte=at).values_list("contact_id", flat=True))
    if row.sweep_at is None or row.sweep_at > at:
        return due
    asked = [queries.asking(at=row.sweep_at - MICROSECOND), queries.asking(at=at)]
    earlier, now = (set(queries.matching(criterion=criterion, asked=one)) for one in asked)
    return due | (now - earlier)


_SHIFTING = ("contact.merged", "contact.unmerged", "batch.voided", "entry.retracted")
"""Kinds that give behaviour to somebody else, or take it away."""


def _evaluate(entries: Sequence[Entry], at: datetime, *, telling: bool) -> None:
    watches = list(Watch.objects.filter(ended_at=None).order_by("id")) if entries else []
    if not watches:
        return
    concerned = concerning.contacts_of(entries=entries)
    words = spoken(at=at)
    held = _fields_held(at)
    for row in watches:
        read = {*row.kinds, *_SHIFTING, *_changing(row, words, held)}
        contacts = {
            contact: entry.position
            for entry in entries
            if entry.kind in read
            for contact in concerned.get(entry.position, ())
        }
        again = {
            contact: entry.position
            for entry in entries
            if entry.kind in row.kinds
            for contact in concerned.get(entry.position, ())
        }
        if contacts:
            _judge(row, words, contacts, at, again=again if telling else None, read=read)


def _fields_held(at: datetime) -> list[tuple[offers.FieldsOffered, set[str]]]:
    """What each room offers of a contact, with the keys of its fields."""
    return [
        (offer, {spec.key for spec, _ in offer.fields(at)}) for offer in offers.fields_of("contact")
    ]


def _changing(
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


def _judge(
    row: Watch,
    words: Spoken,
    contacts: Mapping[int, int | None],
    at: datetime,
    *,
    again: Mapping[int, int] | None,
    read: Collection[str] = (),
) -> None:
    """Bring the memberships of these contacts up to date; tell, unless `again` is None."""
    asked = queries.asking(at=at, present=True)
    criterion = _understood(row, words)
    found = queries.verdicts(criterion=criterion, asked=asked, ids=sorted(contacts))
    met = {contact for contact, verdict in found.items() if verdict}
    members = Membership.objects.filter(watch=row, contact_id__in=sorted(contacts))
    before = set(members.values_list("contact_id", flat=True))
    members.filter(contact_id__in=before - met).delete()
    newly = {contact: contacts[contact] for contact in met - before}
    if again is None and newly:
        newly = _untold(newly, read)
    _join(row, newly, at)
    if again is not None:
        _tell(row, newly | {one: again[one] for one in met & again.keys()}, at)
    if row.pace == Pace.ANY:
        _plan(row, criterion, sorted(found), at)


def _untold(newly: Mapping[int, int | None], read: Collection[str]) -> dict[int, int | None]:
    """Those who may join in silence: not who did something else that is still to be read.

    It may be what made them meet the criterion, and they are told of when it is read. Asked after
    the verdicts, so that these know of nothing that is not seen here.
    """
    coming = ledger.unread(by=WATCH, kinds=read, contacts=sorted(newly))
    theirs = concerning.people_of(told=[(0, *record) for record in coming]).get(0, [])
    return {one: newly[one] for one in newly.keys() - theirs}


def _join(row: Watch, newly: Mapping[int, int | None], at: datetime) -> None:
    if not newly:
        return
    Membership.objects.bulk_create(
        [
            Membership(watch=row, contact_id=contact, since=at, position=position)
            for contact, position in sorted(newly.items())
        ],
        batch_size=5_000,
    )


def _tell(row: Watch, met: Mapping[int, int | None], at: datetime) -> None:
    for prefix, tell in _listeners.items():
        if met and row.name.startswith(prefix):
            tell(row.name, met, at)


def _plan(row: Watch, criterion: Understood, contacts: Sequence[int], at: datetime) -> None:
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


def _plan_more(row: Watch, words: Spoken, at: datetime) -> None:
    """Judge and plan the next of those who were here when the watch began."""
    living = Contact.objects.filter(deleted_at=None, id__gt=row.planned_to).order_by("id")
    some = list(living.values_list("id", flat=True)[:SOME])
    with transaction.atomic():
        _judge(row, words, dict.fromkeys(some), at, again={})
        row.planned_to = some[-1] if len(some) == SOME else None
        row.save(update_fields=["planned_to"])


def tick(at: datetime) -> int:
    """Evaluate what may have changed by time alone; gives how many verdicts were looked at.

    Criteria that count in days can change only where a day begins: then everybody is evaluated in
    one statement. The others have a moment of their own for each contact.
    """
    looked = 0
    words = None
    for row in Watch.objects.filter(ended_at=None, sweep_at__lte=at):
        words = words or spoken(at=at)
        looked += _sweep(row, words, at)
    due: dict[int, list[int]] = {}
    for watch_id, contact in Due.objects.filter(at__lte=at).values_list("watch_id", "contact_id"):
        due.setdefault(watch_id, []).append(contact)
    for row in Watch.objects.filter(id__in=due, ended_at=None):
        words = words or spoken(at=at)
        _look(row, words, due[row.id], at)
        looked += len(due[row.id])
    for row in Watch.objects.filter(ended_at=None, planned_to__isnull=False):
        words = words or spoken(at=at)
        _plan_more(row, words, at)
    return looked


def _sweep(row: Watch, words: Spoken, at: datetime) -> int:
    """Pass over everybody once, then judge those anew of whom it differs from what we remember."""
    asked = queries.asking(at=at, present=True)
    met = set(queries.matching(criterion=_understood(row, words), asked=asked))
    members = Membership.objects.filter(watch=row).values_list("contact_id", flat=True)
    _look(row, words, sorted(met ^ set(members)), at)
    Watch.objects.filter(id=row.id).update(sweep_at=_next_day(at))
    return len(met)


def _look(row: Watch, words: Spoken, contacts: Sequence[int], at: datetime) -> None:
    """Judge some at a time, each time in a transaction of its own.

    What a kill leaves undone still differs, or is still due, at the next tick.
    """
    for start in range(0, len(contacts), SOME):
        with transaction.atomic():
            some = contacts[start : start + SOME]
            _judge(row, words, dict.fromkeys(some), at, again={})
