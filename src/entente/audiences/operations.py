"""Saved views; watching criteria: who newly meets one is told to whoever watches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from entente.audiences import judging, queries
from entente.audiences.judging import INSTANT, SOME, understood
from entente.audiences.models import Due, Membership, SavedView, Watch
from entente.audiences.queries import Understood
from entente.audiences.vocabulary import Spoken, Subject, spoken
from entente.kit import periods
from entente.kit.criteria import canonical
from entente.kit.criteria.meaning.facts import Asked
from entente.kit.criteria.reads import Pace, reads
from entente.kit.criteria.tree import Criterion
from entente.ledger import queries as ledger
from entente.ledger.events import Entry
from entente.people.models import Contact
from entente.workspace import queries as workspace
from entente.workspace.access import Refused
from entente.workspace.rules import Viewer


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
    """Keep a filter under a name; the same name again replaces one's own view. Raises Refused.

    Whoever only looks on puts nothing before others.
    """
    if not name.strip():
        raise Refused("Give the view a name.")
    if shared not in ("own", "team", "all"):
        raise Refused("Share a view with yourself, your team or everybody.")
    if shared != "own" and not by.acts:
        raise Refused("Your seat looks on, so save the view for yourself alone.")
    row, _ = SavedView.objects.update_or_create(
        owner_id=by.member_id,
        subject=subject,
        name=name.strip()[:80],
        defaults={"query": query, "shared": shared, "team": team, "saved_at": at},
    )
    return row.id


def forget_view(*, view_id: int, by: Viewer) -> None:
    """Delete one's own view; an administrator deletes any.

    Raises LookupError where there is none that they see, Refused where it is somebody else's.
    """
    row = SavedView.objects.filter(id=view_id).first()
    if row is None or not (by.is_administrator or queries.sees_view(row=row, viewer=by)):
        raise LookupError(view_id)
    if not (by.is_administrator or row.owner_id == by.member_id):
        raise Refused("Whoever saved a view deletes it, or an administrator.")
    row.delete()


def watch(*, name: str, tree: Criterion, at: datetime, began: datetime | None = None) -> int:
    """Watch a closed criterion from now on, or since it `began`; gives how many meet it already.

    Those are remembered and not told: a mass qualification is shown first and let through by hand.
    Whoever came to meet it after it began, by what is still to be read, is told of then. Watching
    the same name again changes nothing.
    """
    words = spoken(at=at)
    read = reads(tree, vocabulary=words.vocabulary)
    row, new = Watch.objects.get_or_create(
        name=name,
        defaults={
            "tree": canonical.to_json(tree),
            "kinds": sorted({kind for _, kind in read.kinds} | judging.moving(read, at)),
            "fields": bool(read.fields or read.records or read.lists),
            "pace": int(read.pace),
            "since": began or at,
            "sweep_at": _next_day(at) if read.pace else None,
            "planned_to": 0 if read.pace == Pace.ANY else None,
        },
    )
    if not new:
        return Membership.objects.filter(watch=row).count()
    met = queries.matching(criterion=understood(row, words), asked=queries.asking(at=at))
    if began:
        met = _all_along(row, words, met, at)
    judging.join(row, dict.fromkeys(met), at)
    return len(met)


def _all_along(row: Watch, words: Spoken, met: Sequence[int], at: datetime) -> list[int]:
    """Without those who may meet it only by what they did since it began and is not read yet."""
    coming = judging.still_to_be_told(met, judging.kinds_read([row], words, at)[row.id])
    earlier = queries.matching(
        criterion=understood(row, words),
        asked=judging.before_it_began(row.since),
        ids=sorted(coming),
    )
    return sorted(set(met) - coming | set(earlier))


def look_again(*, name: str, contacts: Collection[int], at: datetime) -> frozenset[int]:
    """Who of these meets a watch at this moment; whoever does no more is taken out of it.

    Between two looks at everybody a score fades, and nobody is let in by what they met last night.
    """
    with transaction.atomic():
        row = Watch.objects.get(name=name)
        judging.judge(row, spoken(at=at), dict.fromkeys(contacts), at, again=None)
        met = Membership.objects.filter(watch=row, contact_id__in=sorted(contacts))
        return frozenset(met.values_list("contact_id", flat=True))


def _next_day(at: datetime) -> datetime:
    zone = workspace.current().timezone
    return periods.start_of_day(day=periods.day_of(at=at, zone=zone) + timedelta(days=1), zone=zone)


def evaluate(entries: Sequence[Entry], at: datetime, *, until: datetime | None = None) -> None:
    """The reaction: evaluate only what reads these entries, for the contacts concerned.

    By the watches of the moment at which each was recorded, whether or not they have ended since;
    those that hold only `until` some moment that has passed judge what was true at its end.

    Whoever newly meets a criterion is told of, and whoever meets it and did once more what it asks
    for: to qualify again after being recycled takes new behaviour. An import that is undone takes
    its people out again as silently as it brought them.
    """
    done = [entry for entry in entries if entry.kind != "batch.voided"]
    judging.by_entries(entries=done, at=at, until=until, telling=True)
    undone = [entry for entry in entries if entry.kind == "batch.voided"]
    judging.by_entries(entries=undone, at=at, until=None, telling=False)


def take_in(entries: Sequence[Entry], at: datetime) -> None:
    """The projection of imported history: who meets what is remembered, and nobody is told.

    With the very first entry of the ledger everybody is looked at, whatever brought them: read
    again from there, it remembers all whom it had lost.
    """
    if entries and not ledger.facts(after=0, until=entries[0].position - 1, limit=1):
        _remember_everybody(at)
    imported = [entry for entry in entries if entry.batch is not None]
    judging.by_entries(entries=imported, at=at, until=None, telling=False)


def keep() -> None:
    """What is emptied before imported history is taken in again: nothing.

    The first entry brings all memberships up to what is true now, so that a second pass changes
    nothing; and whoever was told of once would be told of twice if it were forgotten.
    """


def _remember_everybody(at: datetime) -> None:
    words = spoken(at=at)
    rows = list(Watch.objects.filter(ended_at=None).order_by("id"))
    kinds = judging.kinds_read(rows, words, at)
    for row in rows:
        criterion = understood(row, words)
        members = Membership.objects.filter(watch=row)
        # Who joins while we look is neither lost nor gone, so we ask before and after.
        before = set(members.values_list("contact_id", flat=True))
        met = set(queries.matching(criterion=criterion, asked=queries.asking(at=at, present=True)))
        after = set(members.all().values_list("contact_id", flat=True))
        lost = sorted(met - after - _about_to_be_told(row, criterion, at))
        for start in range(0, len(lost), SOME):
            some = lost[start : start + SOME]
            brought = queries.last_entries(contacts=some, kinds=kinds[row.id], since=row.since)
            coming = judging.still_to_be_told(some, kinds[row.id])
            judging.join(row, {one: brought.get(one) for one in set(some) - coming}, at)
            if row.pace == Pace.ANY:
                judging.plan(row, criterion, some, at)
        members.filter(contact_id__in=before - met).delete()


def _about_to_be_told(row: Watch, criterion: Understood, at: datetime) -> set[int]:
    """Who may meet it by time alone since the last look: the next one tells of them."""
    due = set(Due.objects.filter(watch=row, at__lte=at).values_list("contact_id", flat=True))
    if row.sweep_at is None or row.sweep_at > at:
        return due
    asked = [queries.asking(at=row.sweep_at - INSTANT), queries.asking(at=at)]
    earlier, now = (set(queries.matching(criterion=criterion, asked=one)) for one in asked)
    return due | (now - earlier)


def _plan_more(row: Watch, words: Spoken, at: datetime) -> None:
    """Judge and plan the next of those who were here when the watch began."""
    living = Contact.objects.filter(deleted_at=None, id__gt=row.planned_to).order_by("id")
    some = list(living.values_list("id", flat=True)[:SOME])
    with transaction.atomic():
        judging.judge(row, words, dict.fromkeys(some), at, again={})
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


def end(*, names: Collection[str], until: datetime, at: datetime) -> None:
    """Let watches end, at a moment that has come; who met them stays on record.

    Whom time alone brought to meet one while it held is told of first.
    """
    rows = list(Watch.objects.filter(name__in=names, ended_at=None).order_by("name"))
    words = spoken(at=at) if rows else None
    for row in rows:
        due = Due.objects.filter(watch=row, at__lt=until).values_list("contact_id", flat=True)
        changed = set(due)
        if words and row.sweep_at and row.sweep_at < until:
            changed |= _changed(row, words, judging.before_it_began(until))[1]
        if words and changed:
            _look(row, words, sorted(changed), at, until=until)
    Watch.objects.filter(id__in=[row.id for row in rows]).update(ended_at=until)


def _sweep(row: Watch, words: Spoken, at: datetime) -> int:
    """Pass over everybody once, then judge those anew of whom it differs from what we remember."""
    met, changed = _changed(row, words, queries.asking(at=at, present=True))
    _look(row, words, sorted(changed), at)
    Watch.objects.filter(id=row.id).update(sweep_at=_next_day(at))
    return met


def _changed(row: Watch, words: Spoken, asked: Asked) -> tuple[int, set[int]]:
    """How many meet it, and of whom that differs from what we remember."""
    met = set(queries.matching(criterion=understood(row, words), asked=asked))
    members = Membership.objects.filter(watch=row).values_list("contact_id", flat=True)
    return len(met), met ^ set(members)


def _look(
    row: Watch,
    words: Spoken,
    contacts: Sequence[int],
    at: datetime,
    *,
    until: datetime | None = None,
) -> None:
    """Judge some at a time, each time in a transaction of its own.

    What a kill leaves undone still differs, or is still due, at the next tick.
    """
    for start in range(0, len(contacts), SOME):
        with transaction.atomic():
            some = contacts[start : start + SOME]
            judging.judge(row, words, dict.fromkeys(some), at, again={}, until=until)
