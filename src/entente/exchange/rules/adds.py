"""What a file adds besides records: pipelines, stages, people of ours, fields of our own. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from entente.kit import wording

NAMED: Final = 3  # of many people; the others are counted


@dataclass(slots=True, kw_only=True)
class Adds:
    """What is there for everybody once the file is in. Nothing is noted twice."""

    pipelines: list[str] = field(default_factory=list)
    stages: dict[str, list[str]] = field(default_factory=dict)  # by pipeline
    people: dict[str, list[str]] = field(default_factory=dict)  # by team, "" for none
    fields: dict[str, list[str]] = field(default_factory=dict)  # by record

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Adds:
        """From what `as_json` gave."""
        return cls(**kept)

    def as_json(self) -> dict[str, Any]:
        """For keeping, without what is empty."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return {name: one for name, one in found.items() if one}

    @property
    def shared(self) -> Adds:
        """What undoing the file does not take back."""
        return Adds(pipelines=self.pipelines, stages=self.stages, fields=self.fields)

    def pipeline(self, name: str) -> None:
        """Note a pipeline."""
        if not _among(self.pipelines, name):
            self.pipelines.append(name)

    def stage(self, name: str, *, of: str) -> None:
        """Note a stage of a pipeline."""
        known = self.stages.setdefault(of, [])
        if not _among(known, name):
            known.append(name)

    def person(self, name: str, *, team: str) -> None:
        """Note one of our people; two may bear one name."""
        self.people.setdefault(team, []).append(name)

    def own_field(self, label: str, *, of: str) -> None:
        """Note a field of our own."""
        known = self.fields.setdefault(of, [])
        if not _among(known, label):
            known.append(label)


def _among(known: Sequence[str], name: str) -> bool:
    return name.casefold() in {one.casefold() for one in known}


def told(adds: Adds) -> list[str]:
    """A line for each: 2 stages to the pipeline New business: Nonsense, Foo."""
    return list(_told(adds))


def _told(adds: Adds) -> Iterator[str]:
    for name in adds.pipelines:
        yield f"the pipeline {name}{_named(adds.stages.get(name, ()))}"
    for name, stages in adds.stages.items():
        if name not in adds.pipelines:
            yield f"{wording.counted(len(stages), 'stage')} to the pipeline {name}{_named(stages)}"
    for team, people in adds.people.items():
        of = f"of {team}" if team else "of ours"
        who = wording.counted(len(people), "person", "people")
        yield f"{who} {of} without sign-in{_named(_first(people))}"
    for record, labels in adds.fields.items():
        yield f"{wording.counted(len(labels), 'field')} to every {record}{_named(labels)}"


def _named(names: Sequence[str]) -> str:
    return f": {', '.join(names)}" if names else ""


def _first(people: Sequence[str]) -> list[str]:
    first = sorted(people)
    if len(first) <= NAMED + 1:
        return first
    return [*first[:NAMED], f"{wording.number(len(first) - NAMED)} more"]
