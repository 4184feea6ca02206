"""Which records of an import others have worked on since."""

from typing import Final

from django.db import connection

from entente.people.offers import Kept

# Whatever one of us, or another import that stands, did after the first entry of the batch. What an
# undone import has left behind holds nothing: both go, in whichever order they are undone.
WORK: Final = """
with first as (select min(position) as position from ledger_entry where batch_id = %(batch)s),
undone as (
    select split_part(message_id, ':', 2)::bigint as batch from ledger_entry
    where source = 'app' and message_id like 'voids:%%' and voided is null),
work as (
    select f.contact_id, f.company_id, f.deal_id from ledger_fact f, first
    where f.position > first.position and f.batch_id is distinct from %(batch)s
      and case when f.batch_id is null then f.actor_id is not null
               else f.batch_id not in (select batch from undone) end)
"""
_WORKED_ON: Final = """
select distinct f.contact_id, f.company_id
from work f
where exists (
      select 1 from ledger_entry b
      where b.batch_id = %(batch)s
        and (b.contact_id = f.contact_id
             or (f.contact_id is null and b.company_id = f.company_id and f.deal_id is null)))
"""


def worked_on_since(*, batch: int) -> Kept:
    """Contacts and companies that others have worked on since an import touched them."""
    with connection.cursor() as cursor:
        cursor.execute(WORK + _WORKED_ON, {"batch": batch})
        found = cursor.fetchall()
        contacts = frozenset(contact for contact, _ in found if contact)
        cursor.execute(
            "select distinct company_id from people_contact "
            "where id = any(%s) and company_id is not null",
            [list(contacts)],
        )
        theirs = {row[0] for row in cursor.fetchall()}
    companies = {company for contact, company in found if contact is None and company} | theirs
    return Kept(contacts=contacts, companies=frozenset(companies))
