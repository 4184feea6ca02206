"""Which funnel is in force, and where contacts stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from entente.agreements import queries as agreements
from entente.funnel.models import Passage, Standing
from entente.funnel.rules.document import DEFAULT, FunnelDocument, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Canon:
    """The funnel that judges at a moment; `number` is None while none is signed."""

    document: FunnelDocument
    number: int | None
    baseline: bool = False
    since_day: date | None = None  # its first day; a baseline judges what happened before it too


def canon(*, at: datetime) -> Canon:
    """The signed funnel in force at that moment; before any is signed, the standard one."""
    version = agreements.in_force(kind="funnel", at=at)
    if version is None:
        return Canon(document=DEFAULT, number=None)
    return Canon(
        document=read(version.content),
        number=version.number,
        baseline=version.baseline,
        since_day=version.since_day,
    )


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
