"""Credit as a report: models side by side by channel, campaign, team or person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from entente.attribution import queries, wins
from entente.attribution.queries import NAMES, By, CreditReport
from entente.attribution.rules.models import Model
from entente.attribution.rules.touches import LOOK_BACK
from entente.insights.table import Column, Table
from entente.kit import periods, wording
from entente.kit.currencies import decimals
from entente.kit.periods import Period
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

ZERO = Decimal(0)
NAMED = 5  # deals that a note names
BLANK: dict[By, str] = {
    "channel": "No channel",
    "campaign": "No campaign",
    "team": "No team",
    "person": "No person",  # advertisements, visits, mails: nobody in person
}
"""What people read where nobody named a heading."""
EXPLAINED = {
    Model.MARKOV: (
        "Markov learns what a channel is worth from everybody’s deals, won and lost, that were "
        "closed by the end of the month of the win; later ones change nothing."
    ),
    Model.SHAPLEY: (
        "Shapley gives every channel on the way to a deal the same: without any one of them the "
        "deal would not have come this way. A channel’s touches share its part."
    ),
}
WINDOW = f"{wording.counted(LOOK_BACK.days, 'day')} before the win"


def table(
    *, viewer: Viewer, at: datetime, period: Period | None = None, by: By = "channel"
) -> Table:
    """What the attribution page shows, as a table: one row per part and currency."""
    since = until = None
    if period is not None:
        zone = workspace.current().timezone
        since, until = periods.moments(period=period, zone=zone)
    found = queries.report(viewer=viewer, at=at, by=by, since=since, until=until)
    rows = [
        (
            credit.label,
            currency,
            *(
                credit.amounts.get((model, currency), ZERO.scaleb(-decimals(currency=currency)))
                for model in found.models
            ),
        )
        for credit in found.rows
        for currency in sorted({currency for _, currency in credit.amounts})
    ]
    return Table(
        name="attribution",
        finding=sentence(report=found),
        columns=(
            Column(key=by, title=by.capitalize(), blank=blank(report=found)),
            Column(key="currency", title="Currency"),
            *(Column(key=model.value, title=NAMES[model], number=True) for model in found.models),
        ),
        rows=tuple(rows),
        notes=(
            f"What counts are touches of the {WINDOW}.",
            *notes(report=found),
            *explained(models=found.models),
        ),
        facts={
            "from": period.start if period else None,
            "to": period.last if period else None,
            "deals": found.deals,
            "without_touch": found.without_touch,
            **{
                f"revenue_{currency.lower()}": amount
                for currency, amount in sorted(found.revenue.items())
            },
        },
    )


def first_day(*, viewer: Viewer, at: datetime) -> date:
    """With which day all time begins: that of the first win, or today."""
    first = wins.first_win(viewer=viewer) or at
    return periods.day_of(at=first, zone=workspace.current().timezone)


def blank(*, report: CreditReport) -> str:
    """What a row without a heading is called: touches that name none, deals without a touch."""
    return f"{BLANK[report.by]} or no touch" if report.without_touch else BLANK[report.by]


def sentence(*, report: CreditReport) -> str:
    """What first and last touch say, where they differ; else who earned most."""
    if not report.rows:
        return "No deal was won in this period."
    if nothing := _no_revenue(report):
        return nothing
    if report.by == "person":
        return _of_people({row.label for row in report.rows} - {""})
    return _of_parts(report)


def _of_parts(report: CreditReport) -> str:
    first, last = (_best(report, model) for model in (Model.FIRST_TOUCH, Model.LAST_TOUCH))
    tops = [_best(report, one, blank=True) for one in (Model.FIRST_TOUCH, Model.LAST_TOUCH)]
    if all(tops) and first != last:
        return f"First touch {_says(first)}, last touch {_says(last)}: both are part of the truth."
    earner = _best(report, queries.HEADLINE)
    if not earner:
        return f"No touch that earned names a {report.by}."
    if not _best(report, queries.HEADLINE, blank=True):
        rest = f"Touches without a {report.by} earned most"
        return f"{rest}, with all touches weighed; of the others {earner} did."
    ways = {_best(report, model, blank=True) for model in report.models}
    how = "whichever way we count" if ways == {earner} else "with all touches weighed"
    return f"{earner[:1].upper()}{earner[1:]} earned most, {how}."


def _of_people(named: set[str]) -> str:
    if named == {queries.OTHERS}:
        return (
            "No touch before these wins is yours or your people’s; what others did is for them and "
            "their head."
        )
    return "What each person’s touches were part of, for them and their head."


def _no_revenue(report: CreditReport) -> str:
    """Why there is nothing to share; "" where there is something."""
    if any(amount > 0 for amount in report.revenue.values()):
        return ""
    if any(report.revenue.values()):
        return "More was paid back than won: the touches of those deals give their part back."
    if report.valued <= 0:
        return "No won deal has an amount yet: there is no revenue to share."
    return "As much was paid back as was won: there is no revenue to share."


_SAID: Final = {
    "unknown": "an unknown channel",
    "close": "the close of the sale itself",
}


def _says(best: str) -> str:
    return f"is {best}" if best == _SAID["close"] else f"says {best}"


def _best(report: CreditReport, model: Model, *, blank: bool = False) -> str:
    """Who earned most, if anybody earned; with `blank` also what nobody is named for."""
    sums = {
        row.label: sum((amount for (one, _), amount in row.amounts.items() if one == model), ZERO)
        for row in report.rows
        if row.label or blank
    }
    best = max(sums, key=lambda label: sums[label], default="")
    if not sums.get(best):
        return ""
    if report.by != "channel":
        return best
    return _SAID.get(best, best.replace("_", " "))


def explained(*, models: Sequence[Model]) -> list[str]:
    """What nobody sees from the figures, of those of these models that need it."""
    return [said for model, said in EXPLAINED.items() if model in models]


def notes(*, report: CreditReport) -> list[str]:
    """What the figures leave out."""
    said = [
        "Attribution describes which touches won deals had; it does not prove what caused them.",
    ]
    if report.unknown_amounts:
        deals = wording.counted(report.unknown_amounts, "deal")
        said.append(f"{deals} of {report.deals} have no known amount: counted, not valued.")
    if report.set_aside:
        deals = wording.counted(len(report.set_aside), "deal")
        said.append(
            f"{deals} counted, not valued, until their amounts and refunds go with their "
            f"currencies: {wording.listed(_few(report.set_aside))}."
        )
    if report.without_touch:
        deals = wording.counted(report.without_touch, "deal")
        said.append(f"{deals} had no touch that counts in the {WINDOW}: credited to nobody.")
    return said


def _few(names: Sequence[str]) -> list[str]:
    more = len(names) - NAMED
    return [*names[:NAMED], *([f"{more} more"] if more > 0 else [])]
