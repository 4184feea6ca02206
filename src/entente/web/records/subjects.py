"""The three sorts of record: how each is loaded and changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from entente.people.operations.companies import change_company
from entente.people.operations.contacts import change_contact
from entente.people.queries.companies import company
from entente.people.queries.contacts import contact
from entente.pipeline.operations.deals import change_deal
from entente.pipeline.queries.deals import deal
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A sort of record by its name; `id` is what its room calls the number of one."""

    name: str
    id: str
    load_one: Callable[..., Any]
    change_one: Callable[..., list[str]]

    def load(self, *, viewer: Viewer, record_id: int) -> Any:
        """The record, if this person may see it. Raises LookupError."""
        return self.load_one(viewer=viewer, **{self.id: record_id})

    def change(
        self, *, record_id: int, values: dict[str, Any], by: Viewer, at: datetime
    ) -> list[str]:
        """Give fields new values. Raises UnableToSave, Refused, Gone."""
        return self.change_one(values=values, by=by, at=at, **{self.id: record_id})


SUBJECTS = {
    "contact": Subject(
        name="contact", id="contact_id", load_one=contact, change_one=change_contact
    ),
    "company": Subject(
        name="company", id="company_id", load_one=company, change_one=change_company
    ),
    "deal": Subject(name="deal", id="deal_id", load_one=deal, change_one=change_deal),
}
