"""The cohort of each stage in parts: by channel, campaign, owner or month of entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from entente.funnel import origins
from entente.funnel.rules import breakdown, figures, shape
from entente.funnel.rules.breakdown import Row
from entente.funnel.rules.cases import Cases
from entente.funnel.rules.document import FunnelDocument
from entente.funnel.rules.planned import Agreed
from entente.kit import periods
from entente.people.models import Contact
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

By = Literal["channel", "campaign", "owner", "month"]
BY: tuple[By, ...] = ("channel", "campaign", "owner", "month")
OTHERS = "Others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One group of one stage's cohort; the group that nobody named is ''."""

    stage: str
    label: str
    rate: Row


def parts(
    *,
    cohorts: Sequence[Cases],
    funnel: FunnelDocument,
    by: By | None,
    viewer: Viewer,
    zone: ZoneInfo,
    at: datetime,
    agreed: Sequence[Agreed] = (),
) -> tuple[Part, ...]:
    """The parts of each stage, which add up to it; none where nothing is asked.

    Months say how many of them are young by what was `agreed`: the last ones are never done.

    By owner from the first stage on in which a lead has one. Figures of single persons are for that
    person and their head: others are added up under one name, and people are never ranked.
    """
    if by is None:
        return ()
    if by == "month":
        return _named(cohorts, funnel, partial(_by_month, funnel=funnel, zone=zone, agreed=agreed))
    if by == "owner":
        labels = breakdown.labelled(of=_owners(viewer, at))
        owned = cohorts[breakdown.owned_from(funnel=funnel) :]
        return _named(owned, funnel, partial(_by_owner, labels=labels))
    of = origins.channels() if by == "channel" else origins.campaigns()
    return _named(cohorts, funnel, partial(_by_size, labels=breakdown.labelled(of=of)))


def _named(
    cohorts: Sequence[Cases], funnel: FunnelDocument, rows: Callable[[Cases], Sequence[Row]]
) -> tuple[Part, ...]:
    return tuple(
        Part(stage=funnel.path[cohort.place].key, label=row.label or "", rate=row)
        for cohort in cohorts
        for row in rows(cohort)
    )


def _by_month(
    cohort: Cases, funnel: FunnelDocument, zone: ZoneInfo, agreed: Sequence[Agreed]
) -> list[Row]:
    stage = shape.of_document(document=funnel).stages[cohort.place]
    groups, months = breakdown.months(cases=cohort, zone=zone)
    names = [periods.slug(period=month) for month in months]
    young = figures.young(stage=stage, cases=cohort, agreed=agreed)
    return breakdown.breakdown(
        cases=cohort, groups=groups, labels=names, as_named=True, young=young
    )


def _by_size(cohort: Cases, labels: breakdown.Labelled, *, as_named: bool = False) -> list[Row]:
    contacts, groups, names = labels
    of = breakdown.groups_of(cases=cohort, contacts=contacts, groups=groups)
    return breakdown.breakdown(cases=cohort, groups=of, labels=names, as_named=as_named)


def _by_owner(cohort: Cases, labels: breakdown.Labelled) -> list[Row]:
    rows = _by_size(cohort, labels, as_named=True)
    return sorted(rows, key=lambda row: (row.label is None, row.label == OTHERS))


def _owners(viewer: Viewer, at: datetime) -> Mapping[int, str | None]:
    owners = dict(Contact.objects.filter(owner__isnull=False).values_list("id", "owner_id"))
    names = workspace.names(ids=sorted(set(owners.values())))
    seen = workspace.figures_open_to(viewer=viewer, at=at)
    return {
        contact: names.get(owner) if seen is None or owner in seen else OTHERS
        for contact, owner in owners.items()
    }
