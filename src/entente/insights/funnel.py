"""The funnel as a report: stage by stage, or each stage by channel, campaign, owner or month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from entente.funnel import analysis
from entente.funnel.analysis import FunnelReport
from entente.funnel.parts import OTHERS, By
from entente.funnel.rules.breakdown import Row, owned_from
from entente.funnel.rules.doubts import About
from entente.funnel.rules.figures import StageFigures
from entente.funnel.rules.finding import Says
from entente.funnel.rules.reading import ASSUMED, WORDS, Against
from entente.insights import campaigns
from entente.insights.table import Cell, Column, Table
from entente.insights.worth import Worth, lately
from entente.kit import wording
from entente.kit.periods import Period
from entente.workspace.rules import Viewer

RATE = (
    Column(key="entered", title="Entered", number=True),
    Column(key="moved_on", title="Moved on", number=True),
    Column(key="rate", title="Rate", number=True),
    Column(key="low", title="From", number=True),
    Column(key="high", title="To", number=True),
)
STAGES = (
    Column(key="stage", title="Stage"),
    Column(key="owner", title="Owner"),
    *RATE,
    Column(key="plan", title="Plan", number=True),
    Column(key="median_days", title="Typical days", number=True),
    Column(key="open", title="Open", number=True),
    Column(key="young", title="Of them may still move on", number=True),
    Column(key="cost_a_quarter", title="Costs a quarter", number=True),
    Column(key="reading", title="Reading"),
)


def table(
    *, viewer: Viewer, at: datetime, period: Period | None = None, by: By | None = None
) -> Table:
    """What the funnel page shows, as a table."""
    found = analysis.report(viewer=viewer, at=at, period=period, by=by)
    names = {figure.stage.key: figure.stage.name for figure in found.figures}
    if by is None:
        columns = tuple(
            replace(one, title="Assumed") if one.key == "plan" and found.assumed else one
            for one in STAGES
        )
        rows = [_stage(found, figure) for figure in found.figures[first(report=found) :]]
    else:
        columns = (
            Column(key="stage", title="Stage"),
            Column(key="part", title=by.capitalize(), blank=blank(by=by)),
            *RATE,
        )
        rows = [
            (names[part.stage], part.label, *_rate(part.rate))
            for part in found.parts
            if part.stage != found.figures[-1].stage.key
        ]
    return Table(
        name="funnel",
        finding=sentence(report=found),
        columns=columns,
        rows=tuple(rows),
        notes=(
            *notes(report=found),
            *skipped(report=found),
            *filter(None, [reckoned(report=found)]),
            *(owned(report=found) if by == "owner" else []),
            *(
                f"{one.title}."
                for one in worth_a_look(report=found, viewer=viewer, at=at, period=period)
            ),
        ),
        facts={"from": found.period.start, "to": found.period.last, "by": by},
    )


def first_day(*, viewer: Viewer, at: datetime) -> date:
    """With which day all time begins."""
    return analysis.all_time(viewer=viewer, at=at).start


def blank(*, by: By) -> str:
    """What a part is called that nobody named."""
    return f"No {by}"


def owned(*, report: FunnelReport) -> list[str]:
    """Why the parts by owner begin where they do, and why some of them have no name."""
    path = report.judged.canon.document.path
    place = owned_from(funnel=report.judged.canon.document)
    said = []
    if 0 < place < len(path):
        begins = path[place].name
        said.append(
            f"A lead has an owner once sales has taken it on, so this begins with {begins}."
        )
    if any(part.label == OTHERS for part in report.parts):
        said.append("Figures of single owners are for them and their head; others are added up.")
    return said


def first(*, report: FunnelReport) -> int:
    """The first stage that anybody was seen in: before it, visitors have no name yet."""
    entered = (n for n, figure in enumerate(report.figures) if figure.entered)
    return next(entered, 0)


def worth_a_look(
    *, report: FunnelReport, viewer: Viewer, at: datetime, period: Period | None
) -> list[Worth]:
    """What stands out: campaigns that sales refuses in the period, then stages that fell of late.

    Without a period every hand-over counts. Of a period without anybody nothing does.
    """
    if report.finding.says is Says.NOBODY:
        return []
    refused = campaigns.poorly_accepted(viewer=viewer, at=at, period=period)
    return [*refused, *lately(report=report, at=at)]


def _rate(
    row: Row | StageFigures,
) -> tuple[int, int, Decimal | None, Decimal | None, Decimal | None]:
    share = None if row.moved.share is None else _exact(row.moved.share)
    known = share is not None
    low = _exact(row.interval.low) if known else None
    return (row.moved.of, row.moved.met, share, low, _exact(row.interval.high) if known else None)


def _exact(share: float) -> Decimal:
    return Decimal(repr(share)).quantize(Decimal("0.00001"))


def reading(*, report: FunnelReport, figure: StageFigures) -> str:
    """How a stage stands against its plan; against what is assumed while nothing is signed."""
    return (ASSUMED if report.assumed else WORDS)[figure.reading.against]


def further(*, report: FunnelReport, figure: StageFigures) -> str:
    """Why a stage whose rate is short of its plan is on or above it; "" where that is not so."""
    if not figure.by_going_further or figure.reading.against not in (Against.ON, Against.ABOVE):
        return ""
    return f"{wording.number(figure.further)} went further than {_next(report, figure)} at once"


def skipped(*, report: FunnelReport) -> list[str]:
    """The same as notes, each with its stage."""
    said = ((figure, further(report=report, figure=figure)) for figure in report.figures)
    return [f"From {figure.stage.name} {words}." for figure, words in said if words]


def _next(report: FunnelReport, figure: StageFigures) -> str:
    return report.figures[report.figures.index(figure) + 1].stage.name


def came_to(*, report: FunnelReport, figure: StageFigures) -> str:
    """The one stage that all who moved on entered first; "" where some entered another."""
    later = report.figures[report.figures.index(figure) + 1 :]
    entered = [one for one, count in zip(later, figure.onward, strict=True) if count]
    return entered[0].stage.name if len(entered) == 1 else ""


def _stage(report: FunnelReport, figure: StageFigures) -> tuple[Cell, ...]:
    """The last stage has nowhere to move on to: no rate, no plan, no reading."""
    is_last = figure is report.figures[-1]
    plan, median = figure.plan, figure.time.median
    cost = figure.cost_a_quarter
    rate = (figure.entered, None, None, None, None) if is_last else _rate(figure)
    return (
        figure.stage.name,
        figure.stage.team,
        *rate,
        None if plan is None or is_last else _exact(float(plan)),
        None if median is None else Decimal(repr(median)).quantize(Decimal("0.01")),
        figure.open,
        None if is_last else figure.young,
        cost and cost.amount,
        "" if is_last else reading(report=report, figure=figure),
    )


def _fine(report: FunnelReport) -> str:
    """On plan, above it, or some this and some that."""
    on = "as assumed" if report.assumed else "on plan"
    above = "above what is assumed" if report.assumed else "above plan"
    ahead = [one.reading.against is Against.ABOVE for one in report.finding.on_plan]
    if not any(ahead):
        return on
    return above if all(ahead) else f"{on} or above"


def sentence(*, report: FunnelReport) -> str:
    """The finding in one plain sentence."""
    worst = report.finding.worst
    if report.finding.says is Says.NOBODY:
        return "Nobody entered the funnel in this period."
    if report.finding.says is Says.ON_PLAN:
        return f"Every stage that we can judge is {_fine(report)}."
    if worst is not None and worst.entered:
        return _about(report, worst)
    if report.finding.says is Says.TOO_EARLY:
        known = "an assumed rate" if report.assumed else "a plan"
        return f"Too early to say: nobody has entered a stage that has {known}."
    return "No plan is signed yet to hold these figures against."


def _about(report: FunnelReport, worst: StageFigures) -> str:
    name = worst.stage.name
    if report.finding.says is Says.LOSE_MOST:
        return f"We lose most between {name} and {_next(report, worst)}."
    if report.finding.says is Says.WENT_FURTHER:
        return _ahead(report, worst)
    if report.finding.says is Says.MIX_ONLY:
        return f"Fewer {wording.several(name)} move on, but only because other channels bring them."
    if report.finding.says is Says.TOO_EARLY:
        needed = wording.number(worst.reading.needed)
        return f"Too early to say: {wording.counted(worst.entered, name)}, we need about {needed}."
    moved = worst.moved
    rate = wording.rate(moved.met, moved.of)
    return f"{moved.met:,} of {wording.counted(moved.of, name)} moved on: {rate}."


def _ahead(report: FunnelReport, best: StageFigures) -> str:
    leads, word = wording.several(best.stage.name), "assumed" if report.assumed else "planned"
    to = came_to(report=report, figure=best)
    if to:
        rates = [wording.percent_said(share) for share in (best.judged.share, best.enough)]
        return f"More {leads} reach {to} than {word}: {rates[0]} instead of {rates[1]}."
    return f"{leads} do better than {word}: {further(report=report, figure=best)}."


def _judged_by(report: FunnelReport) -> str:
    canon, judged = report.judged.canon, report.judged
    if not canon.number:
        return "No funnel is signed yet; these are the standard stages, and their plan is assumed."
    if not judged.planned:
        return (
            "No funnel was in force in this period: these are the stages of version "
            f"{canon.number}, without its plan."
        )
    if not judged.before:
        now = "" if canon.number == report.now.number else ", in force at the end of this period"
        return f"Judged by the funnel, version {canon.number}{_first_of(report)}{now}."
    return (
        f"Judged by the funnel in force when each entered: {_in_turn(report)}. "
        f"The stages are those of version {canon.number}."
    )


def _in_turn(report: FunnelReport) -> str:
    """The versions that judged, the latest first, with their days."""
    first, *later = report.judged.versions
    said = [
        f"version {one.number} since {wording.day(one.since_day, today=report.period.last)}"
        for one in reversed(later)
        if one.since_day
    ]
    return wording.listed([*said, f"version {first.number} before{_first_of(report)}"])


def _first_of(report: FunnelReport) -> str:
    """Whether the first version judges what came before it too."""
    first = report.judged.versions[0]
    if first.since_day is None or not report.ahead:
        return ""
    if first.baseline:
        return " (as the baseline for what came before it)"
    day = wording.day(first.since_day, today=report.period.last)
    return f" (in force since {day}; who entered before is held against no plan)"


def _ours(report: FunnelReport) -> str:
    number = report.judged.canon.number
    return "our funnel" if number == report.now.number else f"version {number} of our funnel"


def counting(*, report: FunnelReport) -> str:
    """That more is on its way; "" where all is in."""
    if not report.is_counting:
        return ""
    return "What came in a moment ago is still being counted; look again soon."


def reckoned(*, report: FunnelReport) -> str:
    """With what size of a deal, and with whom, a shown cost reckons; "" where none is shown."""
    costly = [
        figure
        for figure in report.figures
        if figure.cost_a_quarter and figure.cost_a_quarter.amount > 0
    ]
    if report.deal_size is None or not costly:
        return ""
    size = wording.money_short(report.deal_size, report.currency)
    said = f"What a stage costs reckons with {size} a deal, the mean of all that we won"
    if not any(figure.young for figure in costly):
        return f"{said}."
    word = "assumed" if report.assumed else "planned"
    return f"{said}, and with those who may still move on as if they did as {word}."


def notes(*, report: FunnelReport) -> list[str]:
    """Which version judged, and what is doubtful about the data."""
    names = {figure.stage.key: figure.stage.name for figure in report.figures}
    said = [" ".join(filter(None, (counting(report=report), _judged_by(report))))]
    for doubt in report.doubts:
        people = wording.counted(doubt.count, "contact")
        if doubt.about is About.LATER_STAGE_FIRST:
            stage = names.get(doubt.stage, doubt.stage)
            said.append(f"{people} reached a later stage before {stage}: counted, but check dates.")
        elif doubt.about is About.CLOSED_BEFORE_OPENED:
            deals = wording.counted(doubt.count, "deal")
            said.append(f"{deals} closed before being opened: counted, but check dates.")
        elif doubt.about is About.DELETED:
            said.append(f"{people} deleted since: counted, but in no list.")
        else:
            said.append(f"{people} entered {doubt.stage}, which {_ours(report)} does not have.")
    return said
