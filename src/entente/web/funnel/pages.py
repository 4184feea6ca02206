"""What the funnel page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse

from entente.funnel import analysis
from entente.funnel.analysis import FunnelReport
from entente.funnel.parts import BY, By
from entente.funnel.rules.figures import StageFigures
from entente.funnel.rules.finding import Says
from entente.funnel.rules.reading import Against
from entente.insights import funnel as told
from entente.insights.worth import Worth
from entente.kit import periods, show, wording
from entente.kit.criteria.text.literal import quoted
from entente.kit.periods import Period
from entente.web import csvfile, periodchoices
from entente.web.funnel import parts, plot
from entente.web.funnel.doubted import Doubted, warnings
from entente.web.funnel.parts import PartTable
from entente.web.funnel.plot import Axis, Plot
from entente.web.periodchoices import Choice
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

A_THOUSAND = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    name: str
    to: str
    owner: str
    entered: int
    entered_url: str
    moved: int
    moved_url: str
    rate: str
    exact: str
    interval: str
    plan: str
    plot: Plot | None
    words: str
    cost: str
    days: str
    reading: str
    why: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthShown:
    """One thing worth a look, its bars ready to be drawn: words, percent of the widest, figure."""

    worth: Worth
    bars: tuple[tuple[str, float, str], ...]
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelPage:
    finding: str
    lede: str
    period: str
    wrong: str
    judged: str
    reckoned: str  # with what a shown cost reckons
    signed: bool
    axis: Axis
    stages: tuple[StageRow, ...]
    parts: tuple[PartTable, ...]
    parts_note: str
    by: str
    choices: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    warnings: tuple[Doubted, ...]
    csv: str
    worth: tuple[WorthShown, ...]
    empty: bool


def page(
    *,
    viewer: Viewer,
    at: datetime,
    period: Period | None,
    by: By | None,
    query: Mapping[str, str],
    wrong: str,
) -> FunnelPage:
    """The page from one report."""
    found = analysis.report(viewer=viewer, at=at, period=period, by=by)
    today = periods.day_of(at=at, zone=workspace.current().timezone)
    axis = plot.axis(figures=found.figures)
    keep = {name: query[name] for name in ("entered", "by") if query.get(name)}
    csv = reverse("funnel_csv") + (f"?{urlencode(keep)}" if keep else "")
    return FunnelPage(
        finding=told.sentence(report=found),
        lede=told.counting(report=found) or _lede(found),
        period=_entered(found.period, today),
        wrong=wrong,
        judged=told.notes(report=found)[0],
        reckoned=told.reckoned(report=found),
        signed=not found.assumed,
        axis=axis,
        stages=tuple(
            _row(found, n, axis) for n in range(told.first(report=found), len(found.figures))
        ),
        parts=tuple(parts.tables(report=found, by=by)) if by else (),
        parts_note=" ".join(told.owned(report=found)) if by == "owner" else "",
        by=by or "",
        choices=tuple(_choice(one, by, keep) for one in (None, *BY)),
        periods=periodchoices.choices(
            chosen=period, years=found.years, today=today, url=partial(_url, keep, "entered")
        ),
        warnings=warnings(found=found, viewer=viewer),
        csv=csvfile.offered(viewer=viewer, url=csv),
        worth=tuple(
            _shown(one)
            for one in told.worth_a_look(report=found, viewer=viewer, at=at, period=period)
        ),
        empty=found.finding.says is Says.NOBODY,
    )


def _entered(period: Period, today: date) -> str:
    """1 July–31 August; since 1 October where the period is not over."""
    if period.start <= today < period.last:
        return f"since {wording.day(period.start, today=today)}"
    return show.days(period=period, today=today)


def _shown(one: Worth) -> WorthShown:
    most = max((rate.share or 0.0 for _, rate in one.bars), default=0.0) or 1.0
    return WorthShown(
        worth=one,
        bars=tuple(
            (
                words,
                100 * (rate.share or 0.0) / most,
                f"{wording.rate(rate.met, rate.of)} of {wording.number(rate.of)}",
            )
            for words, rate in one.bars
        ),
        tone="good" if one.strength == "Strong" else "warn",
    )


def _lede(found: FunnelReport) -> str:
    worst = found.finding.worst
    if found.finding.says is Says.MIX_ONLY and found.finding.comparison:
        change = found.finding.comparison.change
        before, now = (wording.percent_said(one.share) for one in (change.before, change.now))
        return (
            f"The rate fell from {before} in the period before to {now}, both followed equally "
            "long, and within each channel it is as it was: other channels bring other people, "
            "nobody got worse."
        )
    if found.finding.says is Says.WENT_FURTHER and worst:
        return _further(found, worst)
    if found.finding.says is not Says.LOSE_MOST or worst is None:
        return "People who entered a stage in the period, followed until today."
    rate = wording.percent_said(worst.judged.share)
    word = "assumed" if found.assumed else "planned"
    plan = f"the {word} {wording.percent_said(float(worst.plan or 0))}"
    rest = len(found.finding.below)
    others = ""
    if rest:
        stages = wording.counted(rest, "other stage runs", "other stages run")
        short = "below what is assumed" if found.assumed else "below plan"
        others = f" {stages.capitalize()} {short} for less."
    cost = _cost(worst, found.currency)
    if cost == "–":
        return f"{rate} move on from {worst.stage.name} instead of {plan}.{others}"
    return (
        f"{rate} move on from {worst.stage.name} instead of {plan}: that costs about "
        f"{cost} a quarter.{others}"
    )


def _further(found: FunnelReport, best: StageFigures) -> str:
    name, word = best.stage.name, "assumed" if found.assumed else "planned"
    said = f"{wording.percent_said(best.judged.share)} move on from {name} instead of the {word} "
    said += wording.percent_said(float(best.plan or 0))
    if told.came_to(report=found, figure=best):
        return f"{said}, but {told.further(report=found, figure=best)}."
    enough = wording.percent_said(best.enough)
    return f"{said}; as far as they went, {enough} would have been as {word}."


def _row(found: FunnelReport, place: int, axis: Axis) -> StageRow:
    figure = found.figures[place]
    last = place == len(found.figures) - 1
    moved, interval = figure.moved, figure.interval
    known = moved.share is not None and not last
    return StageRow(
        name=figure.stage.name,
        to="" if last else found.figures[place + 1].stage.name,
        owner=figure.stage.team,
        entered=moved.of,
        entered_url=_contacts(found, figure, beyond=None),
        moved=moved.met,
        moved_url="" if last else _contacts(found, figure, beyond=found.figures[place + 1]),
        rate=wording.rate(moved.met, moved.of) if known else "–",
        exact=_exact(moved.met, moved.of) if known else "",
        interval=show.percent_range(low=interval.low, high=interval.high) if known else "",
        plan=wording.percent(float(figure.plan)) if figure.plan else "–",
        plot=plot.plot(figure=figure, axis=axis, plan_word=_plan_word(found)) if known else None,
        words=_in_words(found, figure) if known else "",
        cost=_cost(figure, found.currency),
        days=_days(figure),
        reading="" if last else told.reading(report=found, figure=figure),
        why="" if last else told.further(report=found, figure=figure) or _why(figure),
        tone=plot.TONE.get(figure.reading.against, ""),
    )


def _plan_word(found: FunnelReport) -> str:
    return "assumed" if found.assumed else "plan"


def _in_words(found: FunnelReport, figure: StageFigures) -> str:
    """What the drawing and the columns beside it say, for screens that have no room for them."""
    said = [wording.rate(figure.moved.met, figure.moved.of)]
    if figure.plan:
        said.append(f"{_plan_word(found)} {wording.percent(float(figure.plan))}")
    cost = _cost(figure, found.currency)
    if cost != "–":
        said.append(f"costs {cost} a quarter")
    return ", ".join(said)


def _why(figure: StageFigures) -> str:
    """What a reading that is no verdict waits for: more cases, or those who are still young.

    A verdict is only of those who entered while a plan for the stage was in force.
    """
    against, needed = figure.reading.against, figure.reading.needed or 0
    if against is Against.TOO_EARLY and figure.judged.of < needed:
        return f"we need about {wording.number(needed)}"
    if figure.young and against is not Against.NO_PLAN:
        return parts.still(young=figure.young)
    if figure.plan and figure.judged.of < figure.moved.of:
        return f"{wording.number(figure.judged.of)} entered under a plan"
    return ""


def _exact(met: int, of: int) -> str:
    """10.525% below 11%, where three places say it to the end: 48.744% would only be longer.

    Of fewer than a thousand people more places are no more exact.
    """
    if of < A_THOUSAND or (met * 100_000) % of:
        return ""
    exact = wording.rate(met, of, places=3).rstrip("%").rstrip("0").rstrip(".") + "%"
    return "" if exact == wording.rate(met, of) else exact


def _contacts(found: FunnelReport, figure: StageFigures, beyond: StageFigures | None) -> str:
    """The list of these people: whoever entered the stage in the period, and who moved on."""
    start, last = found.period.start.isoformat(), found.period.last.isoformat()
    text = f'first entered a stage with stage "{figure.stage.key}" between {start} and {last}'
    if beyond is not None:
        text += f" and {_beyond(found, beyond)}"
    return f"/contacts/?{urlencode({'where': text})}"


def _beyond(found: FunnelReport, figure: StageFigures) -> str:
    """Named as the funnel in force names it; the stages of another go by their keys."""
    if found.judged.canon.number == found.now.number:
        return f"stage is at or beyond {quoted(figure.stage.name)}"
    later = [one.stage.key for one in found.figures]
    keys = ", ".join(f'"{key}"' for key in later[later.index(figure.stage.key) :])
    return f"entered a stage with stage is one of ({keys})"


def _cost(figure: StageFigures, currency: str) -> str:
    cost = figure.cost_a_quarter
    return wording.money_short(cost.amount, currency) if cost and cost.amount > 0 else "–"


def _days(figure: StageFigures) -> str:
    median = figure.time.median
    return "–" if median is None else show.time(days=median)


def _choice(by: By | None, current: By | None, keep: Mapping[str, str]) -> Choice:
    return Choice(
        words=f"By {by}" if by else "All together",
        url=_url(keep, "by", by or ""),
        current=by == current,
    )


def _url(keep: Mapping[str, str], name: str, value: str) -> str:
    query = {one: kept for one, kept in {**keep, name: value}.items() if kept}
    return reverse("funnel") + (f"?{urlencode(query)}" if query else "")
