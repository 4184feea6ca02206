"""Which funnel is in force, and where contacts stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from entente.agreements import queries as agreements
from entente.agreements import referring
from entente.agreements.queries import VersionInForce
from entente.agreements.rules.judging import judge_for
from entente.agreements.rules.life import State
from entente.funnel.models import Passage, Standing
from entente.funnel.rules.document import DEFAULT, FunnelDocument, read, without_plan

MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canon:
    """The funnel that judges at a moment; `number` is None while none is signed."""

    document: FunnelDocument
    number: int | None
    baseline: bool = False
    since: datetime | None = None  # the first version judges what happened before it too
    since_day: date | None = None
    proposed: bool = False  # not signed by all yet


def canon(*, at: datetime) -> Canon:
    """The signed funnel in force at that moment; before any is signed, the standard one."""
    return _canon(agreements.in_force(kind="funnel", at=at))


def canon_to_be(*, at: datetime) -> Canon:
    """The funnel that will rule what is agreed now: the one in force, else the one that all signed
    for a later day, else the one proposed; the standard one where there is none of them.
    """
    found = referring.counting(kind="funnel", at=at)
    if found is None:
        return _canon(None)
    return Canon(
        document=read(dict(found.content)),
        number=found.number,
        proposed=found.state is State.PROPOSED,
    )


def _canon(version: VersionInForce | None) -> Canon:
    if version is None:
        return Canon(document=DEFAULT, number=None)
    return Canon(
        document=read(version.content),
        number=version.number,
        baseline=version.baseline,
        since=version.signed_since,
        since_day=version.since_day,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What a stretch of time is held against: the stages in force at its end, and every plan.

    `before` are the versions that held earlier in it: each entry is judged by the plan of its
    moment. While none was in force yet the stages are those of the first that was signed, and
    `planned` is False: nobody had agreed on a plan.
    """

    canon: Canon
    before: tuple[Canon, ...] = ()
    planned: bool = True
    is_over: bool = False

    @property
    def versions(self) -> tuple[Canon, ...]:
        """All that judge it, in order."""
        return (*self.before, self.canon)

    def unplanned(self, *, start: datetime) -> FunnelDocument | None:
        """The stages of those who entered from `start` on before anything was agreed.

        None where there was no such time, or where what came first was signed as its baseline.
        """
        first = self.versions[0]
        if first.baseline or first.since is None or first.since <= start:
            return None
        return without_plan(first.document)


def versions() -> list[VersionInForce]:
    """The funnels that were, are or will be in force, in order. One query."""
    return agreements.history(kind="funnel")


def judged_now(*, versions: Sequence[VersionInForce], at: datetime) -> Canon:
    """As `canon`, from versions at hand."""
    return _canon(judge_for(history=versions, moment=at))


def judging(
    *, versions: Sequence[VersionInForce], start: datetime, until: datetime, at: datetime
) -> Judging:
    """The funnel for [start, until), or for so much of it as is over at this moment."""
    is_over = until <= at
    moment = until - MICROSECOND if is_over else at
    held = judge_for(history=versions, moment=moment)
    if held is not None:
        before = [_canon(one) for one in versions if one.until and start < one.until <= moment]
        return Judging(canon=_canon(held), before=tuple(before), is_over=is_over)
    first = next((one for one in versions if one.since and moment < one.since <= at), None)
    if first is None:
        return Judging(canon=_canon(None), is_over=is_over)
    bare = replace(_canon(first), document=without_plan(read(first.content)))
    return Judging(canon=bare, planned=False, is_over=is_over)


def standings(*, contacts: Sequence[int]) -> dict[int, Standing]:
    """How far these contacts got. One query."""
    return {row.contact_id: row for row in Standing.objects.filter(contact_id__in=contacts)}


def rank(*, standing: Standing, funnel: FunnelDocument) -> int:
    """How far along this funnel a contact stands, from 0; −1 before its first stage.

    By the key of the stage, so that it is right while everybody is still being stood again; only
    for a stage that is gone the old order answers until then.
    """
    held = funnel.rank(standing.stage)
    return held if held >= 0 else standing.rank


def passages(*, contact: int) -> list[Passage]:
    """The stages that a contact entered and the exits taken, oldest first."""
    return list(Passage.objects.filter(contact_id=contact).order_by("entered_at", "position"))
