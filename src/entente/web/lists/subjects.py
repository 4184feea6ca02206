"""What a list can be of, which columns it may show, and where its rows come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString

from entente.audiences.vocabulary import Subject
from entente.insights.contacts import FILED
from entente.people.queries import companies, contacts
from entente.people.queries.paging import Sort
from entente.pipeline.queries import deals
from entente.web.lists import beside
from entente.workspace.rules import Reach, Viewer

Fetch = Callable[[Sequence[int], datetime, Viewer], Mapping[int, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column under its head. `kind` says how its cells read; `fetch` gives values by record id.

    Without `fetch` the value comes with the row. `needs` names other columns of the row, `tells_of`
    the sort of record without which a seat has no such column.
    """

    key: str
    label: str
    kind: str = "text"
    fetch: Fetch | None = None
    needs: tuple[str, ...] = ()
    tells_of: str = ""


def _columns(*columns: Column) -> dict[str, Column]:
    return {column.key: column for column in columns}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One sort of list. `filed` are the columns of its file while nobody chose others."""

    subject: Subject
    title: str
    one: str
    many: str
    table: LiteralString
    columns: Mapping[str, Column]
    default: tuple[str, ...]
    filed: tuple[str, ...]
    sorts: Mapping[str, Sort]
    sort: str
    rows: Callable[..., Any]
    count: Callable[..., Any]
    about: str
    extra: Mapping[str, str] = field(default_factory=dict)  # carried in every address
    by_outcome: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # in place of `default`

    @property
    def descending(self) -> bool:
        """Whether the usual order runs downwards."""
        return self.sort.startswith("-")

    def columns_for(self, viewer: Viewer) -> dict[str, Column]:
        """The columns there are for this person."""
        return {
            key: column
            for key, column in self.columns.items()
            if not column.tells_of
            or viewer.reach(record=column.tells_of, action="see") is not Reach.NONE
        }


CONTACTS = Listed(
    subject="contact",
    title="Contacts",
    one="contact",
    many="contacts",
    table="people_contact",
    columns=_columns(
        Column(key="company", label="Company", kind="company"),
        Column(key="job_title", label="Job title"),
        Column(key="stage", label="Stage", fetch=beside.stages),
        Column(
            key="status",
            label="Hand-over",
            kind="status",
            fetch=beside.statuses,
            tells_of="handoff",
        ),
        Column(key="score", label="Score", kind="score", fetch=beside.scores),
        Column(key="owner", label="Owner"),
        Column(key="email", label="E-mail"),
        Column(key="phone", label="Phone"),
        Column(key="channel", label="First channel", kind="channel"),
        Column(key="country", label="Country"),
        Column(key="region", label="Region"),
        Column(key="city", label="City"),
        Column(key="keys", label="Outside keys"),
        Column(key="since", label="Known since", kind="when"),
    ),
    default=("company", "job_title", "stage", "status", "owner", "since"),
    filed=FILED,
    sorts=contacts.SORTS,
    sort="-since",
    rows=contacts.contacts,
    count=contacts.count_contacts,
    about="Everybody we know: from an import, a form, or added by hand.",
)
COMPANIES = Listed(
    subject="company",
    title="Companies",
    one="company",
    many="companies",
    table="people_company",
    columns=_columns(
        Column(key="industry", label="Industry"),
        Column(key="employees", label="Employees", kind="number"),
        Column(key="country", label="Country"),
        Column(key="owner", label="Owner"),
        Column(key="domain", label="Domain"),
        Column(key="region", label="Region"),
        Column(key="city", label="City"),
        Column(key="phone", label="Phone"),
        Column(key="website", label="Website"),
        Column(key="keys", label="Outside keys"),
        Column(key="since", label="Known since", kind="when"),
    ),
    default=("industry", "employees", "country", "owner", "since"),
    filed=("industry", "employees", "country", "owner", "since", "keys"),
    sorts=companies.SORTS,
    sort="name",
    rows=companies.companies,
    count=companies.count_companies,
    about="The firms that our contacts work for and our deals are with.",
)
DEALS = Listed(
    subject="deal",
    title="Deals",
    one="deal",
    many="deals",
    table="pipeline_deal",
    columns=_columns(
        Column(key="company", label="Company", kind="company"),
        Column(key="stage", label="Stage", kind="stage", needs=("outcome",)),
        Column(key="amount", label="Amount", kind="money", needs=("currency",)),
        Column(key="margin", label="Margin", kind="money", needs=("currency",)),
        Column(key="expected_close", label="Expected close", kind="when"),
        Column(key="owner", label="Owner"),
        Column(key="pipeline", label="Pipeline"),
        Column(key="opened_at", label="Opened", kind="when"),
        Column(key="closed_at", label="Closed", kind="when"),
        Column(key="loss_reason", label="Why lost"),
        Column(key="next_step", label="Next step"),
        Column(key="next_step_on", label="Next step on", kind="when"),
        Column(key="stage_since", label="In stage since", kind="when"),
        Column(key="keys", label="Outside keys"),
    ),
    default=("company", "stage", "amount", "expected_close", "owner", "opened_at"),
    filed=(
        *("company", "stage", "amount", "expected_close", "closed_at", "loss_reason", "owner"),
        *("opened_at", "keys"),
    ),
    sorts=deals.SORTS,
    sort="-opened_at",
    rows=deals.deals,
    count=deals.count_deals,
    about="What we might sell, have sold, or did not.",
    extra={"view": "table"},
    by_outcome={
        "won": ("company", "stage", "amount", "closed_at", "owner", "opened_at"),
        "lost": ("company", "loss_reason", "amount", "closed_at", "owner", "opened_at"),
    },
)
LISTS: dict[str, Listed] = {one.subject: one for one in (CONTACTS, COMPANIES, DEALS)}
ENDS = frozenset({"number", "money", "score", "when"})  # kinds whose cells stand at the end
