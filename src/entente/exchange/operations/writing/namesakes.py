"""Rows of a chunk whose company's name fits several: which of them each means."""

from collections.abc import Mapping

from entente.exchange.operations.writing.chunk import Chunk, Run
from entente.exchange.queries.namesakes import meant_before, note_companies
from entente.exchange.rules import namesakes
from entente.exchange.rules.drafts import Draft, Drafts, Wish


def note_namesakes(*, run: Run, chunk: Chunk) -> Mapping[int, int]:
    """Ask for what tells namesakes apart, where there are any; by line, whom the file meant before.

    Four queries at most, whatever the rows.
    """
    companies = chunk.drafts.get("company")
    if companies is None or not companies.several:
        return {}
    note_companies(record="company", drafts=companies.all_known())
    for record in ("contact", "deal"):
        if record in chunk.drafts:
            note_companies(record=record, drafts=chunk.drafts[record].all_known())
    lines = [chunk.reading.lines[row] for row in chunk.rows()]
    return meant_before(twins=run.twins, lines=lines)


def tell_apart(
    *, drafts: Mapping[str, Drafts], wishes: Mapping[str, Wish], before: int | None
) -> None:
    """Say which company a row means, and whose company bears its name already: they stay there."""
    wish = wishes.get("company")
    by = drafts["company"].shared(wish) if wish is not None else None
    if wish is None or by is None:
        return
    among = namesakes.said(among=drafts["company"].several[by], by=by, wish=wish)
    if len(among) == 1:
        wish.meant = among[0]
        return
    found = {one: drafts[one].find(wishes[one]) for one in ("contact", "deal") if one in wishes}
    present = {one: _company_of(draft) for one, draft in found.items()}
    ids = {one.id for one in among}
    for record, company in present.items():
        wishes[record].stays = company in among or company in ids
    wish.meant = namesakes.meant(
        among=among,
        before=before,
        present=list(present.values()),
        email=_email(found.get("contact"), wishes.get("contact")),
    )


def _company_of(draft: Draft | None) -> Draft | int | None:
    """The company of a contact or deal, as an earlier row or what is here says."""
    if draft is None:
        return None
    company: Draft | int | None = draft.values.get("company") or draft.held.get("company")
    return company


def _email(draft: Draft | None, wish: Wish | None) -> str:
    said = str(wish.values.get("email", "")) if wish is not None else ""
    held = str(draft.held.get("email", "")) if draft is not None else ""
    return said.strip().casefold() or held
