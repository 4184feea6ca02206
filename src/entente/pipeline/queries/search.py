"""One box over people, companies and deals."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, LiteralString

from django.utils import timezone

from entente.kit import wording
from entente.kit.criteria.sql.fragment import Fragment, bound, sql
from entente.people.access import visible
from entente.people.queries.search import (
    LAST,
    POOL,
    Hit,
    first,
    found_rows,
    search_companies,
    search_contacts,
)
from entente.workspace.rules import Viewer

NUMBERED: Final = re.compile(r"\s*deal\s+([0-9]{1,18})\s*", re.IGNORECASE)
_COLUMNS: LiteralString = ", ".join(
    (
        "id, name, (select c.name from people_company c where c.id = company_id)",
        "(select s.name from pipeline_dealstage s where s.id = stage_id), outcome",
        LAST["deal"],
        "owner_id, amount, currency, coalesce(closed_at, opened_at)",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEverywhere:
    """What a text finds, at most so many of each."""

    contacts: tuple[Hit, ...]
    companies: tuple[Hit, ...]
    deals: tuple[Hit, ...]

    @property
    def hits(self) -> tuple[Hit, ...]:
        return (*self.contacts, *self.companies, *self.deals)


def search(*, text: str, viewer: Viewer, limit: int = 8) -> FoundEverywhere:
    """Contacts, companies and deals that the viewer sees and the text finds. Six queries at most.

    Every word must stand somewhere in the record's names, addresses, phone or outside keys, case
    aside; below three letters only beginnings are found.
    """
    return FoundEverywhere(
        contacts=tuple(search_contacts(text=text, viewer=viewer, limit=limit)),
        companies=tuple(search_companies(text=text, viewer=viewer, limit=limit)),
        deals=tuple(search_deals(text=text, viewer=viewer, limit=limit)),
    )


def search_deals(*, text: str, viewer: Viewer, limit: int = 8) -> list[Hit]:
    """Deals that the viewer sees and the text finds, of equals the open ones first. Two queries.

    One without a name is found by what it is called: “Deal 23”.
    """
    mine = visible(viewer=viewer, record="deal", owner="owner_id")
    found = found_rows(
        text=text,
        table="pipeline_deal",
        columns=_COLUMNS,
        starts=("nullif(name_key, '')",),
        mine=mine,
        limit=limit * POOL,
        besides=_nameless(text, mine),
    )
    hits = [
        Hit(
            record="deal",
            id=deal_id,
            called=name or f"Deal {deal_id}",
            about=_about(name, company, stage, *worth),
            place=place,
            owner=owner,
            last=last,
        )
        for deal_id, name, company, stage, _, last, owner, *worth, place in found
    ]
    opened = frozenset(row[0] for row in found if not row[4])
    return first(hits=hits, text=text, limit=limit, viewer=viewer, foremost=opened)


def _about(
    name: str, company: str | None, stage: str, amount: Decimal | None, currency: str, at: datetime
) -> str:
    """What tells two deals apart: of whom, where the name leaves it out, stage, amount and day."""
    whose = company if company and company.casefold() not in name.casefold() else ""
    worth = wording.money_short(amount, currency) if amount is not None else ""
    day = wording.short_day(timezone.localdate(at), today=date.min)
    return ", ".join(filter(None, (whose, stage, worth, day)))


def _nameless(text: str, mine: Fragment) -> Fragment | None:
    """The deal without a name that a text means by its number."""
    named = NUMBERED.fullmatch(text)
    if named is None:
        return None
    return sql(
        "select {}, 0 from pipeline_deal where deleted_at is null and name = '' and id = {} and {}",
        *(Fragment(_COLUMNS), bound(int(named[1]), "bigint"), mine),
    )
