"""What the two teams of the demo company agreed on, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from entente.agreements import queries, standing
from entente.agreements.operations import keeping, proposing, signing
from entente.agreements.rules import reviews
from entente.demo import story
from entente.demo.cast import Cast
from entente.demo.story import Person
from entente.demo.writing import Written
from entente.funnel.rules.document import STANDARD as FUNNEL
from entente.kit import periods
from entente.kit.periods import Period
from entente.plan.rules.document import STANDARD as PLAN
from entente.qualification.accord import BUSINESS
from entente.sla.rules.document import STANDARD as SLA
from entente.workspace import queries as workspace

AMBITION = Decimal("0.94")  # what a goal asks, as part of what was won or could be expected
REVIEWED = ("lead_definition", "funnel", "sla", "goal_plan")
HALF_YEAR = timedelta(days=182)  # before last quarter: what it could be expected to bring again
EIGHT_WEEKS = timedelta(days=56)  # before now: what the rest of this quarter may bring again


def definition(*, employees: int) -> dict[str, Any]:
    """The ideal lead, with or without a floor for the size of the company.

    Who comes back for more moves on: a second download, then a third.
    """
    floor = f" and company employees is at least {employees}" if employees else ""
    own = {
        "mql": {
            "meaning": "Fits, is interested and came back for more",
            "text": "fit is at least 20 and interest is at least 10 and "
            "downloaded any asset at least 2 times",
        },
        "sql": {
            "meaning": "Fits well, is interested now and came back twice: ready for sales",
            "text": "fit is at least 30 and interest is at least 14 and "
            f"downloaded any asset at least 3 times{floor}",
        },
    }
    return {
        **BUSINESS,
        "clauses": [{**one, **own.get(one["name"], {})} for one in BUSINESS["clauses"]],  # type: ignore[attr-defined]  a list of clauses
    }


def sign_all(*, written: Written, people: Sequence[Person], founded: datetime) -> None:
    """The accord of the first day, its repair after the giveaway, a goal for every quarter."""
    cast, office, at = written.cast, written.office, written.at
    agree(cast=cast, kind="lead_definition", content=definition(employees=0), at=founded)
    agree(cast=cast, kind="funnel", content=funnel(), at=founded + timedelta(hours=2))
    agree(cast=cast, kind="sla", content=_sla(), at=founded + timedelta(hours=4))
    zone = workspace.current().timezone
    repair = at - timedelta(days=story.REPAIR)
    agree(
        cast=cast,
        kind="lead_definition",
        content=definition(employees=50),
        at=office.day_before(at=repair) + timedelta(hours=1),
        from_day=periods.day_of(at=repair, zone=zone),
    )
    quarter = _first_whole(periods.day_of(at=written.start, zone=zone))
    today = periods.day_of(at=at, zone=zone)
    while quarter.start <= today:
        opened, closed = periods.moments(period=quarter, zone=zone)
        goal = goal_of(written=written, people=people, opened=opened, closed=closed)
        agree(
            cast=cast,
            kind="goal_plan",
            scope=periods.slug(period=quarter),
            content=goal_plan(goal=goal),
            at=office.day_before(at=opened) + timedelta(hours=3),
            from_day=quarter.start,
            review="monthly",
        )
        quarter = periods.following(period=quarter)
    _review_all(written=written)


def _first_whole(day: date) -> Period:
    """The first quarter from a day on: nobody sets a goal for the rest of one, with no deal yet."""
    quarter = periods.around(day=day, kind="quarter")
    return quarter if quarter.start == day else periods.following(period=quarter)


def _review_all(*, written: Written) -> None:
    """Every review on the first working day on which it was due, and what came of it."""
    cast, at = written.cast, written.at
    zone = workspace.current().timezone
    today = periods.day_of(at=at, zone=zone)
    due = [
        (day, one.version_id)
        for kind in REVIEWED
        for scope in queries.scopes(kind=kind)
        for one in queries.history(kind=kind, scope=scope)
        for day in reviews.due_days(since=one.since_day, review=one.review, until=today)
        if (one.until_day is None or day < one.until_day)
        and not reviews.is_over(scope=scope, day=day)
    ]
    for day, version_id in sorted(due):
        due_at = periods.start_of_day(day=day, zone=zone)
        morning = written.office.day_from(at=due_at) + timedelta(minutes=70)
        if morning <= at:
            keeping.hold_review(
                version_id=version_id,
                due_on=day,
                outcome="Kept as it is",
                by=cast.sales,
                at=morning,
            )


_RATES = {  # what both teams hold likely, in the funnel and in every plan
    "iql": "0.50",
    "mql": "0.52",
    "sql": "0.76",
    "accepted": "0.60",
    "opportunity": "0.31",
}
_MARKET = {
    "digital": {"rate": "0.08", "content_share": "0.5", "visits_a_piece": "600"},
    "offline": {"share": "0.05", "enters": "mql", "rate": "0.6"},
}


def goal_plan(*, goal: int) -> dict[str, Any]:
    """The plan of a quarter: it assumes of each stage what the funnel asks of it."""
    assumed = [
        {**one, "rate": _RATES[one["stage"]]}
        for one in PLAN["assumed"]  # type: ignore[attr-defined]  a list of assumptions
    ]
    return {**PLAN, **_MARKET, "goal": str(goal), "deal_size": "21000", "assumed": assumed}


def goal_of(
    *, written: Written, people: Sequence[Person], opened: datetime, closed: datetime
) -> int:
    """A goal that the story makes, except last quarter's; this one's is within reach, not sure.

    Last quarter's was set by the half year before it, when nobody knew of the slump to come. As
    a part of what that quarter brought, it seemed open for longer on some days of start.
    """
    at = written.at
    zone = workspace.current().timezone
    this = periods.around(day=periods.day_of(at=at, zone=zone), kind="quarter")
    if closed > at:
        rest = _at_pace(people, written, at - EIGHT_WEEKS, at, ahead=closed - at)
        won = _won(people, written, opened, at) + rest
    elif closed == periods.start_of_day(day=this.start, zone=zone):
        won = _at_pace(people, written, opened - HALF_YEAR, opened, ahead=closed - opened)
    else:
        won = _won(people, written, opened, closed)
    return max(int(Decimal(won) * AMBITION) // 10_000, 1) * 10_000


def _at_pace(
    people: Sequence[Person],
    written: Written,
    since: datetime,
    until: datetime,
    *,
    ahead: timedelta,
) -> float:
    """What a stretch ahead brings where it goes on as it went in [since, until)."""
    return _won(people, written, since, until) * (ahead / (until - since))


def _won(people: Sequence[Person], written: Written, since: datetime, until: datetime) -> float:
    wins = ((written.at_work(one.won), one.amount) for one in people if one.won is not None)
    return sum(amount for moment, amount in wins if since <= moment < until)


def funnel() -> dict[str, Any]:
    """The stages, with the rates that both teams aim at."""
    stages = [
        {**stage, "target_rate": _RATES[stage["key"]]} if stage["key"] in _RATES else stage
        for stage in FUNNEL["stages"]  # type: ignore[attr-defined]  a list of stages
    ]
    return {"stages": stages}


def _sla() -> dict[str, Any]:
    promises = [
        {**promise, "target": "16"} if promise["key"] == "handed_over" else promise
        for promise in SLA["promises"]  # type: ignore[attr-defined]  a list of promises
    ]
    return {**SLA, "promises": promises}


def agree(
    *,
    cast: Cast,
    kind: str,
    content: dict[str, Any],
    at: datetime,
    scope: str = "",
    from_day: date | None = None,
    review: str = "quarterly",
) -> None:
    """Propose a version and let all three sign it within two hours, in force that day or later."""
    day = from_day or periods.day_of(at=at, zone=workspace.current().timezone)
    number = proposing.save_and_propose(
        kind=kind,
        scope=scope,
        content=content,
        from_day=day,
        review=review,
        by=cast.marketing,
        at=at,
    )
    document = standing.document(kind=kind, scope=scope, viewer=cast.marketing, at=at)
    version = standing.numbered(standing=document, number=number)
    for seat, viewer, minutes in (
        ("marketing", cast.marketing, 6),
        ("sales", cast.sales, 41),
        ("sponsor", cast.sponsor, 97),
    ):
        when = at + timedelta(minutes=minutes)
        signing.sign(version_id=version.id, seats=[seat], digest=version.digest, by=viewer, at=when)
