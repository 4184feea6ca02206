"""What was forecast of the quarter before a demo begins, by its facts alone: nothing is written.

The whole company takes a minute, this a second: so many days of beginning can be looked at. It
reads the story as the plan reads the ledger; `test_stories.py` holds the two against each other.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from entente.demo import accords, fill, hours, story, waiting
from entente.demo.market import firms
from entente.demo.story import Person
from entente.demo.writing import Written, passages
from entente.kit import periods
from entente.plan import accord, outlook
from entente.plan.believing import believed
from entente.plan.history import NEVER, History, Instants
from entente.plan.rules.document import GoalPlan, read
from entente.plan.rules.forecast import OpenDeal, Outlook, forecast
from entente.plan.rules.hindsight import Seen, Thought, seen
from entente.plan.rules.sizes import Bootstrap
from entente.plan.rules.window import window
from entente.workspace import queries as workspace

STAGES = ("iql", "mql", "sql", "accepted", "opportunity", "customer")
DAY = timedelta(days=1) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """The goal of the last quarter, what it brought, and how likely that goal seemed each week."""

    goal: int
    won: float
    chances: tuple[float, ...]
    seen: Seen | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The story in microseconds: people × stages, the side exit of each; their deals apart."""

    came: Instants
    out: Instants
    opened: Instants
    closed: Instants
    is_won: np.ndarray
    amounts: np.ndarray


def last_quarter(*, at: datetime) -> Foreseen:
    """The quarter before the one of that moment, at a company that is filled then."""
    start = (at - timedelta(days=story.DAYS)).replace(microsecond=0)
    office = hours.office(start=start, until=at)
    written = Written(start=start, at=at, cast=None, office=office)
    market = firms(dice=story.dice(10), besides={one.firm for one in waiting.LEADS})
    people = fill.everybody(written=written, market=market)
    this = periods.parse(text=outlook.quarter_of(at=at))
    quarter = periods.preceding(period=this)
    opened, closed = periods.moments(period=quarter, zone=workspace.current().timezone)
    goal = accords.goal_of(written=written, people=people, opened=opened, closed=closed)
    plan = read(dict(accord.resolve(accords.goal_plan(goal=goal), opened)))
    facts = _facts(people, written)
    thoughts = [
        Thought(week, forecast(outlook=_ahead(plan, facts, opened, closed, week)).chance)
        for week in fill._ends_of_weeks(opened, closed, at)
    ]
    won = _won(facts, opened, closed).sum()
    return Foreseen(
        goal=goal,
        won=float(won),
        chances=tuple(one.chance for one in thoughts),
        seen=seen(thoughts=thoughts, start=opened, is_made=bool(won >= goal)),
    )


def _facts(people: list[Person], written: Written) -> Facts:
    came = np.full((len(people), len(STAGES)), NEVER, np.int64)
    out, closed = np.full((2, len(people)), NEVER, np.int64)
    for place, one in enumerate(people):
        for stage, _, entered in passages(one=one, written=written):
            if stage in STAGES:
                came[place, STAGES.index(stage)] = _instant(entered)
            else:
                out[place] = _instant(entered)
            if stage in ("customer", "lost"):
                closed[place] = _instant(entered)
    return Facts(
        came=came,
        out=out,
        opened=came[:, -2],
        closed=closed,
        is_won=came[:, -1] != NEVER,
        amounts=np.array([float(one.amount) for one in people]),
    )


def _ahead(
    plan: GoalPlan, facts: Facts, opened: datetime, closed: datetime, at: datetime
) -> Outlook:
    """As `outlook.today` would see it."""
    speaks, past = window(until=at), _history(facts, at)
    stages = [believed(plan=plan, past=past, place=n, window=speaks) for n in range(5)]
    days = (closed - at).days
    return Outlook(
        goal=float(plan.goal),
        won=float(_won(facts, opened, at).sum()),
        days=days,
        stages=outlook._stages_ahead(stages, past, speaks, days),
        deals=tuple(
            OpenDeal(4, int(_instant(at) - since) // DAY, amount)
            for since, amount in zip(
                facts.opened[_is_open(facts, at)],
                facts.amounts[_is_open(facts, at)].tolist(),
                strict=True,
            )
        ),
        sizes=Bootstrap(tuple(_won(facts, speaks.start, at).tolist())),
        draws=fill.DRAWS,
    )


def _history(facts: Facts, at: datetime) -> History:
    now = _instant(at)
    came = np.where(facts.came <= now, facts.came, NEVER)
    furthest = came.max(axis=1, where=came != NEVER, initial=0)
    is_out = (facts.out <= now) & (facts.out >= furthest)
    return History(
        at=at,
        stages=STAGES[:-1],
        entered=came[:, :-1],
        won=came[:, -1],
        out=np.where(is_out, facts.out, NEVER),
        has_deal=_is_open(facts, at),
    )


def _is_open(facts: Facts, at: datetime) -> np.ndarray:
    return (facts.opened <= _instant(at)) & (facts.closed > _instant(at))


def _won(facts: Facts, since: datetime, until: datetime) -> np.ndarray:
    """The amounts of the deals that were won in [since, until)."""
    within = (facts.closed >= _instant(since)) & (facts.closed < _instant(until))
    return facts.amounts[facts.is_won & within]


def _instant(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
