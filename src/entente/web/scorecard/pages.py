"""What the scorecard shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final

from django.urls import reverse

from entente.handoff.rules.standing import WORDS as WORDS_OF_STATUS
from entente.handoff.rules.standing import Status
from entente.insights import sla as told
from entente.kit import periods, show, wording
from entente.kit.periods import Period
from entente.people.queries.contacts import called
from entente.people.rules.fields import COMPANY, CONTACT
from entente.sla import queries
from entente.sla.excusing import ExcuseShown, agreed_excuses, excuses_of
from entente.sla.lines import Promised
from entente.sla.queries import Scorecard
from entente.sla.rules.scorecard import FEW, WORDS, Word
from entente.sla.rules.scorecard import Line as Counted
from entente.sla.rules.terms import Promise, Side
from entente.web import csvfile
from entente.web.coming import Coming, coming
from entente.web.scorecard.forms import ExcuseForm
from entente.web.scorecard.timing import TimeShown, shown
from entente.workspace import queries as workspace
from entente.workspace.rules import Team, Viewer

FIELDS: Final = {**COMPANY, **CONTACT}
TONES = {Word.KEPT: "good", Word.ON_PACE: "good", Word.SHORT: "warn", Word.MISSING: "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    lead: str
    url: str
    owner: str
    due_at: datetime | None
    done_at: datetime | None
    late: str
    fact: str
    excuse: ExcuseShown | None
    may_answer: bool
    form: ExcuseForm | None
    excuse_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    name: str
    judged_by: str
    count: str
    value: str
    target: str
    word: str
    tone: str
    meter: float | None  # of few leads there is no share to draw
    due: float | None
    label: str
    nothing: str  # what is said where no lead stands below
    has_due: bool
    done_title: str
    breaches: tuple[Breach, ...]
    more: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SideShown:
    team: str
    title: str
    kept: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRow:
    period: str
    runs: bool
    url: str
    marketing: str
    sales: str
    marketing_at: float
    sales_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardPage:
    finding: str
    lede: str
    period: str
    previous_url: str
    next_url: str
    judged: str
    coming: Coming | None
    sides: tuple[SideShown, ...]
    trend: tuple[TrendRow, ...]
    time: TimeShown | None
    refused: ExcuseForm | None
    csv: str
    empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Excusing:
    """Who may excuse with which of the agreed reasons, what was given, and a form in need."""

    viewer: Viewer
    reasons: tuple[str, ...]
    given: Mapping[tuple[int, str], ExcuseShown]
    refused: ExcuseForm | None

    def form(self, lead: int, term: str) -> ExcuseForm | None:
        """The form of a breach that has no excuse; the refused one as it was typed."""
        if not self.reasons or (lead, term) in self.given:
            return None
        if self.refused and self.refused.about == (lead, term):
            return self.refused
        return ExcuseForm(lead=lead, term=term, reasons=self.reasons)


def page(
    *, viewer: Viewer, at: datetime, period: Period | None, refused: ExcuseForm | None = None
) -> ScorecardPage:
    """The page from one card. A refused form stands at its breach, if there still is one."""
    card, why = told.chosen(viewer=viewer, at=at, period=period)
    if card is None:
        return _nothing_agreed(period or queries.current_period(at=at), at)
    today = periods.day_of(at=at, zone=workspace.current().timezone)
    here = card.period
    after = periods.following(period=here)
    excusing = _Excusing(
        viewer=viewer,
        reasons=agreed_excuses(at=at),
        given=excuses_of(handovers=sorted(card.handovers), at=at),
        refused=refused,
    )
    sides = tuple(_side(card, side, excusing) for side in ("marketing", "sales"))
    forms = [one.form for side in sides for line in side.lines for one in line.breaches]
    return ScorecardPage(
        finding=told.sentence(card=card, at=at),
        lede=" ".join(filter(None, (why, _lede(card)))),
        period=show.days(period=here, today=today),
        previous_url=_url(periods.preceding(period=here)),
        next_url=_url(after) if after.start <= today else "",
        judged=told.judged_by(card=card),
        coming=coming(kind="sla", viewer=viewer, at=at),
        sides=sides,
        trend=tuple(_trend(card, today)),
        time=shown(viewer=viewer, card=card, at=at) if card.begun else None,
        refused=refused if refused in forms else None,
        csv=csvfile.offered(
            viewer=viewer, url=f"{reverse('scorecard_csv')}?period={periods.slug(period=here)}"
        ),
        empty=False,
    )


def _nothing_agreed(period: Period, at: datetime) -> ScorecardPage:
    """Before the first agreement; the way to later periods is open once there is one."""
    today = periods.day_of(at=at, zone=workspace.current().timezone)
    before = told.nothing_promised(at=at)
    after = periods.following(period=period)
    return ScorecardPage(
        finding=before or "Nothing is promised yet.",
        lede="Once the service level agreement is signed, both sides stand here with their word."
        if not before
        else "From then on both sides stand here with their word.",
        period=show.days(period=period, today=today) if before else "",
        previous_url=_url(periods.preceding(period=period)) if before else "",
        next_url=_url(after) if before and after.start <= today else "",
        judged="",
        coming=None,
        sides=(),
        trend=(),
        time=None,
        refused=None,
        csv="",
        empty=True,
    )


def _url(period: Period) -> str:
    return reverse("scorecard_of", args=[periods.slug(period=period)])


def _lede(card: Scorecard) -> str:
    if not card.begun:
        return "What is promised for it stands here. Nothing is judged before it begins."
    kept = "The agreement counts as kept as far as its weaker side keeps it."
    if any(told.too_few(card=card, side=side) for side in card.compliance):
        kept = f"Of fewer than {FEW} leads no share is told."
    elif card.both is not None:
        share = wording.percent(float(card.both))
        kept = f"The agreement is kept to {share}: as far as its weaker side keeps it."
    return " ".join(filter(None, (kept, told.shortfalls(card=card))))


def _side(card: Scorecard, side: Side, excusing: _Excusing) -> SideShown:
    share = card.compliance.get(side)
    other = "Sales" if side == "marketing" else "Marketing"
    return SideShown(
        team=side,
        title=f"{side.capitalize()} promised {other}",
        kept=_kept(share, few=told.too_few(card=card, side=side)),
        lines=tuple(_line(card, one, excusing) for one in card.of(side)),
    )


def _kept(share: Fraction | None, *, few: bool) -> str:
    if few:
        return "too few leads to say"
    return f"kept to {wording.percent(float(share))}" if share is not None else "nothing yet"


def figures(*, line: Counted) -> tuple[str, str]:
    """How far a promise is kept, and of what: leads where they count or are few, else shares."""
    target = line.target
    if line.term.promise is Promise.HANDED_OVER:
        return str(line.met), str(int(target))
    if line.word is Word.TOO_FEW:
        return str(line.met), _leads(line)
    share = line.share
    return "–" if share is None else wording.percent(float(share)), wording.percent(float(target))


def _nothing(line: Counted) -> str:
    """Why no lead stands below a promise: all is kept so far, or what is missing is no lead yet."""
    if line.term.promise is Promise.HANDED_OVER and line.word in (Word.SHORT, Word.MISSING):
        goal = int(line.target)
        return f"{wording.number(goal - line.met)} short of {wording.counted(goal, 'lead')}."
    waits = wording.counted(line.open, "lead is", "leads are")
    return f"No breach in this period{f'; {waits} not decided yet' if line.open else ''}."


_FACTS = {
    Promise.ACCEPTED: "Verdict",
    Promise.CONTEXT: "Lacks",
    Promise.REASONS: "No reason",
}


def _line(card: Scorecard, one: Promised, excusing: _Excusing) -> Line:
    line = one.line
    counts, few = line.term.promise is Promise.HANDED_OVER, line.word is Word.TOO_FEW
    value, goal = figures(line=line)
    count = "" if few or not line.of else f"{line.met} of {_leads(line)}"
    meter, due = (None, None) if few else _far(line)
    broken = line.broken[:10]
    breaches = tuple(_breach(card, each, one, excusing) for each in broken)
    in_need = excusing.refused is not None and excusing.refused in [each.form for each in breaches]
    return Line(
        name=one.name,
        judged_by=one.told_apart,
        count=_owed(one) if counts else count,
        value=value,
        target=goal,
        word=WORDS[line.word],
        tone=TONES.get(line.word, ""),
        meter=meter,
        due=due,
        label=f"{told.named(promised=one)}: {value} of {goal}. {WORDS[line.word]}.",
        nothing=_nothing(line),
        has_due=any(each.due_at for each in broken),
        done_title=_FACTS.get(line.term.promise, "Done"),
        breaches=breaches,
        more=len(line.broken) - len(broken),
        is_open=few or line.word is Word.MISSING or in_need,
    )


def _owed(one: Promised) -> str:
    """Why so many leads are owed where it is not what was signed: 10 a week, and so on."""
    goal, signed = one.line.target, one.signed
    if goal == signed:
        return ""
    said = f"{wording.number(int(signed))} a {one.line.term.each}"
    return (
        said if goal and goal % signed == 0 else f"{said}, by the working days under this version"
    )


def _far(line: Counted) -> tuple[float, float]:
    """In percent of the bar: how far a promise is kept, and how far it should be by now."""
    target = line.target
    if line.term.promise is not Promise.HANDED_OVER:
        return _percent(line.share or Fraction(0)), _percent(target)
    if not target:
        return (100.0 if line.met else 0.0), 0.0
    due = _percent(line.pace / target) if line.pace is not None else _percent(target)
    return _percent(Fraction(line.met) / target), due


def _leads(line: Counted) -> str:
    return wording.counted(line.of, "lead")


def _percent(share: Fraction) -> float:
    return min(100.0, float(share) * 100)


def _breach(card: Scorecard, one, promised: Promised, excusing: _Excusing) -> Breach:  # type: ignore[no-untyped-def]  a Judgement
    row, viewer = card.handovers[one.handover], excusing.viewer
    late = ""
    if one.late_by:
        late = wording.span(one.late_by)
    own = promised.side == "marketing" or viewer.may(
        record="handoff", action="change", owner_id=row.owner_id
    )
    may_excuse = own and viewer.acts_for(Team(promised.side))
    excuse = excusing.given.get((one.handover, one.term.key))
    answers = Team.SALES if promised.side == "marketing" else Team.MARKETING
    return Breach(
        lead=called(row.contact),
        url=reverse("queue_lead", args=[row.id]),
        owner=row.owner.name if row.owner else "Nobody",
        due_at=one.due_at,
        done_at=one.done_at,
        late=f"{'late' if one.done_at else 'Late'} by {late}" if late else "",
        fact=_fact(row, promised.line.term.promise, has_done=one.done_at is not None),
        excuse=excuse,
        form=excusing.form(one.handover, one.term.key) if may_excuse else None,
        may_answer=excuse is not None
        and excuse.waits
        and excuse.by_id != viewer.member_id
        and viewer.acts_for(answers)
        and viewer.may(record="handoff", action="see", owner_id=row.owner_id),
        excuse_url=reverse("excuse", args=[row.id, one.term.key]),
    )


def _fact(row, promise: Promise, *, has_done: bool) -> str:  # type: ignore[no-untyped-def]  a Handover
    """What there is to say beside the moment of the deed."""
    if promise is Promise.CONTEXT:
        return wording.listed([FIELDS[name].label.lower() for name in row.lacks])
    if promise is Promise.ACCEPTED:
        return f"{WORDS_OF_STATUS[Status(row.status)]} "
    return "" if has_done else "Not yet."


def _trend(card: Scorecard, today) -> list[TrendRow]:  # type: ignore[no-untyped-def]  a date
    rows = []
    for period, sides in card.trend:
        shown = {
            side: wording.percent(float(share)) if share is not None else "–"
            for side, share in sides.items()
        }
        rows.append(
            TrendRow(
                period=show.short_days(period=period, today=today),
                runs=period.last >= today,
                url=_url(period),
                marketing=shown["marketing"],
                sales=shown["sales"],
                marketing_at=_percent(sides["marketing"] or Fraction(0)),
                sales_at=_percent(sides["sales"] or Fraction(0)),
            )
        )
    return rows
