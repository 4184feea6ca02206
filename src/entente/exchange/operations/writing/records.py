"""Companies and contacts of a chunk, made and changed as their drafts say."""

from collections.abc import Mapping
from typing import Any

from entente.exchange.operations.writing.chunk import Chunk, Run
from entente.exchange.rules.drafts import Draft, Drafts
from entente.people.operations.bulk.companies import (
    NewCompany,
    tell_created,
    update_companies,
)
from entente.people.operations.bulk.companies import write_companies as write_new
from entente.people.operations.bulk.contacts import NewContact, create_contacts, update_contacts
from entente.people.operations.bulk.keys import add_keys
from entente.people.rules.keys import KeyGiven


def write_companies(*, run: Run, chunk: Chunk) -> None:
    """Make and change the companies that the rows speak of."""
    drafts = chunk.drafts.get("company")
    if drafts is None:
        return
    new = [
        NewCompany(values=draft.values, since=draft.since or run.at, keys=keys_of(draft))
        for draft in drafts.made
    ]
    give_ids(drafts, write_new(new=new, doing=run.doing))
    drafts.took(changes=update_companies(given=drafts.wanted(), doing=run.doing))
    _write_keys("company", drafts, run)
    chunk.changed |= drafts.changed


def tell_companies(*, run: Run, chunk: Chunk) -> None:
    """Write the entries of the companies that are new, once the contacts are written."""
    if drafts := chunk.drafts.get("company"):
        made = [draft.id for draft in drafts.made if draft.id is not None]
        tell_created(company_ids=made, doing=run.doing)


def write_contacts(*, run: Run, chunk: Chunk) -> None:
    """Make and change the contacts that the rows speak of; companies come first."""
    drafts = chunk.drafts.get("contact")
    if drafts is None:
        return
    new = [
        NewContact(values=settled(draft), since=draft.since or run.at, keys=keys_of(draft))
        for draft in drafts.made
    ]
    give_ids(drafts, create_contacts(new=new, doing=run.doing, home=run.home))
    for draft in drafts.met.values():
        settled(draft)
    changes = update_contacts(given=drafts.wanted(), doing=run.doing, home=run.home)
    drafts.took(changes=changes)
    _write_keys("contact", drafts, run)
    chunk.changed |= drafts.changed


def settled(draft: Draft) -> Mapping[str, Any]:
    """The draft's values with ids in the place of other drafts."""
    company = draft.values.get("company")
    if isinstance(company, Draft):
        draft.values["company"] = company.id
    return draft.values


def keys_of(draft: Draft) -> tuple[KeyGiven, ...]:
    """The outside keys that the rows bring along for a record."""
    return tuple(KeyGiven(one.kind.removeprefix("key:"), one.value) for one in draft.new_keys)


def give_ids(drafts: Drafts, ids: list[int]) -> None:
    """Let the drafts of new records know the ids that they got."""
    for draft, id_ in zip(drafts.made, ids, strict=True):
        draft.id = id_


def _write_keys(record: str, drafts: Drafts, run: Run) -> None:
    keys = [(id_, key) for id_, draft in drafts.met.items() for key in keys_of(draft)]
    add_keys(record=record, keys=keys, doing=run.doing)
