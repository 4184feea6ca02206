"""What the attribution pages show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from entente.attribution import queries, wins
from entente.attribution.queries import BY, NAMES, OTHERS, SHOWN, By, CreditReport
from entente.attribution.rules.models import Model
from entente.insights import attribution as told
from entente.kit import periods, wording
from entente.kit.periods import Period
from entente.web import csvfile, periodchoices
from entente.web.periodchoices import Choice
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

ZERO = Decimal(0)
WINS = 8  # won deals on the page, to be opened to their journeys
FRONT = (Model.FIRST_TOUCH, Model.LAST_TOUCH, Model.LINEAR, Model.FULL_PATH, Model.MARKOV)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    words: str
    exact: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRow:
    label: str
    team: str
    currency: str
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WinRow:
    """A won deal; `company` is "" where it is called like it."""

    name: str
    company: str
    url: str
    value: str
    closed: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionPage:
    finding: str
    lede: str
    wrong: str
    by: str
    models: tuple[str, ...]
    rows: tuple[CreditRow, ...]
    names_nobody: bool  # of the persons whose figures are for the one who asks
    totals: tuple[CreditRow, ...]
    choices: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    notes: tuple[str, ...]
    all_models: bool
    more_url: str
    wins: tuple[WinRow, ...]
    csv: str


def page(
    *,
    viewer: Viewer,
    at: datetime,
    period: Period | None,
    by: By,
    query: Mapping[str, str],
    wrong: str,
) -> AttributionPage:
    """The page from one report."""
    zone = workspace.current().timezone
    since, until = periods.moments(period=period, zone=zone) if period else (None, None)
    every = query.get("models") == "all"
    found = queries.report(viewer=viewer, at=at, by=by, since=since, until=until)
    models = SHOWN if every else FRONT
    keep = {name: query[name] for name in ("period", "by", "models") if query.get(name)}
    return AttributionPage(
        finding=told.sentence(report=found),
        lede=_lede(found),
        wrong=wrong,
        by=by,
        models=tuple(NAMES[model] for model in models),
        rows=tuple(_rows(found, models, by)),
        names_nobody=by == "person" and not {one.label for one in found.rows} - {"", OTHERS},
        totals=tuple(_totals(found, models)),
        choices=tuple(
            Choice(words=f"By {one}", url=_url({**keep, "by": one}), current=one == by)
            for one in BY
        ),
        periods=periodchoices.choices(
            chosen=period,
            years=wins.years(viewer=viewer, zone=zone),
            today=periods.day_of(at=at, zone=zone),
            url=lambda slug: _url({**keep, "period": slug}),
        ),
        notes=(*told.notes(report=found), *told.explained(models=models)),
        all_models=every,
        more_url=_url({**keep, "models": "" if every else "all"}),
        wins=tuple(_wins(viewer, since, until, at)),
        csv=csvfile.offered(
            viewer=viewer,
            url=reverse("attribution_csv") + (f"?{urlencode(keep)}" if keep else ""),
        ),
    )


def company_beside(*, name: str, company: str) -> str:
    """The company of a deal, where the deal's own name does not say it already."""
    return "" if company == name else company


def _wins(
    viewer: Viewer, since: datetime | None, until: datetime | None, at: datetime
) -> list[WinRow]:
    today = timezone.localtime(at).date()
    return [
        WinRow(
            name=one.name,
            company=company_beside(name=one.name, company=one.company),
            url=reverse("journey", args=[one.deal_id]),
            value=wording.money(one.value, one.currency),
            closed=wording.short_day(timezone.localtime(one.closed_at).date(), today=today),
            note="Was sent back, came again and bought" if one.came_back else "",
        )
        for one in wins.wins(viewer=viewer, since=since, until=until, limit=WINS)
    ]


def _url(query: Mapping[str, str]) -> str:
    kept = {name: value for name, value in query.items() if value}
    return reverse("attribution") + (f"?{urlencode(kept)}" if kept else "")


def _lede(found: CreditReport) -> str:
    money = [
        wording.money_short(amount, currency) for currency, amount in sorted(found.revenue.items())
    ]
    if not money:
        return (
            f"Once deals are won, their revenue is shared among all touches of the {told.WINDOW}."
        )
    if not found.deals:
        return (
            f"{wording.listed(money)}: no deal was won, and what was paid back of earlier ones is "
            "taken off the touches that had earned it."
        )
    if found.valued <= 0 and not any(found.revenue.values()):
        deals = wording.counted(found.deals, "deal was won", "deals were won")
        return f"{deals}; once their amounts are known, every touch of the {told.WINDOW} shares."
    deals = wording.counted(found.valued, "deal")
    return (
        f"{wording.listed(money)} from {deals}, shared among every touch of the {told.WINDOW}, "
        "marketing’s and sales’ alike; each column adds up to the same, to the cent."
    )


def _rows(found: CreditReport, models: tuple[Model, ...], by: By) -> list[CreditRow]:
    rows: list[CreditRow] = []
    largest: dict[str, Decimal] = {}
    for credit in found.rows:
        for (_, currency), amount in credit.amounts.items():
            largest[currency] = max(largest.get(currency, ZERO), amount)
    for credit in found.rows:
        rows += [
            CreditRow(
                label=credit.label or told.blank(report=found),
                team=credit.label if by == "team" else "",
                currency=currency,
                amounts=tuple(
                    _amount(
                        credit.amounts.get((model, currency), ZERO), currency, largest[currency]
                    )
                    for model in models
                ),
            )
            for currency in sorted({currency for _, currency in credit.amounts})
        ]
    return rows


def _amount(amount: Decimal, currency: str, largest: Decimal) -> Amount:
    width = float(100 * amount / largest) if largest > 0 else 0.0
    return Amount(
        words=wording.money_short(amount, currency) if amount else "–",
        exact=wording.money(amount, currency),
        width=max(0.0, width),
    )


def _totals(found: CreditReport, models: tuple[Model, ...]) -> list[CreditRow]:
    return [
        CreditRow(
            label="Together",
            team="",
            currency=currency,
            amounts=tuple(
                Amount(words=wording.money(total, currency), exact="", width=0) for _ in models
            ),
        )
        for currency, total in sorted(found.revenue.items())
    ]
