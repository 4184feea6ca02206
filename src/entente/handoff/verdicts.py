"""What sales said of leads, added up: by clause, channel and version, and for which reasons."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from entente.handoff.models import Verdict
from entente.kit.statistics.proportions import Rate
from entente.workspace.access import scope
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What sales said of the leads of one group; only fit lowers the precision."""

    label: str
    accepted: int
    fit: int
    other: int

    @property
    def precision(self) -> Rate:
        """Accepted, of those accepted or rejected for not fitting."""
        return Rate(self.accepted, self.accepted + self.fit)


def judged_by(*, heading: str, since: datetime, viewer: Viewer) -> list[Judged]:
    """Verdicts since a moment by `clause`, `channel` (of the contact) or `version`. One query.

    The version is the number of the lead definition that judged; '' where a person did it by hand.
    """
    of = {
        "clause": "handover__clause",
        "channel": "handover__contact__channel",
        "version": "handover__definition",
    }[heading]
    rows = scope(
        Verdict.objects.filter(undone_at=None, at__gte=since),
        viewer=viewer,
        record="handoff",
        owner="handover__owner_id",
    )
    found = (
        rows.values(label=F(of))
        .annotate(
            accepted=Count("id", filter=Q(decision="accepted")),
            fit=Count("id", filter=Q(sort="fit")),
            other=Count("id", filter=~Q(decision="accepted") & ~Q(sort="fit")),
        )
        .order_by("-accepted", "label")
    )
    return [
        Judged(**{**row, "label": "" if row["label"] is None else str(row["label"])})
        for row in found
    ]


def reasons_given(*, since: datetime, viewer: Viewer) -> list[tuple[str, int]]:
    """How often each reason was given since a moment, most first. One query."""
    rows = scope(
        Verdict.objects.filter(undone_at=None, at__gte=since).exclude(reason=""),
        viewer=viewer,
        record="handoff",
        owner="handover__owner_id",
    )
    found = rows.values_list("reason").annotate(times=Count("id")).order_by("-times", "reason")
    return list(found)
