"""The funnel as a document of the accord: its form, its prose, its starters."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from entente.agreements.offers import DocumentKind, Starter
from entente.agreements.rules.content import Content
from entente.agreements.rules.form import Choices, Field
from entente.agreements.rules.prose import EXACTLY, Section
from entente.audiences.signed import told
from entente.funnel import reading
from entente.funnel.rules.document import STANDARD, WATERFALL, Stage, read
from entente.kit.wording import one_or_more

_TEAMS: Choices = (("marketing", "Marketing"), ("sales", "Sales"), ("shared", "Both"))
_CLAUSES = {"iql": "IQL", "mql": "MQL", "sql": "SQL"}
_DEEDS = {
    "lead.accepted": "sales accepts the lead",
    "deal.opened": "a deal is opened",
    "deal.won": "a deal is won",
    "deal.won_again": "another deal is won",
}


def _entered(stage: Stage) -> str:
    entry = stage.entry
    if entry.by == "clause":
        clause = _CLAUSES.get(entry.clause, entry.clause)
        return f"when the clause “{clause}” of the ideal lead is met"
    if entry.by == "criterion":
        said, exactly = told(entry.text, of=reading.words())
        return f"when {said}. {EXACTLY} {exactly}" if exactly else f"when {said}"
    if entry.by == "deed" and entry.deed:
        return f"when {_DEEDS[entry.deed]}"
    return "by hand, with a reason"


def _row(stage: Stage) -> tuple[str, ...]:
    helped = f", with {stage.supporting}" if stage.supporting else ""
    rate = f"{stage.target_rate * 100:.0f}% move on" if stage.target_rate is not None else "–"
    days = f"{stage.target_days} days" if stage.target_days is not None else "–"
    return (stage.name, f"{dict(_TEAMS)[stage.owner]}{helped}", _entered(stage), rate, days)


def prose(content: Content) -> Sequence[Section]:
    """The funnel as people read and sign it."""
    funnel = read(dict(content))
    handover = funnel.handover
    handed = (
        f"Entering {handover.name} is the hand-over: from then on the clocks of the service level "
        "agreement run."
        if handover
        else "No stage is a hand-over: marketing and sales pass leads on by word of mouth."
    )
    return (
        Section(
            title="The stages of our funnel",
            paragraphs=(handed,),
            items=tuple(f"{stage.name}: {stage.meaning}." for stage in funnel.path),
        ),
        Section(
            title="Who owns a stage and how it is entered",
            head=("Stage", "Owner", "Entered", "Target", "Within"),
            rows=tuple(_row(stage) for stage in funnel.path),
        ),
        Section(
            title="Side exits",
            items=tuple(f"{stage.name}: {stage.meaning}." for stage in funnel.exits),
        ),
    )


def _only_by(field: Field, way: str) -> Field:
    """A field that this way in needs, and that may be answered while none is chosen."""

    def among(row: Mapping[str, Any]) -> Field | None:
        if not row.get("by"):
            return field
        return replace(field, optional=False) if row["by"] == way else None

    return replace(field, varies=among)


def _entry_fields() -> tuple[Field, ...]:
    return (
        Field(
            name="by",
            label="Entered",
            sort="choice",
            choices=(
                ("clause", "By a clause of the ideal lead"),
                ("criterion", "By a criterion of its own"),
                ("deed", "By what somebody does"),
                ("hand", "By hand, with a reason"),
            ),
        ),
        _only_by(
            Field(
                name="clause",
                label="Clause",
                sort="choice",
                optional=True,
                choices=(("", "–"), *_CLAUSES.items()),
            ),
            "clause",
        ),
        _only_by(
            Field(
                name="text",
                label="Criterion",
                sort="criterion",
                optional=True,
                hint="As in: e-mail is known and submitted a form at least 2 times",
            ),
            "criterion",
        ),
        _only_by(
            Field(
                name="deed",
                label="What somebody does",
                sort="choice",
                optional=True,
                choices=(("", "–"), *((key, words.capitalize()) for key, words in _DEEDS.items())),
            ),
            "deed",
        ),
    )


def _told(row: Mapping[str, Any]) -> str:
    """A stage in the form, folded: Marketing, with Sales; 76% move on within 5 days."""
    teams = dict(_TEAMS)
    owner, helper = (teams.get(row[name], "") for name in ("owner", "supporting"))
    rate = f"{row['target_rate']}% move on" if row["target_rate"] else ""
    days = f"within {row['target_days']} {one_or_more(row['target_days'], 'day')}"
    said = (
        f"{owner}, with {helper}" if helper else owner,
        " ".join(filter(None, (rate, days if row["target_days"] else ""))),
        "the hand-over" if row["handover"] else "",
        "a side exit" if row["is_exit"] else "",
    )
    return "; ".join(filter(None, said))


FIELDS = (
    Field(
        name="stages",
        label="Stages, from the first to the last, then the side exits",
        sort="rows",
        row="stage",
        key="key",
        behind="is_exit",
        told=_told,
        fields=(
            Field(name="key", label="Key", sort="key", made_from="name"),
            Field(name="name", label="Name"),
            Field(name="meaning", label="What it means"),
            Field(name="owner", label="Owner", sort="choice", choices=_TEAMS),
            Field(
                name="supporting",
                label="Helped by",
                sort="choice",
                optional=True,
                choices=(("", "Nobody"), *_TEAMS),
            ),
            Field(name="entry", label="How it is entered", sort="group", fields=_entry_fields()),
            Field(name="is_exit", label="Is a side exit", sort="yesno"),
            Field(name="handover", label="Entering it hands over to sales", sort="yesno"),
            Field(name="target_rate", label="Moves on", sort="percentage", optional=True),
            Field(name="target_days", label="Within", sort="number", unit="days", optional=True),
        ),
    ),
)


def resolve(content: Content, at: datetime) -> Content:
    """The content closed; nothing in it depends on the moment."""
    return reading.resolve(content)


KIND = DocumentKind(
    name="funnel",
    title="The funnel",
    about="Which stages a buyer passes, who owns each, and how one is entered.",
    validate=reading.validate,
    resolve=resolve,
    prose=prose,
    fields=FIELDS,
    starters=(
        Starter(
            name="From visitor to repeat customer",
            description="Visitor, IQL, MQL, SQL, Accepted, Opportunity, Customer, Repeat customer",
            content=STANDARD,
        ),
        Starter(
            name="Waterfall",
            description="MQL, SAL, SQL, Customer: handed over early, for teams with few leads",
            content=WATERFALL,
        ),
    ),
    after=("lead_definition",),
)
