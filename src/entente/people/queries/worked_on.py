"""Which records of an import others have worked on since."""

from typing import Final

from django.db import connection

from entente.people.offers import Kept, voids

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

# Of these companies the ones that the batch made, changed, gave a key, or told something of.
_OF_THE_BATCH: Final = """
select c.id from unnest(%(ids)s::bigint[]) c (id)
where exists (select 1 from people_company m where m.id = c.id and m.batch_id = %(batch)s)
   or exists (
      select 1 from people_fieldchange h
      where h.record = 'company' and h.record_id = c.id and h.batch_id = %(batch)s)
   or exists (
      select 1 from people_outsidekey k
      where k.record = 'company' and k.record_id = c.id and k.batch_id = %(batch)s)
   or exists (
      select 1 from ledger_entry b
      where b.company_id = c.id and b.batch_id = %(batch)s
        and b.contact_id is null and b.deal_id is null)
"""


def worked_on_since(*, batch: int) -> Kept:
    """Contacts and companies of an import that others have worked on since it touched them.

    A company also stays with its contacts; one that others gave to them is none of the import.
    """
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
        cursor.execute(_OF_THE_BATCH, {"ids": sorted(companies), "batch": batch})
        of_the_batch = frozenset(row[0] for row in cursor.fetchall())
    return Kept(contacts=contacts, companies=of_the_batch)


def stays(*, batch: int) -> Kept:
    """What stays of an import in all rooms if it is undone now, companies of those aside."""
    kept = worked_on_since(batch=batch)
    for holds, _ in voids():
        kept |= holds(batch=batch)
    return kept
