"""Recognising attempts and first touches in what was logged; nobody types them in.

What was logged can be put right, be taken back, or turn out to concern a person whom we knew under
another record: then the attempts of that person's hand-overs are counted anew.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, zip_longest

from django.db import transaction

from entente.handoff import events
from entente.handoff.models import AttemptNoted, Handover
from entente.handoff.operations.offering import tell
from entente.handoff.rules import attempts
from entente.handoff.rules.attempts import Attempt
from entente.handoff.rules.standing import OPEN, Status, undecided
from entente.ledger import operations as ledger
from entente.ledger import queries as ledger_queries
from entente.ledger.events import Entry
from entente.ledger.models import Entry as Row

Found = Mapping[int, Attempt]


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What entries may change: whose attempts, what was logged, who turned out to be one."""

    contacts: frozenset[int]
    logged: frozenset[int]
    stitched: frozenset[int]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "_News":
        stitches = [entry for entry in entries if entry.kind in attempts.STITCHES]
        return cls(
            contacts=_concerned(entries),
            logged=frozenset(one.position for one in entries if one.kind in attempts.MEANS),
            stitched=_concerned(stitches),
        )

    def adds_to(self, row: Handover, position: int) -> bool:
        """Whether an attempt may be added that this hand-over does not know yet.

        A past that was written at once knows fewer attempts than the ledger has calls, on purpose.
        """
        waits = row.status in OPEN or row.first_touch_at is None
        return position in self.logged or (waits and row.contact_id in self.stitched)


def _concerned(entries: Sequence[Entry]) -> frozenset[int]:
    return frozenset(one for entry in entries for one in attempts.concerned(entry=entry))


def note_attempts(*, entries: Sequence[Entry], at: datetime) -> int:
    """Bring the attempts of hand-overs up to these entries; gives how many are new."""
    news = _News.of(entries)
    with transaction.atomic():
        rows = list(
            Handover.objects.select_for_update(of=("self",))
            .filter(contact_id__in=news.contacts)
            .exclude(status=Status.ENDED)
            .select_related("contact")
            .order_by("contact_id", "created_at", "id")
        )
        noted: dict[int, list[AttemptNoted]] = {}
        for one in AttemptNoted.objects.filter(handover__in=rows).order_by("at", "id"):
            noted.setdefault(one.handover_id, []).append(one)
        found = _found(rows, news)
        return sum(_bring_up(row, noted.get(row.id, []), found[row.id], news, at) for row in rows)


def _found(rows: Sequence[Handover], news: _News) -> dict[int, Found]:
    """By hand-over, the attempts that stand in the ledger."""
    if not rows:
        return {}
    facts: dict[int | None, list[Entry]] = {}
    for fact in ledger_queries.standing(
        contacts=news.contacts,
        kinds=attempts.MEANS.keys(),
        since=min(row.created_at for row in rows),
    ):
        facts.setdefault(fact.contact, []).append(fact)
    found: dict[int, Found] = {}
    for contact, group in groupby(rows, key=lambda row: row.contact_id):
        own = list(group)
        for row, later in zip_longest(own, own[1:]):
            until = later.created_at if later else None
            seen = (
                attempts.recognised(entry=fact, handed_over_at=row.created_at, until=until)
                for fact in facts.get(contact, ())
            )
            found[row.id] = {one.position: one for one in seen if one}
    return found


def _bring_up(
    row: Handover, noted: Sequence[AttemptNoted], found: Found, news: _News, at: datetime
) -> int:
    known = {one.position for one in noted}
    kept = [one for one in noted if one.position in found]
    gone = [one for one in noted if one.position not in found]
    new = [
        one
        for one in found.values()
        if one.position not in known and news.adds_to(row, one.position)
    ]
    if not gone and not new:
        return 0
    for old in list(gone):
        same = next((one for one in new if one.says_the_same_as(_plain(old))), None)
        if same:
            old.position = same.position
            old.save(update_fields=["position"])
            gone.remove(old)
            new.remove(same)
            kept.append(old)
    _forget(row, gone, news.contacts, at)
    _sum_up(row, [*map(_plain, kept), *new])
    for one in sorted(new, key=lambda one: (one.at, one.position)):
        _note(row, one)
    return len(new)


def _plain(one: AttemptNoted) -> Attempt:
    return Attempt(
        at=one.at, means=one.means, connected=one.connected, by=one.by_id, position=one.position
    )


def _sum_up(row: Handover, counted: Sequence[Attempt]) -> None:
    row.attempts = len(counted)
    row.first_touch_at = min((one.at for one in counted), default=None)
    row.connected_at = min((one.at for one in counted if one.connected), default=None)
    if row.status in OPEN:
        row.status = undecided(attempts=row.attempts, connected=row.connected_at is not None)
    row.save(update_fields=["attempts", "first_touch_at", "connected_at", "status"])


def _note(row: Handover, attempt: Attempt) -> None:
    AttemptNoted.objects.create(
        handover=row,
        position=attempt.position,
        at=attempt.at,
        means=attempt.means,
        connected=attempt.connected,
        by_id=attempt.by,
    )
    tell(
        kind=events.ATTEMPT_MADE,
        row=row,
        at=attempt.at,
        actor=attempt.by,
        team="sales",
        means=attempt.means,
        first=attempt.at == row.first_touch_at,
        connected=attempt.connected,
    )


def _forget(
    row: Handover, gone: Sequence[AttemptNoted], contacts: Collection[int], at: datetime
) -> None:
    """These count no more; what was told of them is taken back. A merge may have moved it."""
    for one in gone:
        told = Row.objects.filter(
            contact_id__in=contacts,
            kind=events.ATTEMPT_MADE.name,
            occurred_at=one.at,
            properties__handover=row.id,
            properties__means=one.means,
        )
        standing = (row.position for row in told if ledger_queries.stands(position=row.position))
        position = next(standing, None)
        if position is not None:
            ledger.retract(position=position, reason="it counts no more", actor=None, at=at)
        one.delete()
