"""Which lead definition is in force."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from entente.agreements import queries as agreements
from entente.agreements.queries import VersionInForce
from entente.qualification.rules.definition import LeadDefinition, Reason
from entente.qualification.rules.reasons import USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionInForce:
    """The lead definition that judges at a moment, and the name that pages give it."""

    document: LeadDefinition
    number: int
    name: str


def definition(*, at: datetime) -> DefinitionInForce | None:
    """The signed definition in force at that moment; None while there is none: nobody qualifies."""
    version = agreements.in_force(kind="lead_definition", at=at)
    return _definition(version, at) if version else None


def definitions(*, numbers: Collection[int], at: datetime) -> dict[int, DefinitionInForce]:
    """The versions of these numbers, whether they are in force or were. One query."""
    history = agreements.history(kind="lead_definition")
    return {one.number: _definition(one, at) for one in history if one.number in numbers}


def _definition(version: VersionInForce, at: datetime) -> DefinitionInForce:
    return DefinitionInForce(
        document=LeadDefinition.model_validate(dict(version.content)),
        number=version.number,
        name=version.name_for(at),
    )


def reasons(*, at: datetime) -> tuple[Reason, ...]:
    """The agreed reasons to reject; before anything is signed, the usual ones."""
    found = definition(at=at)
    return found.document.reasons if found else USUAL


def reason_labels(*, at: datetime) -> dict[str, str]:
    """What every reason is called that could ever be given; by its key. One query.

    As the definition in force calls it; one that was dropped, as the last that had it did.
    """
    labels = {reason.key: reason.label for reason in USUAL}
    for version in agreements.history(kind="lead_definition"):
        if version.since is None or version.since <= at:
            labels |= {one["key"]: one["label"] for one in version.content["reasons"]}
    return labels
