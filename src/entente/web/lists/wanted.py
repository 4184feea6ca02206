"""What an address asks of a list: the criterion, words, order, columns and place."""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from entente.audiences import askable
from entente.audiences import queries as audiences
from entente.audiences.vocabulary import Spoken
from entente.kit.criteria.check import check
from entente.kit.criteria.errors import CriterionError, Problem
from entente.kit.criteria.sql.fragment import Fragment, joined, sql
from entente.kit.criteria.tree import Criterion
from entente.people.queries.holding import holding
from entente.people.queries.paging import BadMark, Mark
from entente.web.addresses import LISTS
from entente.web.lists.subjects import Listed
from entente.workspace.rules import Viewer

LONGEST_SEARCH = 200
UNREADABLE = "This filter cannot be read yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """As asked. `problem` says why the criterion `where` cannot be run; nothing is listed then."""

    listed: Listed
    where: str = ""
    q: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()  # shown where no columns are asked for, if not the list's own
    saved: str = ""
    after: Mark | None = None
    before: Mark | None = None
    words: Spoken | None = None
    tree: Criterion | None = None
    problem: Problem | None = None

    @property
    def order(self) -> tuple[str, bool]:
        """The key of the sort and whether it runs downwards."""
        sort = self.sort or self.listed.sort
        return sort.removeprefix("-"), sort.startswith("-")

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns to show."""
        return self.columns or self.usual or self.listed.default

    @property
    def own(self) -> dict[str, str]:
        """What a saved view keeps: filter, words, order and columns."""
        kept = {"where": self.where, "q": self.q, "sort": self.sort}
        kept["columns"] = ",".join(self.columns)
        return {name: value for name, value in kept.items() if value}

    @property
    def carried(self) -> dict[str, str]:
        """What stays in an address when something else of it changes."""
        more = {"saved": self.saved} if self.saved else {}
        return {**self.listed.extra, **self.own, **more}

    @property
    def wrong(self) -> tuple[str, str, str]:
        """The text before, in and after the place of what cannot be read."""
        place = self.problem.place if self.problem else None
        if place is None:
            return self.where, "", ""
        before, after = self.where[: place.start], self.where[place.end :]
        return before, self.where[place.start : place.end], after

    @property
    def mend(self) -> str:
        """Where the text of the criterion is mended."""
        return f"{reverse(LISTS[self.listed.subject])}filter/?{urlencode(self.carried)}#text"

    def url(self, **changes: str) -> str:
        """This list's query with some of it changed; '' takes a part away. The place is left."""
        asked = {**self.carried, **changes}
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def read(
    *, query: QueryDict, listed: Listed, viewer: Viewer, at: datetime, known: frozenset[str]
) -> Wanted:
    """What the address asks; what it cannot mean is left out, but a criterion is answered for.

    `known` are the columns there are, the company's own included. A criterion that reads what this
    person may not see is a problem too.
    """
    sort = query.get("sort", "")
    names = query.getlist("columns")
    columns = [name for given in names for name in given.split(",") if name in known]
    wanted = Wanted(
        listed=listed,
        where=query.get("where", "").strip(),
        q=" ".join(query.get("q", "").split())[:LONGEST_SEARCH],
        sort=sort if sort.removeprefix("-") in listed.sorts else "",
        columns=tuple(dict.fromkeys(columns)),
        saved=query.get("saved", "") if query.get("saved", "").isdecimal() else "",
        after=_mark(query.get("after", "")),
        before=_mark(query.get("before", "")),
    )
    if not _lies_in(wanted):
        wanted = replace(wanted, after=None, before=None)
    return understood(wanted=wanted, viewer=viewer, at=at) if wanted.where else wanted


def understood(*, wanted: Wanted, viewer: Viewer, at: datetime) -> Wanted:
    """With the criterion read as this person may ask it, or with what is wrong with it."""
    may_ask = askable.askable(viewer=viewer, subject=wanted.listed.subject, at=at)
    words = may_ask.words
    try:
        reading = askable.read(text=wanted.where, of=may_ask)
    except CriterionError as error:
        return replace(wanted, words=words, problem=error.problem)
    found = check(reading.tree, vocabulary=words.vocabulary, places=reading.places)
    wrong = next((one for one in found if not one.code.startswith("retired")), None)
    return replace(wanted, words=words, tree=reading.tree, problem=wrong)


def _mark(text: str) -> Mark | None:
    """A place in the list; one that no list gave begins it anew."""
    try:
        return Mark.parse(text) if text else None
    except BadMark:
        return None


def _lies_in(wanted: Wanted) -> bool:
    """Whether the place that is asked for can lie in a list in this order."""
    mark = wanted.before or wanted.after
    try:
        return mark is None or bool(mark.on(wanted.listed.sorts[wanted.order[0]]))
    except BadMark:
        return False


def condition(*, wanted: Wanted, viewer: Viewer, at: datetime) -> Fragment:
    """What the rows must meet, as SQL."""
    parts = [holding(text=wanted.q, table=wanted.listed.table)]
    if wanted.tree is not None and wanted.words is not None:
        criterion = audiences.Understood(
            tree=wanted.tree, words=wanted.words, subject=wanted.listed.subject
        )
        asked = audiences.asking(at=at, viewer=viewer, present=True)
        parts.append(sql("({})", audiences.filtering(criterion=criterion, asked=asked)))
    return joined(" and ", parts)
