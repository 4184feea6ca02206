"""Which records of an import people have worked on since."""

from django.db import connection

from entente.people.offers import Kept

# Whatever one of us did to a record of the batch after its first entry, but for the batch itself.
_WORKED_ON = """
with first as (select min(position) as position from ledger_entry where batch_id = %(batch)s)
select distinct f.contact_id, f.company_id
from ledger_fact f, first
where f.position > first.position and f.actor_id is not null
  and f.batch_id is distinct from %(batch)s
  and exists (
      select 1 from ledger_entry b
      where b.batch_id = %(batch)s
        and (b.contact_id = f.contact_id
             or (f.contact_id is null and b.company_id = f.company_id and f.deal_id is null)))
"""


def worked_on_since(*, batch: int) -> Kept:
    """Contacts and companies that somebody has worked on since an import touched them."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKED_ON, {"batch": batch})
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
