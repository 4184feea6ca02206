"""What the steps of writing a chunk share: the run, the rows, and what became of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from entente.exchange.queries.again import Twins
from entente.exchange.rules.adds import Adds
from entente.exchange.rules.binding import Plan
from entente.exchange.rules.drafts import Draft, Drafts
from entente.exchange.rules.outcomes import Fate, Outcome
from entente.exchange.rules.reading import Reading
from entente.people.operations.saving import Doing


@dataclass(slots=True, kw_only=True)
class Run:
    """One import on its way, with what its chunks remember of each other."""

    batch: int
    plan: Plan
    filename: str
    doing: Doing
    home: str
    dry: bool = False  # only look: make nothing, not even our people
    twins: Twins = field(default_factory=Twins)  # imports of the same file whose word holds
    late: frozenset[str] = frozenset()  # fields of our own that are younger than some of them
    knowing: Twins = field(default_factory=Twins)  # those that told these fields too
    left_out: Mapping[int, str] = field(default_factory=dict)  # columns of retired fields: why
    fields: dict[tuple[str, str], str] = field(default_factory=dict)  # (record, label) → cf_<id>
    stages: dict[str, str] = field(default_factory=dict)  # of the funnel: folded name or key → key
    members: dict[tuple[str, str], int] = field(default_factory=dict)  # (system, key) → id
    boards: Any = None  # pipelines and stages, once deals are written
    adds: Adds = field(default_factory=Adds)  # what comes besides records
    teams: dict[str, str] = field(default_factory=dict)  # whose touch a kind is
    adding: dict[str, bool] = field(default_factory=dict)  # by kind of record: may they

    @property
    def at(self) -> datetime:
        return self.doing.at

    @property
    def source(self) -> str:
        return f"import:{self.plan.mapping.system}"


@dataclass(slots=True, kw_only=True)
class Chunk:
    """The rows in hand and, by number, the records that they speak of."""

    reading: Reading
    drafts: dict[str, Drafts] = field(default_factory=dict)  # by kind of record
    others: dict[int, list[Draft]] = field(default_factory=dict)  # further contacts of a deal
    _of: dict[str, dict[int, Draft]] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    noes: dict[int, Draft] = field(default_factory=dict)  # of contacts whom the row does not keep
    made_people: set[int] = field(default_factory=set)  # rows that brought one of our people
    told: set[int] = field(default_factory=set)  # rows that this file told before: no news

    def rows(self) -> list[int]:
        """Numbers of the rows that are still to be written."""
        return self.reading.alive()

    def column(self, path: str) -> Sequence[Any]:
        """The values at a place of the mapping, by row; nothing where it is not mapped."""
        return self.reading.values.get(path, _NOTHING)

    def stop(self, row: int, fate: Fate) -> None:
        """Let a row end here."""
        self.reading.fates.setdefault(self.reading.lines[row], fate)

    def of(self, record: str) -> dict[int, Draft]:
        """By row, the company, contact or deal that it speaks of."""
        return self._of.setdefault(record, {})

    def id_of(self, record: str, row: int) -> int | None:
        """The id of the row's company, contact or deal, once it is written."""
        draft = self.of(record).get(row)
        return draft.id if draft is not None else None

    def outcomes(self, *, main: str) -> Iterator[tuple[Any, ...]]:
        """For each row: line, outcome, problem, reason, and ids of contact, company and deal."""
        for row in self.rows():
            about = self.of(main).get(row)
            outcome: Outcome = "unchanged"
            if (about is not None and about.row == row) or row in self.made_people:
                outcome = "created"
            elif row in self.changed:
                outcome = "updated"
            ids = (self.id_of(record, row) for record in ("contact", "company", "deal"))
            yield (self.reading.lines[row], outcome, "", "", *ids)
        for line, fate in self.reading.fates.items():
            yield (line, fate.outcome, fate.problem, fate.reason, None, None, None)


class _Nothing(Sequence[None]):
    """A column that is not mapped: nothing at every row."""

    def __getitem__(self, row: Any) -> None:
        return None

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[None]:
        return iter(())


_NOTHING = _Nothing()
