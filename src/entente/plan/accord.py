"""The goal plan as a document of the accord: its form, its prose, its starters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from entente.agreements import queries as agreements
from entente.agreements.offers import DocumentKind, Starter
from entente.agreements.rules.content import (
    Content,
    ContentInvalid,
    Problem,
    by_model,
    doubled,
    rows_of,
)
from entente.agreements.rules.form import Choices, Field
from entente.agreements.rules.prose import Section
from entente.funnel import queries as funnels
from entente.funnel.rules import document as funnel
from entente.kit import wording
from entente.plan.counted import funnel_of, outdated
from entente.plan.rules.backward import shown
from entente.plan.rules.document import STANDARD, WATERFALL, GoalPlan, read
from entente.plan.rules.window import ENOUGH_CASES, ENOUGH_DEALS, ENOUGH_WINS, MONTHS
from entente.plan.steps import APPOINTMENTS, PIECES, VISITS, WON, as_signed, pieces
from entente.workspace import queries as workspace

_HISTORY = (
    f"Where our own history of the last {MONTHS} months says enough, it takes the place of these "
    f"assumptions, and what is needed follows it: of a rate with {ENOUGH_CASES} cases, of the days "
    f"with {ENOUGH_WINS} wins, of the size of a deal with {ENOUGH_DEALS} deals. Days are averages; "
    "a rate that we assume is as sure as ten cases would make it."
)
_HEAD = ("Stage", "Needed, as assumed", "Move on", "In, on average")


def validate(content: Content) -> dict[str, Any]:
    """The content in full as plain JSON. Raises ContentInvalid."""
    return by_model(GoalPlan, also=_assumed_twice)(content)


def _assumed_twice(content: Content) -> list[Problem]:
    stages = [((*at, "stage"), row.get("stage")) for at, row in rows_of(content, "assumed")]
    return list(doubled(stages, words=_assumed_already))


def _assumed_already(stage: str) -> str:
    name = dict(_stages()).get(stage, stage)
    return f"{name} has an assumption already; choose another stage, or leave this one out"


def resolve(content: Content, at: datetime) -> Content:
    """The content closed: the stages of the funnel that will rule are in it, by its version.

    Every stage on the way to the deal needs an assumption, for the time when history is silent.
    """
    whole = GoalPlan.model_validate({**validate(content), "funnel": None})
    canon = funnels.canon_to_be(at=at)
    won = canon.document.entered_by_deed("deal.won")
    if won is None:
        words = "No stage of our funnel is entered by a won deal; the plan needs one to end in."
        raise ContentInvalid([Problem(path=("assumed",), message=words)])
    path = canon.document.path[: canon.document.rank(won.key)]
    first = next((n for n, stage in enumerate(path) if whole.of(stage.key)), None)
    if first is None:
        names = ", ".join(stage.name for stage in path)
        words = f"Assume a rate for the stages of {funnel_of(canon)}: {names}."
        raise ContentInvalid([Problem(path=("assumed",), message=words)])
    stages = path[first:]
    missing = [stage.name for stage in stages if whole.of(stage.key) is None]
    if missing:
        are = "a stage" if len(missing) == 1 else "stages"
        words = f"Assume a rate for {wording.listed(missing)} too: {are} of {funnel_of(canon)}."
        raise ContentInvalid([Problem(path=("assumed",), message=words)])
    if whole.offline.share and whole.offline.enters not in {stage.key for stage in stages}:
        words = f"Choose one of the stages {', '.join(stage.name for stage in stages)}."
        raise ContentInvalid([Problem(path=("offline", "enters"), message=words)])
    pinned = {
        "number": canon.number,
        "stages": [{"key": s.key, "name": s.name, "owner": s.owner} for s in stages],
        "won": won.name,
        "won_key": won.key,
    }
    return validate({**validate(content), "funnel": pinned})


def prose(content: Content) -> Sequence[Section]:
    """The plan as people read and sign it."""
    plan = read(dict(content))
    currency = workspace.current().currency
    goal, size = (wording.money(amount, currency) for amount in (plan.goal, plan.deal_size))
    digital, offline = plan.digital, plan.offline
    through, a_piece = (
        wording.percent_said(digital.content_share),
        wording.number(digital.visits_a_piece),
    )
    share, become = wording.percent_said(offline.share), wording.percent_said(offline.rate)
    return (
        Section(
            title="The goal",
            paragraphs=(
                f"Together we win {goal} in this quarter, in deals of about {size} each.",
                _HISTORY,
            ),
        ),
        _backwards(plan),
        Section(
            title="Where they come from",
            items=(
                f"{wording.percent_said(digital.rate)} of the visits leave their details.",
                f"{through} of the visits come through content, {a_piece} for each piece.",
                f"{share} of the deals begin with an offline appointment.",
                f"{become} of offline appointments become {entered(plan)}.",
            ),
        ),
    )


def entered(plan: GoalPlan) -> str:
    """What offline appointments become, as several: MQLs; Accepted stays as it is."""
    name = _named(plan, plan.offline.enters)
    return name if name.endswith("ed") else wording.several(name)


def _named(plan: GoalPlan, key: str) -> str:
    """A stage as the funnel names it; before the plan is proposed, its key in decent letters."""
    stages = plan.funnel.stages if plan.funnel else ()
    name = next((stage.name for stage in stages if stage.key == key), "")
    return name or (key.upper() if len(key) < 4 else key.replace("_", " ").capitalize())


def _backwards(plan: GoalPlan) -> Section:
    title = "Worked backwards"
    if plan.funnel is None:
        rows = tuple(
            (
                _named(plan, one.stage),
                "",
                wording.percent(one.rate),
                wording.counted(one.days, "day"),
            )
            for one in plan.assumed
        )
        return Section(title=title, head=_HEAD, rows=rows)
    needs = as_signed(plan=plan)
    assumed = {one.stage: one for one in plan.assumed}
    rows = [(APPOINTMENTS, _shown(needs[APPOINTMENTS]), "", "")] if APPOINTMENTS in needs else []
    if bring := pieces(plan=plan, visits=needs[VISITS]):
        rows.append((PIECES, wording.number(bring), "", ""))
    rows.append((VISITS, _shown(needs[VISITS]), "", ""))
    for stage in plan.funnel.stages:
        one = assumed[stage.key]
        days = wording.counted(one.days, "day")
        rows.append((stage.name, _shown(needs[stage.name]), wording.percent(one.rate), days))
    rows.append((WON, _shown(needs[WON]), "", ""))
    return Section(title=title, head=_HEAD, rows=tuple(reversed(rows)))


def _shown(needed: float) -> str:
    return wording.number(shown(needed=needed))


def _stages() -> Choices:
    """The stages before the won deal: of the newest funnel that is signed, else of the one that is
    proposed and of the starters."""
    signed = agreements.history(kind="funnel")
    proposed = agreements.open_versions().filter(document__kind="funnel")
    known = [one.content for one in signed[-1:]] or [
        *(one.closed for one in proposed),
        funnel.STANDARD,
        funnel.WATERFALL,
    ]
    names: dict[str, str] = {}
    for document in (funnel.read(dict(one)) for one in known):
        won = document.entered_by_deed("deal.won")
        path = document.path[: document.rank(won.key)] if won else document.path
        names |= {stage.key: stage.name for stage in path if stage.key not in names}
    return (("", "Choose a stage"), *names.items())


FIELDS = (
    Field(name="goal", label="Revenue goal this quarter", sort="money", hint="Before tax"),
    Field(name="deal_size", label="A deal is worth about", sort="money"),
    Field(
        name="assumed",
        label="What we assume, stage by stage, where our history is silent",
        sort="rows",
        row="stage",
        key="stage",
        fields=(
            Field(name="stage", label="Stage", sort="choice", choices=_stages),
            Field(name="rate", label="Move on", sort="percentage"),
            Field(name="days", label="In, on average", sort="number", unit="days"),
        ),
    ),
    Field(
        name="digital",
        label="Visits",
        sort="group",
        fields=(
            Field(name="rate", label="Leave their details", sort="percentage"),
            Field(name="content_share", label="Come through content", sort="percentage"),
            Field(
                name="visits_a_piece",
                label="A piece of content brings",
                sort="number",
                unit="visits",
            ),
        ),
    ),
    Field(
        name="offline",
        label="Offline appointments",
        sort="group",
        fields=(
            Field(name="share", label="Share of the deals", sort="percentage"),
            Field(name="enters", label="They become", sort="choice", choices=_stages),
            Field(name="rate", label="So many of them do", sort="percentage"),
        ),
    ),
)

EMBEDDED = (
    Field(
        name="funnel",
        label="The funnel it is worked back through",
        sort="group",
        fields=(
            Field(name="number", label="Version", sort="number"),
            Field(
                name="stages",
                label="Stages",
                sort="rows",
                row="stage",
                key="key",
                fields=(
                    Field(name="key", label="Key", sort="key"),
                    Field(name="name", label="Name"),
                    Field(
                        name="owner",
                        label="Owner",
                        sort="choice",
                        choices=(
                            ("marketing", "Marketing"),
                            ("sales", "Sales"),
                            ("shared", "Both"),
                        ),
                    ),
                ),
            ),
            Field(name="won", label="Ends in"),
            Field(name="won_key", label="Key", sort="key"),
        ),
    ),
)

KIND = DocumentKind(
    name="goal_plan",
    title="The goal plan",
    about="One revenue goal for both teams, worked backwards to visits and appointments.",
    scope="quarter",
    validate=validate,
    resolve=resolve,
    outdated=outdated,
    prose=prose,
    fields=FIELDS,
    embedded=EMBEDDED,
    starters=(
        Starter(
            name="From visitor to customer",
            description="From visits and appointments through IQL, MQL, SQL to won deals",
            content=STANDARD,
        ),
        Starter(
            name="Waterfall",
            description="MQL, SAL, SQL, won: for the waterfall funnel",
            content=WATERFALL,
        ),
    ),
    review="monthly",
    after=("funnel",),
)
