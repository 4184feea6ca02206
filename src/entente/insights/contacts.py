"""The people of a list as a report: those who meet a criterion, as the list of contacts shows them.

A figure of the funnel that is followed leads to a list with such a criterion; the same text gives
the same people here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from entente.audiences import queries as audiences
from entente.handoff.rules.standing import WORDS
from entente.insights import beside
from entente.insights.table import Cell, Column, Table
from entente.kit import periods, wording
from entente.people.queries import contacts
from entente.people.queries.lines import Line
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

EVERYBODY: Final = 10_000_000
AT_ONCE: Final = 1000
FILED: Final = (
    *("company", "job_title", "stage", "status", "owner", "since"),
    *("email", "channel", "keys"),
)
"""What a file of contacts holds of each, from the command and from the page alike."""
COLUMNS: Final = (
    Column(key="id", title="Id", number=True),
    Column(key="contact", title="Contact"),
    Column(key="company", title="Company"),
    Column(key="job_title", title="Job title"),
    Column(key="stage", title="Stage"),
    Column(key="hand_over", title="Hand-over"),
    Column(key="owner", title="Owner"),
    Column(key="known_since", title="Known since"),
    Column(key="email", title="E-mail"),
    Column(key="first_channel", title="First channel"),
    Column(key="outside_keys", title="Outside keys"),
)
READ: Final = tuple(name for name in FILED if name not in ("stage", "status"))


def table(*, viewer: Viewer, at: datetime, where: str = "") -> Table:
    """Contacts that meet the criterion `where`, or all, newest first. Raises CriterionError."""
    criterion = None
    if where:
        understood = audiences.understood(text=where, at=at, viewer=viewer)
        asked = audiences.asking(at=at, viewer=viewer, present=True)
        criterion = audiences.filtering(criterion=understood, asked=asked)
    page = contacts.contacts(viewer=viewer, criterion=criterion, columns=READ, limit=EVERYBODY)
    zone = workspace.current().timezone
    rows = tuple(
        row
        for place in range(0, len(page.lines), AT_ONCE)
        for row in _rows(page.lines[place : place + AT_ONCE], viewer, zone, at)
    )
    return Table(
        name="contacts",
        finding=wording.counted(len(rows), "contact"),
        columns=COLUMNS,
        rows=rows,
        notes=(f"Who meets: {where}",) if where else (),
    )


def _rows(
    lines: Sequence[Line], viewer: Viewer, zone: ZoneInfo, at: datetime
) -> Iterator[tuple[Cell, ...]]:
    ids = [line.id for line in lines]
    stages, statuses = beside.stages(ids, at), beside.statuses(ids, viewer)
    for line in lines:
        status = statuses.get(line.id)
        told = {
            **line.values,
            "company": line.company,
            "stage": stages.get(line.id, ""),
            "status": WORDS[status] if status else "",
            "since": periods.day_of(at=line.values["since"], zone=zone),
        }
        yield (line.id, line.called, *(told[name] or "" for name in FILED))
