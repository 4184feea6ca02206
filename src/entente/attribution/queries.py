"""Who earned what: credit by channel, campaign, person and team; the journey of one deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from types import ModuleType
from typing import Literal

from entente.attribution.rules.models import MARKOV_ORDERS, Model
from entente.attribution.rules.touches import Journey as Way
from entente.attribution.rules.touches import Milestone, Touch, TouchRules, counted, tie
from entente.kit.currencies import decimals
from entente.ledger import queries as ledger
from entente.people.queries import companies
from entente.pipeline.models import Deal
from entente.workspace import queries as workspace
from entente.workspace.access import scope
from entente.workspace.rules import Viewer

By = Literal["channel", "campaign", "team", "person"]
BY: tuple[By, ...] = ("channel", "campaign", "team", "person")
SHOWN: tuple[Model, ...] = (
    Model.FIRST_TOUCH,
    Model.LAST_TOUCH,
    Model.LINEAR,
    Model.TIME_DECAY,
    Model.POSITION_BASED,
    Model.U_SHAPED,
    Model.W_SHAPED,
    Model.FULL_PATH,
    Model.MARKOV,
    Model.SHAPLEY,
)
HEADLINE = Model.FULL_PATH
OTHERS = "Others"  # whose figures are not for the one who asks
NAMES = {
    Model.FIRST_TOUCH: "First touch",
    Model.LAST_TOUCH: "Last touch",
    Model.LINEAR: "Linear",
    Model.TIME_DECAY: "Time decay",
    Model.POSITION_BASED: "Position-based",
    Model.U_SHAPED: "U-shaped",
    Model.W_SHAPED: "W-shaped",
    Model.FULL_PATH: "Full path",
    Model.MARKOV: "Markov",
    Model.SHAPLEY: "Shapley",
}
_HEADING: dict[By, str] = {
    "channel": "channel",
    "campaign": "campaign",
    "team": "team",
    "person": "person_id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What one heading earned under each model: money per currency, and wins."""

    label: str
    amounts: Mapping[tuple[Model, str], Decimal]
    wins: Mapping[Model, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditReport:
    """Models side by side. Each model's column adds up to the revenue, to the cent.

    `set_aside` names deals left out of it, whose amounts are not possible in their currencies.
    """

    by: By
    models: tuple[Model, ...]
    rows: tuple[Credit, ...]
    revenue: Mapping[str, Decimal]
    deals: int
    unknown_amounts: int
    without_touch: int
    set_aside: tuple[str, ...] = ()

    @property
    def valued(self) -> int:
        """The deals whose amounts make up the revenue."""
        return self.deals - self.unknown_amounts - len(self.set_aside)


def report(
    *,
    viewer: Viewer,
    at: datetime,
    by: By = "channel",
    since: datetime | None = None,
    until: datetime | None = None,
    models: Sequence[Model] = SHOWN,
) -> CreditReport:
    """Credit of the deals won in [since, until), refunds of that time taken off.

    Figures of single persons are for that person and their head: by person, others are added up
    under one name. Seven queries, whatever the number of deals.
    """
    gather = _late("gather")
    ids = gather.won_deals(viewer=viewer, since=since, until=until)
    found = gather.gather(deal_ids=ids, at=at, learning=any(map(learns, models)))
    heading = _HEADING[by]
    table = _late("bulk.totals").totals(
        touches=found.touches,
        deals=found.deals,
        refunds=found.refunds,
        rules=found.rules,
        models=[model.value for model in models],
        by=[heading],
        since=since,
        until=until,
    )
    labels = _labels(by, table[heading].to_pylist(), viewer, at)
    rows = _rows(table.to_pylist(), heading, labels, ranked=by != "person")
    booked = [
        row
        for row in found.asked()
        if (since is None or row["closed_at"] >= since)
        and (until is None or row["closed_at"] < until)
    ]
    touched = set(found.touches["deal_id"].unique().to_pylist())
    return CreditReport(
        by=by,
        models=tuple(models),
        rows=rows,
        revenue=_revenue(rows, models[0]),
        deals=len(booked),
        unknown_amounts=sum(
            row["value"] is None and row["deal_id"] not in found.aside for row in booked
        ),
        without_touch=sum(row["deal_id"] not in touched for row in booked),
        set_aside=_called(found.aside),
    )


def learns(model: Model) -> bool:
    """Whether a model shares a deal by what other deals taught it."""
    return model in MARKOV_ORDERS


def _called(ids: frozenset[int]) -> tuple[str, ...]:
    rows = Deal.objects.filter(id__in=ids).order_by("id") if ids else ()
    return tuple(row.name or f"Deal {row.id}" for row in rows)


def _rows(  # type: ignore[type-arg]  rows of the engine
    table: list[dict], heading: str, labels: Mapping[object, str], *, ranked: bool
) -> tuple[Credit, ...]:
    """Largest first, or by name: people are never ranked. What nobody named comes last."""
    amounts: dict[str, dict[tuple[Model, str], Decimal]] = {}
    wins: dict[str, dict[Model, Decimal]] = {}
    for row in table:
        label, model = labels[row[heading]], Model(row["model"])
        key = (model, row["currency"])
        money = amounts.setdefault(label, {})
        exact = Decimal(row["cents"] or 0).scaleb(-decimals(currency=row["currency"]))
        money[key] = money.get(key, Decimal(0)) + exact
        won = wins.setdefault(label, {})
        share = Decimal(repr(row["share"] or 0.0)).quantize(Decimal("0.0001"))
        won[model] = won.get(model, Decimal(0)) + share
    found = [Credit(label=one, amounts=amounts[one], wins=wins[one]) for one in amounts]
    size = _largest if ranked else _unranked
    rest = ("", OTHERS) if not ranked else ("",)
    return tuple(
        sorted(found, key=lambda one: (one.label in rest, one.label == "", -size(one), one.label))
    )


def _largest(one: Credit) -> Decimal:
    return max(one.amounts.values(), default=Decimal(0))


def _unranked(one: Credit) -> Decimal:
    return Decimal(0)


def _revenue(rows: Sequence[Credit], model: Model) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in rows:
        for (one, currency), amount in row.amounts.items():
            if one == model:
                found[currency] = found.get(currency, Decimal(0)) + amount
    return found


def _labels(by: By, values: Sequence[object], viewer: Viewer, at: datetime) -> dict[object, str]:
    if by != "person":
        return {value: str(value or "") for value in values}
    ids = sorted({int(value) for value in values if value is not None})  # type: ignore[call-overload]  ids
    names = workspace.names(ids=ids)
    seen = workspace.figures_open_to(viewer=viewer, at=at)
    return {
        value: ""
        if value is None
        else names.get(int(value), "")  # type: ignore[call-overload]  an id
        if seen is None or value in seen
        else OTHERS
        for value in values
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyTouch:
    """One touch of a deal, the milestones it stands for, and its part under the chosen model."""

    position: int
    at: datetime
    whole_day: bool  # only the day is known
    team: str
    channel: str
    kind: str
    campaign: str
    asset: str
    person: str
    milestones: frozenset[Milestone]
    share: float | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """The way to one deal: every touch that counts, in order; the parts add up to the deal.

    A deal that is not won has touches without shares.
    """

    deal_id: int
    name: str
    company: str
    value: Decimal | None
    currency: str
    closed_at: datetime
    converted: bool
    model: Model
    touches: tuple[JourneyTouch, ...]
    set_aside: bool = False  # its amount is not possible in its currency


def journey(*, deal_id: int, viewer: Viewer, at: datetime, model: Model = HEADLINE) -> Journey:
    """The journey of one deal. Raises Deal.DoesNotExist where they may not see it."""
    rows = scope(Deal.objects.filter(deleted_at=None), viewer=viewer, record="deal")
    deal = rows.select_related("company").get(id=deal_id)
    learning = learns(model) and deal.outcome == "won"
    found = _late("gather").gather(deal_ids=[deal_id], at=at, learning=learning)
    table = _late("bulk.credit").credit(
        touches=found.touches, deals=found.deals, rules=found.rules, models=[model.value]
    )
    known = {row["position"]: row for row in found.touches_of(deal_id=deal_id)}
    names = workspace.names(ids=[row["person_id"] for row in known.values() if row["person_id"]])
    shared = [row for row in table.to_pylist() if row["position"] in known]
    (way,) = found.asked()
    stones = _milestones(way, list(known.values()), found.rules)
    if deal.outcome != "won":  # nobody has earned anything yet
        shared = [{"position": one, "share": None, "cents": None} for one in stones]
    days = ledger.known_by_day(positions=known)
    return Journey(
        deal_id=deal.id,
        name=deal.name or f"Deal {deal.id}",
        company=companies.called(deal.company) if deal.company else "",
        value=deal.amount,
        currency=deal.currency,
        closed_at=way["until"],
        converted=deal.outcome == "won",
        model=model,
        set_aside=deal.id in found.aside,
        touches=tuple(
            _touch(
                row,
                known[row["position"]]
                | {"day": row["position"] in days, "stones": stones[row["position"]]},
                names,
                deal,
            )
            for row in sorted(shared, key=lambda row: _place(known[row["position"]]))
        ),
    )


def _place(row: dict) -> tuple[datetime, tuple[bool, str], int]:  # type: ignore[type-arg]  a row of the engine
    return row["at"], tie(kind=row["kind"]), row["position"]


def _milestones(deal: dict, rows: list[dict], rules: TouchRules) -> dict[int, frozenset[Milestone]]:  # type: ignore[type-arg]  rows of the engine
    """The touches of a deal that count, by position, each with the milestones it stands for."""
    touches = tuple(
        Touch(
            position=row["position"],
            at=row["at"],
            contact=row["contact_id"],
            team=row["team"],
            channel=row["channel"],
            kind=row["kind"],
            colleague=row["colleague"],
        )
        for row in rows
    )
    way = Way(
        deal=deal["deal_id"],
        value=None,
        currency=deal["currency"],
        closed_at=deal["closed_at"],
        until=deal["until"],
        touches=touches,
        lead_at=deal["lead_at"],
        opened_at=deal["opened_at"],
    )
    return {one.position: one.milestones for one in counted(journey=way, rules=rules).touches}


def _touch(row: dict, known: dict, names: Mapping[int, str], deal: Deal) -> JourneyTouch:  # type: ignore[type-arg]  rows of the engine
    cents = row["cents"]
    amount = None if deal.amount is None or cents is None else cents
    return JourneyTouch(
        position=row["position"],
        at=known["at"],
        whole_day=known["day"],
        team=known["team"],
        channel=known["channel"],
        kind=known["kind"],
        campaign=known["campaign"],
        asset=known["asset"],
        person=names.get(known["person_id"], ""),
        milestones=known["stones"],
        share=row["share"],
        amount=None
        if amount is None
        else Decimal(amount).scaleb(-decimals(currency=row["currency"])),
    )


def journey_or_none(
    *, deal_id: int, viewer: Viewer, at: datetime, model: Model = HEADLINE
) -> Journey | None:
    """The journey of one deal, or None where there is none that they may see."""
    rows = scope(Deal.objects.filter(deleted_at=None), viewer=viewer, record="deal")
    if not rows.filter(id=deal_id).exists():
        return None
    return journey(deal_id=deal_id, viewer=viewer, at=at, model=model)


def warm() -> None:
    """Load what the first question would load and compile: seconds, without the database."""
    _late("gather")
    _late("bulk.totals")
    _late("bulk.prepared").warm()


def _late(name: str) -> ModuleType:
    """A module of this room that is loaded at the first question, or by `warm` before it.

    Ibis, DuckDB and the pandas behind them take three seconds and 130 MB, which otherwise every
    start of the pages would pay for.
    """
    return import_module(f"entente.attribution.{name}")
