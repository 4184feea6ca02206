"""The people of a list as a report: those who meet a criterion, as the list of contacts shows them.

A figure of the funnel that is followed leads to a list with such a criterion; the same text gives
the same people here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from entente.audiences import queries as audiences
from entente.insights.table import Column, Table
from entente.kit import wording
from entente.people.queries import contacts
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

EVERYBODY: Final = 10_000_000
COLUMNS: Final = (
    Column(key="id", title="Id", number=True),
    Column(key="contact", title="Contact"),
    Column(key="email", title="E-mail"),
    Column(key="company", title="Company"),
    Column(key="owner", title="Owner"),
    Column(key="first_channel", title="First channel"),
    Column(key="known_since", title="Known since"),
    Column(key="outside_keys", title="Outside keys"),
)
READ: Final = ("email", "company", "owner", "channel", "since", "keys")


def table(*, viewer: Viewer, at: datetime, where: str = "") -> Table:
    """Contacts that meet the criterion `where`, or all, newest first. Raises CriterionError."""
    criterion = None
    if where:
        understood = audiences.understood(text=where, at=at)
        asked = audiences.asking(at=at, viewer=viewer, present=True)
        criterion = audiences.filtering(criterion=understood, asked=asked)
    page = contacts.contacts(viewer=viewer, criterion=criterion, columns=READ, limit=EVERYBODY)
    zone = workspace.current().timezone
    rows = tuple(
        (line.id, line.called, *(_here(line.values[name], zone) for name in READ))
        for line in page.lines
    )
    return Table(
        name="contacts",
        finding=wording.counted(len(rows), "contact"),
        columns=COLUMNS,
        rows=rows,
        notes=(f"Who meets: {where}",) if where else (),
    )


def _here(value: Any, zone: ZoneInfo) -> Any:  # a value of any column
    """A moment as the workspace's clocks show it."""
    return value.astimezone(zone) if isinstance(value, datetime) else value
