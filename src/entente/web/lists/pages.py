"""A page of a list with everything around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from entente.audiences import queries as audiences
from entente.kit import wording
from entente.people.queries.known import custom_fields
from entente.people.queries.paging import Counted
from entente.people.rules.fields import Field
from entente.pipeline.queries.deals import totals
from entente.web import addresses
from entente.web.addresses import LISTS
from entente.web.lists import around, cells, outcomes
from entente.web.lists.around import Choice, Tab
from entente.web.lists.cells import Row
from entente.web.lists.phrases import Phrase, phrases
from entente.web.lists.subjects import ENDS, Column, Listed
from entente.web.lists.wanted import UNREADABLE, Wanted, condition, read
from entente.workspace.rules import Reach, Viewer

A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    label: str
    key: str
    end: bool
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    listed: Listed
    verdict: str
    count: str
    tabs: tuple[Tab, ...]
    phrases: tuple[Phrase, ...]
    where: str
    q: str
    problem: str
    wrong: tuple[str, str, str]
    mend: str
    sort: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    after: str
    before: str
    changed: bool
    saved: str
    forget: str
    hidden: tuple[tuple[str, str], ...]
    query: str
    own_query: str
    totals: str
    columns: tuple[Choice, ...]
    owners: tuple[Choice, ...]
    lists: tuple[Choice, ...]
    may_change: bool
    may_export: bool
    may_share: bool  # a view with others

    @property
    def subject(self) -> str:
        return self.listed.subject

    @property
    def address(self) -> str:
        """The list without anything asked."""
        return reverse(LISTS[self.listed.subject])

    @property
    def bare(self) -> str:
        """The whole list."""
        return addresses.listing(self.listed.subject)

    @property
    def name_label(self) -> str:
        """The head of the first column."""
        return "Deal" if self.subject == "deal" else "Name"

    @property
    def name_key(self) -> str:
        """What sorts by the first column."""
        return "name" if "name" in self.listed.sorts else ""

    @property
    def showing(self) -> str:
        """How many of how many are on this page."""
        number = len(self.rows)
        return f"{number} of {self.count} {self.listed.many}" if self.after or self.before else ""


def build(
    *, query: QueryDict, listed: Listed, viewer: Viewer, at: datetime, limit: int = A_PAGE
) -> ListPage:
    """The page that an address asks for: the same number of queries whatever it lists."""
    fields = custom_fields(record=listed.subject)
    known = {
        **listed.columns_for(viewer),
        **{key: cells.custom_column(one) for key, one in fields.items()},
    }
    asked = read(query=query, listed=listed, viewer=viewer, at=at, known=frozenset(known))
    wanted = outcomes.with_usual(asked)
    columns = [known[name] for name in wanted.shown if name in known]
    rows, marks, counted = _rows(wanted, columns, fields, viewer, at, limit)
    views = audiences.views(viewer=viewer, subject=listed.subject)
    saved = next((row for row in views if str(row.id) == wanted.saved), None)
    return ListPage(
        listed=listed,
        verdict=_verdict(wanted, counted),
        count=_words_of(counted),
        tabs=around.tabs(wanted, views, viewer),
        phrases=phrases(wanted),
        where=wanted.where,
        q=wanted.q,
        problem=str(wanted.problem or ""),
        wrong=wanted.wrong,
        mend=wanted.mend,
        sort=wanted.sort or listed.sort,
        heads=tuple(_head(column, listed) for column in columns),
        rows=rows,
        **marks,
        changed=bool(wanted.own) and (saved is None or saved.query != urlencode(wanted.own)),
        saved=saved.name if saved else "",
        forget=around.forget(saved, viewer),
        hidden=tuple(wanted.carried.items()),
        query=urlencode(wanted.carried),
        own_query=urlencode(wanted.own),
        totals=_totals(wanted, viewer, at),
        columns=around.choices(known, [column.key for column in columns]),
        **around.bulk(listed, viewer, at),
        may_export=viewer.reach(record=listed.subject, action="export") is not Reach.NONE,
        may_share=viewer.acts,
    )


def _rows(
    wanted: Wanted,
    columns: Sequence[Column],
    fields: Mapping[str, Field],
    viewer: Viewer,
    at: datetime,
    limit: int,
) -> tuple[tuple[Row, ...], dict[str, str], Counted]:
    listed = wanted.listed
    if wanted.problem:
        return (), {"after": "", "before": ""}, Counted(number=0, capped=False)
    criterion = condition(wanted=wanted, viewer=viewer, at=at)
    sort, descending = wanted.order
    counted = listed.count(viewer=viewer, criterion=criterion)
    rows_of = partial(
        listed.rows,
        viewer=viewer,
        criterion=criterion,
        sort=sort,
        descending=descending,
        limit=limit,
        columns=cells.fetched(listed=listed, names=wanted.shown),
        counted=counted,
    )
    found = rows_of(after=wanted.after, before=wanted.before)
    if not found.lines and (wanted.after or wanted.before):
        found = rows_of()  # what was left of that page is gone: the list begins anew
    rows = cells.rows(
        listed=listed, lines=found.lines, columns=columns, fields=fields, viewer=viewer, at=at
    )
    marks = {"after": str(found.next or ""), "before": str(found.previous or "")}
    return rows, marks, counted


def _words_of(counted: Counted) -> str:
    return f"{wording.number(counted.number)}{'+' if counted.capped else ''}"


def _verdict(wanted: Wanted, counted: Counted) -> str:
    listed = wanted.listed
    if wanted.problem:
        return UNREADABLE
    if not counted.number:
        return f"No {listed.one} meets this" if wanted.own else f"No {listed.many} yet"
    outcome = outcomes.outcome_of(wanted) if listed.subject == "deal" else ""
    return outcomes.verdict(_words_of(counted), listed.one, listed.many, outcome)


def _totals(wanted: Wanted, viewer: Viewer, at: datetime) -> str:
    """What the listed deals add up to, each currency by itself; '' of other lists."""
    if wanted.listed.subject != "deal" or wanted.problem:
        return ""
    found = totals(viewer=viewer, criterion=condition(wanted=wanted, viewer=viewer, at=at))
    words = [wording.money(one.amount, one.currency) for one in found]
    outcome = outcomes.outcome_of(wanted)
    return outcomes.added_up(wording.listed(words), outcome) if words else ""


def _head(column: Column, listed: Listed) -> Head:
    return Head(
        label=column.label,
        key=column.key if column.key in listed.sorts else "",
        end=column.kind in ENDS,
        first="down" if column.kind in ENDS else "up",
    )
