"""Which rows of a chunk speak of the same record, found in the order of the file. Pure.

The second row of a file may meet the record that its first row made: both are found by what
identifies them (a key, an address, a name), whether the database or an earlier row knows it.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from entente.exchange.rules.outcomes import Fate, rejected, skipped, unknown


class Identity(NamedTuple):
    """Something by which a record is found: a kind (email, name, key:olist) and its value."""

    kind: str
    value: str

    @property
    def unique(self) -> bool:
        """Whether no two records may share it: keys and addresses, not names."""
        return self.kind == "email" or self.kind.startswith("key:")


@dataclass(slots=True, kw_only=True, eq=False)
class Draft:
    """A record as the rows so far want it: one that is here already (`id`) or a new one.

    A value may be another draft: the company of a contact, before either has an id.
    """

    id: int | None = None
    gone: str = ""  # why an identified record cannot take anything
    erased: bool = False  # nothing is left of it but that its person asked for that
    values: dict[str, Any] = field(default_factory=dict)
    new_keys: list[Identity] = field(default_factory=list)
    aliases: set[Identity] = field(default_factory=set)  # of those that were merged into it
    giver: dict[str, int] = field(default_factory=dict)  # which row first gave a field
    blank: frozenset[str] | None = None  # fields that may be filled; None: all
    since: datetime | None = None
    whole_day: bool = False  # whether `since` is a day without a time
    row: int = -1  # the row that made it
    overruled: bool = False  # whether another file changed it since the same one was imported
    held: Mapping[str, Any] = field(default_factory=dict)  # what is here: of a deal its money, …
    reach: Literal["change", "see", "none"] = "change"  # what the importer may do with it

    @property
    def is_new(self) -> bool:
        return self.id is None


@dataclass(slots=True, kw_only=True)
class Wish:
    """What one row says of a record."""

    match: Sequence[Identity]
    claims: Sequence[Identity]  # all that identifies the record, to be known by from now on
    values: MutableMapping[str, Any]
    since: datetime | None = None
    whole_day: bool = False
    found: Draft | None = None  # by `refusal`
    told: bool = False  # whether the same file told this row before
    late: frozenset[str] = frozenset()  # fields that were not there when it did
    bare: bool = False  # only whom the row speaks of counts: the record takes nothing
    meant: Draft | None = None  # of several companies of that name, where something tells
    stays: bool = False  # with its company, which is one of several of the row's name

    @property
    def is_news(self) -> bool:
        """Whether the row may change what is here: the same file again changes nothing."""
        draft = self.found
        return not self.told or draft is None or draft.is_new or draft.overruled

    @property
    def news(self) -> Mapping[str, Any]:
        """What the row says that it has not said before; of fields that are new, all."""
        if self.is_news:
            return self.values
        return {name: self.values[name] for name in self.late if name in self.values}


@dataclass(slots=True, kw_only=True)
class Drafts:
    """The records of one kind in a chunk."""

    record: str
    writes: str  # create_and_update, create, update
    overwrite: bool
    known: dict[Identity, Draft]
    several: Mapping[Identity, Sequence[Draft]] = field(default_factory=dict)  # of one name
    made: list[Draft] = field(default_factory=list)
    met: dict[int, Draft] = field(default_factory=dict)  # by id: those that rows found
    changed: set[int] = field(default_factory=set)  # rows that changed something already
    names: dict[Draft, list[Identity]] = field(default_factory=dict)  # of new ones

    @property
    def beyond(self) -> Fate:
        """Why a record takes nothing that is here and not the importer's to change."""
        return skipped(f"The {self.record} is not among those that you may change.")

    @property
    def here_already(self) -> Fate:
        """Why a row that may only add makes nothing."""
        return skipped(f"The {self.record} is here already.")

    def refusal(self, *, wish: Wish, named: str) -> Fate | None:
        """Why these values cannot be taken in, without taking anything.

        `named` says in the file's words what the record was looked for by.
        """
        draft = wish.found = self.find(wish)
        if draft is not None and draft.gone:
            return skipped(draft.gone)
        if draft is None or draft.is_new:
            for other in (self.known.get(one) for one in wish.claims):
                if other is not None and other.erased:
                    return skipped(other.gone)
        if draft is None and self.writes == "update":
            return unknown(record=self.record, named=named)
        if draft is not None and self.writes == "create" and not draft.is_new:
            return self.here_already
        if draft is not None and draft.reach != "change":
            return self.beyond
        return self._clash(draft, wish)

    def find(self, wish: Wish) -> Draft | None:
        """The record that a row speaks of, by the first of its matches that is known."""
        for one in wish.match:
            draft = wish.meant if one in self.several else self.known.get(one)
            if draft is not None:
                return draft
        return None

    def shared(self, wish: Wish) -> Identity | None:
        """What several records share by which alone a row could find its own."""
        for one in wish.match:
            if one in self.several or one in self.known:
                return one if one in self.several else None
        return None

    def all_known(self) -> list[Draft]:
        """Drafts of all that is here and that the rows may mean."""
        return [*self.known.values(), *(one for some in self.several.values() for one in some)]

    def take(self, *, row: int, wish: Wish) -> Draft:
        """Take a row's values in, once `refusal` had none; gives the draft that it speaks of."""
        draft = wish.found
        if draft is not None and wish.bare:
            return draft
        if draft is None:
            draft = Draft(row=row, since=wish.since)
            self.made.append(draft)
        elif draft.id is not None:
            self._spare(draft, wish)
        self._claim(draft, row, wish)
        self._give(draft, row, wish)
        return draft

    def _spare(self, draft: Draft, wish: Wish) -> None:
        """What a record that is here was found by stays; an address of the erased stays out, and
        so does what somebody did not choose when two were merged."""
        for one in wish.match:
            if one.kind in wish.values and self._means(one, draft):
                del wish.values[one.kind]
        for one in wish.claims:
            other = self.known.get(one)
            is_out = other is not None and (other.erased or one in other.aliases)
            if is_out and one.kind in wish.values:
                del wish.values[one.kind]

    def _means(self, one: Identity, draft: Draft) -> bool:
        return self.known.get(one) is draft or draft in self.several.get(one, ())

    def _clash(self, draft: Draft | None, wish: Wish) -> Fate | None:
        for one in wish.claims:
            other = self.known.get(one) if one.unique else None
            if other is None or other is draft or other.erased:
                continue
            what = "e-mail address" if one.kind == "email" else "key"
            return rejected(
                f"The {what} belongs to another {self.record}.",
                f"The {what} {one.value[:100]} belongs to another {self.record}; merge the two "
                "first, or mend the row.",
            )
        return None

    def _claim(self, draft: Draft, row: int, wish: Wish) -> None:
        for one in wish.claims:
            if one not in self.known and one not in self.several:
                self.known[one] = draft
                if draft.is_new:
                    self.names.setdefault(draft, []).append(one)
                if one.kind.startswith("key:"):
                    draft.new_keys.append(one)
                    self.changed.add(row)
        if draft.id is not None:
            self.met[draft.id] = draft

    def _give(self, draft: Draft, row: int, wish: Wish) -> None:
        is_news = wish.is_news
        if not is_news and not wish.late:
            return
        since = wish.since if is_news else None
        if since is not None and self._is_earlier(draft, since):
            draft.since, draft.whole_day = since, wish.whole_day
            draft.giver["since"] = row
        for name, value in wish.news.items():
            if name in draft.values:
                if draft.values[name] != value and self.overwrite:
                    draft.values[name] = value
                    draft.giver[name] = row
                    if draft.is_new:
                        self.changed.add(row)
            elif self.overwrite or draft.blank is None or name in draft.blank:
                draft.values[name] = value
                draft.giver[name] = row
                if draft.is_new:
                    self.changed.add(row)

    def _is_earlier(self, draft: Draft, since: datetime) -> bool:
        """Whether a row tells of an earlier first day; the row that makes a record does."""
        if draft.since is None or "since" not in draft.giver:
            return draft.since is None or since <= draft.since
        return since < draft.since

    def after(self, *, wish: Wish, names: Sequence[str]) -> dict[str, Any]:
        """What the file says of these fields once a row's values are taken in."""
        draft = wish.found or Draft()
        said = {name: draft.values[name] for name in names if name in draft.values}
        for name in names if wish.is_news else ():
            if name in wish.values and (
                self.overwrite
                or (name not in said and (draft.blank is None or name in draft.blank))
            ):
                said[name] = wish.values[name]
        return said

    def wanted(self) -> dict[int, Mapping[str, Any]]:
        """By id, the values for records that are here already."""
        told = {
            id_: {**draft.values, **({"since": draft.since} if draft.since else {})}
            for id_, draft in self.met.items()
        }
        return {id_: values for id_, values in told.items() if values}

    def took(self, *, changes: Mapping[int, Sequence[str]]) -> None:
        """Note which rows changed something, once it is known which fields really changed."""
        for id_, names in changes.items():
            draft = self.met[id_]
            first = min(draft.giver.values(), default=-1)
            self.changed.update(draft.giver.get(name, first) for name in names)
