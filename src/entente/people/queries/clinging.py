"""To which addresses the noes that stand cling."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from entente.people.models import OptOut
from entente.people.queries.known import home_region
from entente.people.rules import words
from entente.people.rules.refusals import FIELD, addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinging:
    """An address of a contact who says no to these means; `batch` is the import that told it."""

    contact_id: int
    means: str
    address: str
    batch: int | None


def standing(*, means: Collection[str]) -> Iterator[Clinging]:
    """The addresses, present and former, of all who say no to these means, deleted and merged
    records too. Two queries, each read to its end.
    """
    rows = OptOut.objects.filter(lifted_at=None, means__in=means).values_list(
        "contact_id", "means", "batch_id", "contact__email_key", "contact__phone_key"
    )
    for contact_id, one, batch, mail, phone in rows.iterator(chunk_size=20_000):
        for address in addresses(means=one, email_key=mail, phone_key=phone):
            yield Clinging(contact_id=contact_id, means=one, address=address, batch=batch)
    yield from former(means=means)


_FORMER: Final = """
select o.contact_id, o.means, o.batch_id, f.old #>> '{}', c.country
from people_optout o
join people_contact c on c.id = o.contact_id
join people_fieldchange f on f.record = 'contact' and f.record_id = o.contact_id
where o.lifted_at is null and o.means = any(%(means)s)
  and f.field = %(field)s and coalesce(f.old #>> '{}', '') <> ''
  and (%(since)s::timestamptz is null or f.at >= %(since)s)
  and (%(contacts)s::bigint[] is null or o.contact_id = any(%(contacts)s))
"""


def former(
    *,
    means: Collection[str],
    since: datetime | None = None,
    contacts: Sequence[int] | None = None,
) -> Iterator[Clinging]:
    """The addresses that those (of these contacts) who say no to these means left (since then)."""
    told = {"since": since, "contacts": contacts}
    home = home_region()
    for field in ("email", "phone"):
        asked = [one for one in means if FIELD[one] == field]
        with connection.cursor() as cursor:
            cursor.execute(_FORMER, {"means": asked, "field": field, **told})
            found = cursor.fetchall() if asked else []
        for contact_id, one, batch, text, country in found:
            for address in left_behind(field=field, text=text, country=country, home=home):
                yield Clinging(contact_id=contact_id, means=one, address=address, batch=batch)


def left_behind(*, field: str, text: str, country: str, home: str) -> set[str]:
    """A former address as noes cling to it. In which country a number without one was meant then,
    nobody remembers: it is taken for one of the contact's and for one of ours.
    """
    if field == "email":
        return {text.casefold()}
    regions = {words.region_of(country=country, otherwise=home), home}
    return {words.phone_key(phone=text, region=region) for region in regions} - {""}
