"""People and companies for tests and made-up stories."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from entente.people.operations.companies import create_company
from entente.people.operations.contacts import create_contact
from entente.people.rules.keys import KeyGiven
from entente.workspace.rules import SYSTEM, Viewer
from entente.workspace.testing import MORNING


def meet(
    *,
    by: Viewer = SYSTEM,
    at: datetime = MORNING,
    keys: Sequence[tuple[str, str]] = (),
    since: datetime | None = None,
    **values: Any,
) -> int:
    """A contact with these values; gives its id."""
    given = [KeyGiven(system, key) for system, key in keys]
    return create_contact(values=values, by=by, at=at, keys=given, since=since)


def found_company(
    *,
    by: Viewer = SYSTEM,
    at: datetime = MORNING,
    keys: Sequence[tuple[str, str]] = (),
    **values: Any,
) -> int:
    """A company with these values; gives its id."""
    given = [KeyGiven(system, key) for system, key in keys]
    return create_company(values=values, by=by, at=at, keys=given)
