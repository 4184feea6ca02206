"""What the two teams of the demo company agreed on, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from entente.agreements import standing
from entente.agreements.operations import proposing, signing
from entente.demo import story
from entente.demo.cast import Cast
from entente.funnel.rules.document import STANDARD as FUNNEL
from entente.kit import periods
from entente.plan.rules.document import STANDARD as PLAN
from entente.qualification.accord import BUSINESS
from entente.sla.rules.document import STANDARD as SLA
from entente.workspace import queries as workspace

GOALS = (480_000, 520_000, 560_000, 620_000, 600_000, 620_000)


def definition(*, employees: int) -> dict[str, Any]:
    """The ideal lead, with or without a floor for the size of the company."""
    floor = f" and company employees is at least {employees}" if employees else ""
    clauses = [
        {**clause, "text": f"fit is at least 30 and interest is at least 14{floor}"}
        if clause["name"] == "sql"
        else clause
        for clause in BUSINESS["clauses"]  # type: ignore[attr-defined]  a list of clauses
    ]
    return {**BUSINESS, "clauses": clauses}


def sign_all(*, cast: Cast, start: datetime, at: datetime) -> None:
    """The accord of the first day, its repair after the giveaway, a goal for every quarter."""
    agree(cast=cast, kind="lead_definition", content=definition(employees=0), at=start)
    agree(cast=cast, kind="funnel", content=_funnel(), at=start)
    agree(cast=cast, kind="sla", content=_sla(), at=start)
    repair = at - timedelta(days=story.REPAIR)
    agree(cast=cast, kind="lead_definition", content=definition(employees=50), at=repair)
    zone = workspace.current().timezone
    quarter = periods.around(day=periods.day_of(at=start, zone=zone), kind="quarter")
    today = periods.day_of(at=at, zone=zone)
    for goal in GOALS:
        if quarter.start > today:
            break
        first = max(periods.start_of_day(day=quarter.start, zone=zone), start)
        content = {**PLAN, "goal": str(goal), "deal_size": "22000"}
        agree(
            cast=cast,
            kind="goal_plan",
            scope=periods.slug(period=quarter),
            content=content,
            at=first + timedelta(hours=1),
        )
        quarter = periods.following(period=quarter)


def _funnel() -> dict[str, Any]:
    targets = {
        "iql": "0.50",
        "mql": "0.38",
        "sql": "0.72",
        "accepted": "0.58",
        "opportunity": "0.32",
    }
    stages = [
        {**stage, "target_rate": targets[stage["key"]]} if stage["key"] in targets else stage
        for stage in FUNNEL["stages"]  # type: ignore[attr-defined]  a list of stages
    ]
    return {"stages": stages}


def _sla() -> dict[str, Any]:
    promises = [
        {**promise, "target": "16"} if promise["key"] == "handed_over" else promise
        for promise in SLA["promises"]  # type: ignore[attr-defined]  a list of promises
    ]
    return {**SLA, "promises": promises}


def agree(*, cast: Cast, kind: str, content: dict[str, Any], at: datetime, scope: str = "") -> None:
    """Propose a version and let all three sign it on the same day."""
    day = periods.day_of(at=at, zone=workspace.current().timezone)
    number = proposing.save_and_propose(
        kind=kind,
        scope=scope,
        content=content,
        from_day=day,
        review="quarterly",
        by=cast.marketing,
        at=at,
    )
    document = standing.document(kind=kind, scope=scope, viewer=cast.marketing, at=at)
    version = standing.numbered(standing=document, number=number)
    for seat, viewer in (
        ("marketing", cast.marketing),
        ("sales", cast.sales),
        ("sponsor", cast.sponsor),
    ):
        signing.sign(version_id=version.id, seats=[seat], digest=version.digest, by=viewer, at=at)
