"""The lead definition as a document of the accord: its form, its prose, its starters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from entente.agreements.offers import DocumentKind, Starter
from entente.agreements.rules.content import Content
from entente.agreements.rules.form import Choices, Field
from entente.agreements.rules.prose import EXACTLY, Section
from entente.audiences.signed import told, told_of_deed
from entente.audiences.vocabulary import Spoken
from entente.kit.wording import one_or_more
from entente.qualification import reading
from entente.qualification.rules.definition import (
    CLAUSE_ARTICLES,
    CLAUSE_NAMES,
    Clause,
    LeadDefinition,
)
from entente.qualification.rules.reasons import USUAL

_CLASSES: Choices = (
    ("fit", "Does not fit: lowers the precision of the definition"),
    ("person", "Wrong person at the right company"),
    ("timing", "Not now: recycled until a day"),
    ("routing", "Somebody else's: customer or open deal"),
    ("unreachable", "Could not be reached: recycled"),
)
CONTEXT: Choices = (
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("job_title", "Job title"),
    ("company", "Company"),
    ("industry", "Industry"),
    ("employees", "Employees"),
    ("country", "Country"),
)


def _opening(name: str) -> str:
    """Hand-raiser: how a name begins a heading; IQL stays as it is."""
    return name[:1].upper() + name[1:]


def prose(content: Content) -> Sequence[Section]:
    """The definition as people read and sign it: each criterion as said, then as written."""
    whole = LeadDefinition.model_validate(dict(content))
    words = reading.words()
    context = dict(CONTEXT)
    brought = ", ".join(context.get(name, name).lower() for name in whole.context)
    return (
        *(
            Section(
                title=f"{_opening(CLAUSE_NAMES[clause.name])}: {clause.meaning}",
                paragraphs=_when(clause, words),
            )
            for clause in whole.clauses
        ),
        *(
            _points(whole, words)
            if whole.lines
            else (Section(title="Points", paragraphs=(_NONE,)),)
        ),
        Section(
            title="Reasons for which sales may reject",
            items=tuple(
                f"{reason.label}{f' ({reason.hint})' if reason.hint else ''}"
                for reason in whole.reasons
            ),
        ),
        Section(
            title="What a hand-over brings along",
            paragraphs=(f"Each lead comes with {brought}." if brought else "Nothing is required.",),
        ),
    )


_NONE = "None are given: the clauses alone say who is a lead."


def _when(clause: Clause, words: Spoken) -> tuple[str, ...]:
    said, exactly = told(clause.text, of=words)
    whole = f"A contact is {CLAUSE_ARTICLES[clause.name]} when {said}."
    return (whole, *((f"{EXACTLY} {exactly}",) if exactly else ()))


def _given(said: str, exactly: str) -> str:
    return f"{said}. {EXACTLY} {exactly}" if exactly else said


def _points(whole: LeadDefinition, words: Spoken) -> tuple[Section, ...]:
    fit = Section(
        title=f"Points for fit, {whole.most_fit} at most",
        head=("Line", "Given when", "Points"),
        rows=tuple(
            (line.label, _given(*told(line.text, of=words)), str(line.points)) for line in whole.fit
        ),
    )
    interest = Section(
        title=f"Points for interest, {whole.most_interest} at most",
        head=("Line", "Given each time", "Points", "Halve every", "At most"),
        rows=tuple(
            (
                line.label,
                _given(*told_of_deed(line.text, of=words)),
                str(line.points),
                f"{line.half_life_days} days",
                str(line.most),
            )
            for line in whole.interest
        ),
    )
    return tuple(section for section in (fit, interest) if section.rows)


def _line(*more: Field, like: str) -> tuple[Field, ...]:
    return (
        Field(name="label", label="Line"),
        Field(name="text", label="Criterion", sort="criterion", hint=f"As in: {like}"),
        Field(name="points", label="Points", sort="number"),
        *more,
    )


def _told_of_fit(row: Mapping[str, Any]) -> str:
    """A line in the form, folded: 16 points; company employees is between 50 and 2000."""
    return "; ".join(filter(None, (_points_of(row), row["text"])))


def _told_of_interest(row: Mapping[str, Any]) -> str:
    """A line in the form, folded: 12 points, halves every 14 days, 20 at most."""
    days, most = row["half_life_days"], row["most"]
    said = (
        _points_of(row),
        f"halves every {days} {one_or_more(days, 'day')}" if days else "",
        f"{most} at most" if most else "",
    )
    return ", ".join(filter(None, said))


def _points_of(row: Mapping[str, Any]) -> str:
    return f"{row['points']} {one_or_more(row['points'], 'point')}" if row["points"] else ""


FIELDS = (
    Field(
        name="clauses",
        label="Clauses",
        sort="rows",
        row="clause",
        key="name",
        fields=(
            Field(
                name="name",
                label="Clause",
                sort="choice",
                choices=tuple(
                    (key, f"{name[:1].upper()}{name[1:]}") for key, name in CLAUSE_NAMES.items()
                ),
            ),
            Field(name="meaning", label="What it means"),
            Field(
                name="text",
                label="Criterion",
                sort="criterion",
                hint="As in: fit is at least 20 and downloaded any asset at least 2 times",
            ),
        ),
    ),
    Field(
        name="fit",
        label="Points for fit: what a contact is",
        sort="rows",
        row="line",
        key="label",
        told=_told_of_fit,
        optional=True,
        fields=_line(
            Field(name="wanted", label="We want", optional=True, hint="50 to 2,000"),
            like="company employees is between 50 and 2000",
        ),
    ),
    Field(
        name="interest",
        label="Points for interest: what a contact does",
        sort="rows",
        row="line",
        key="label",
        told=_told_of_interest,
        optional=True,
        fields=_line(
            Field(name="half_life_days", label="Halve every", sort="number", unit="days"),
            Field(name="most", label="At most", sort="number", unit="points"),
            like='downloaded any asset with topic "pricing"',
        ),
    ),
    Field(
        name="reasons",
        label="Reasons to reject",
        sort="rows",
        row="reason",
        key="key",
        fields=(
            Field(name="key", label="Key", sort="key", made_from="label"),
            Field(name="label", label="Reason"),
            Field(name="hint", label="Hint", optional=True),
            Field(name="sort", label="Says", sort="choice", choices=_CLASSES),
        ),
    ),
    Field(
        name="context",
        label="What a hand-over brings along",
        sort="choices",
        optional=True,
        choices=CONTEXT,
    ),
)

_REASONS = [reason.model_dump(mode="json") for reason in USUAL]


def _fit(label: str, text: str, points: int, wanted: str = "") -> dict[str, object]:
    return {"label": label, "text": text, "points": points, "wanted": wanted}


def _interest(label: str, text: str, points: int, most: int, days: int = 14) -> dict[str, object]:
    return {
        "label": label,
        "text": text,
        "points": points,
        "most": most,
        "half_life_days": str(days),
    }


_HAND_RAISE = {
    "name": "hand_raise",
    "meaning": "Asked for a demo, a price or a call",
    "text": 'submitted a form with asks is one of ("demo", "price", "call") in the last 7 days',
}
BUSINESS = {
    "clauses": [
        {
            "name": "iql",
            "meaning": "Gave contact data in return for information",
            "text": "e-mail is known and (submitted a form or downloaded any asset or "
            "attended an event)",
        },
        {
            "name": "mql",
            "meaning": "Fits, and shows interest",
            "text": "fit is at least 20 and interest is at least 10",
        },
        {
            "name": "sql",
            "meaning": "Fits well and is interested now: ready for sales",
            "text": "fit is at least 32 and interest is at least 18 and "
            "company employees is at least 50",
        },
        _HAND_RAISE,
    ],
    "fit": [
        _fit("Size", "company employees is between 50 and 2000", 16, "50 to 2,000"),
        _fit("Industry", "company industry is known", 10),
        _fit(
            "Role",
            'job title contains "head" or job title contains "director" or '
            'job title contains "manager" or job title contains "lead"',
            16,
            "somebody who leads others",
        ),
        _fit("Reachable", "phone is known or e-mail is known", 8),
        _fit("Country", "country is known", 10),
    ],
    "interest": [
        _interest("Asked", "submitted a form", 12, 20),
        _interest("Downloaded", "downloaded any asset", 8, 16),
        _interest("Attended", "attended an event", 10, 10, 30),
        _interest("Clicked", "clicked in an e-mail", 4, 8),
        _interest("Visited", "visited", 2, 6, 7),
    ],
    "reasons": _REASONS,
    "context": ["email", "job_title", "company"],
}
PLAIN = {
    "clauses": [
        {
            "name": "iql",
            "meaning": "Gave contact data",
            "text": "e-mail is known",
        },
        {
            "name": "mql",
            "meaning": "Did something that shows interest in the last 90 days",
            "text": "submitted a form in the last 90 days or "
            "downloaded any asset in the last 90 days or attended an event in the last 90 days",
        },
        {
            "name": "sql",
            "meaning": "Asked, or downloaded twice, in the last 30 days, and can be reached",
            "text": "(e-mail is known or phone is known) and "
            "(downloaded any asset at least 2 times in the last 30 days or "
            "submitted a form in the last 30 days)",
        },
        _HAND_RAISE,
    ],
    "fit": [],
    "interest": [],
    "reasons": _REASONS,
    "context": ["email"],
}


def resolve(content: Content, at: datetime) -> Content:
    """The content closed; nothing in it depends on the moment."""
    return reading.resolve(content)


KIND = DocumentKind(
    name="lead_definition",
    title="The ideal lead",
    about="What makes a lead an IQL, an MQL and an SQL, and why sales may say no.",
    validate=reading.validate,
    resolve=resolve,
    prose=prose,
    fields=FIELDS,
    starters=(
        Starter(
            name="Selling to businesses, with a points card",
            description="Fit and interest apart; an SQL fits well and is interested now",
            content=BUSINESS,
        ),
        Starter(
            name="A plain start",
            description="No points: three clauses about what a contact did lately",
            content=PLAIN,
        ),
    ),
)
