"""Deeds on many rows at once: the ones that were ticked, or all that the list finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from entente.audiences import lists, queries
from entente.kit import wording
from entente.kit.criteria.sql.fragment import TRUE
from entente.people.operations.bulk import owners as people
from entente.people.queries.picked import picked
from entente.people.rules.changes import UnableToSave
from entente.pipeline.operations.bulk import owners as pipeline
from entente.web.lists.subjects import Listed
from entente.web.lists.wanted import condition, read
from entente.web.numbers import whole
from entente.web.undo import deeds
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """Why nothing was done, each with the id of its field or '', and what was ticked and typed."""

    problems: tuple[tuple[str, str], ...]
    ticked: frozenset[int]
    everything: bool
    owner: str
    list: str
    new: str

    def beside(self, field: str) -> str:
        """What is wrong with one field, or ''."""
        return dict(self.problems).get(field, "")

    @property
    def beside_owner(self) -> str:
        return self.beside("many-owner")

    @property
    def beside_list(self) -> str:
        return self.beside("many-list") or self.beside("many-new")


def undone(*, why: UnableToSave, post: QueryDict) -> Undone:
    """What a page has to show again after a refusal."""
    return Undone(
        problems=tuple((name and f"many-{name}", words) for name, words in why.problems.items()),
        ticked=frozenset(_ticked(post)),
        everything=bool(post.get("everything")),
        owner=post.get("owner", ""),
        list=post.get("list", ""),
        new=post.get("new", ""),
    )


def _ticked(post: QueryDict) -> list[int]:
    return [number for one in post.getlist("id") if (number := whole(one)) is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done, in the past, and where it is undone."""

    words: str
    undo: str


def chosen(*, post: QueryDict, listed: Listed, viewer: Viewer, at: datetime) -> list[int]:
    """The ids that were ticked, or with `everything` all that the list finds, to 10,000.

    Only those that this person may change. Raises UnableToSave where nothing is left.
    """
    criterion, ticked = TRUE, None
    if post.get("everything"):
        query = QueryDict(post.get("query", ""))
        wanted = read(query=query, listed=listed, viewer=viewer, at=at, known=frozenset())
        if wanted.problem:
            raise UnableToSave({"": "The list cannot be read; mend its filter first."})
        criterion = condition(wanted=wanted, viewer=viewer, at=at)
    else:
        ticked = _ticked(post)
    ids = picked(
        record=listed.subject,
        table=listed.table,
        viewer=viewer,
        criterion=criterion,
        among=ticked,
        limit=MOST + 1,
    )
    if not ids:
        raise UnableToSave({"": f"Tick {listed.many} that you may change; nothing was changed."})
    if len(ids) > MOST:
        many = wording.number(MOST)
        raise UnableToSave({"": f"These are more than {many} {listed.many}; narrow the list."})
    return ids


def give(*, listed: Listed, ids: Sequence[int], post: QueryDict, by: Viewer, at: datetime) -> Done:
    """Give these records to another owner; nobody is an owner too."""
    chosen = post.get("owner", "")
    owner = whole(chosen)
    if owner is None and chosen != "nobody":
        raise UnableToSave({"owner": "Choose the new owner; nothing was changed."})
    name = workspace.names(ids=[owner]).get(owner, "") if owner else ""
    if listed.subject == "deal":
        given = pipeline.give(ids=ids, owner=owner, by=by, at=at)
    else:
        given = people.give(record=listed.subject, ids=ids, owner=owner, by=by, at=at)
    number = wording.counted(given.number, listed.one, listed.many)
    words = f"Gave {number} to {name}" if owner else f"Left {number} without an owner"
    undo = (
        deeds.url("owners", by=by, record=listed.subject, first=given.first, last=given.last)
        if given.number
        else ""
    )
    return Done(words=words, undo=undo)


def take_back(*, record: str, first: int, last: int, by: Viewer, at: datetime) -> str:
    """Give records back to the owners that they had, but for those given on since."""
    if record == "deal":
        number = pipeline.take_back(first=first, last=last, by=by, at=at)
    else:
        number = people.take_back(record=record, first=first, last=last, by=by, at=at)
    words = {"contact": "contact", "company": "company,companies", "deal": "deal"}[record]
    one, _, many = words.partition(",")
    return f"Gave {wording.counted(number, one, many)} back"


def enlist(
    *, listed: Listed, ids: Sequence[int], post: QueryDict, by: Viewer, at: datetime
) -> Done:
    """Put contacts on a list, a new one if a name is given."""
    name = " ".join(post.get("new", "").split())
    try:
        list_id = lists.make_list(name=name, by=by, at=at) if name else _chosen_list(post)
    except lists.NameTaken as taken:
        raise UnableToSave({"new": str(taken)}) from taken
    number = lists.add_to_list(list_id=list_id, contacts=ids, by=by, at=at)
    words = f"Put {wording.counted(number, 'contact')} on the list"
    undo = deeds.url("enlisted", by=by, list_id=list_id, since=at.isoformat())
    return Done(words=words, undo=undo if number else "")


def delist(
    *, listed: Listed, ids: Sequence[int], post: QueryDict, by: Viewer, at: datetime
) -> Done:
    """Take contacts off a list."""
    list_id = _chosen_list(post)
    number = lists.remove_from_list(list_id=list_id, contacts=ids, by=by, at=at)
    words = f"Took {wording.counted(number, 'contact')} off the list"
    undo = deeds.url("delisted", by=by, list_id=list_id, since=at.isoformat())
    return Done(words=words, undo=undo if number else "")


def _chosen_list(post: QueryDict) -> int:
    chosen = post.get("list", "")
    known = {str(one.id): one.id for one in queries.lists()}
    if chosen not in known:
        raise UnableToSave({"list": "Choose a list or name a new one; nothing was changed."})
    return known[chosen]


def unlist(*, list_id: int, since: str, by: Viewer, at: datetime) -> str:
    """Take off a list again whom one press put on it."""
    number = lists.take_off_added(
        list_id=list_id, added_at=datetime.fromisoformat(since), by=by, at=at
    )
    return f"Took {wording.counted(number, 'contact')} off the list"


def relist(*, list_id: int, since: str, by: Viewer, at: datetime) -> str:
    """Put on a list again whom one press took off it."""
    number = lists.put_back_removed(
        list_id=list_id, removed_at=datetime.fromisoformat(since), by=by, at=at
    )
    return f"Put {wording.counted(number, 'contact')} on the list"


deeds.inverse("owners", take_back)
deeds.inverse("enlisted", unlist)
deeds.inverse("delisted", relist)
