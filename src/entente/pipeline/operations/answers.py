"""What deals do when contacts or companies are joined, renamed, or an import is undone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from entente.people.models import Company
from entente.people.offers import Kept
from entente.people.operations.bulk.history import HAND_ON, values_before
from entente.people.queries.worked_on import WORK
from entente.pipeline.models import Deal, DealChange, DealContact, DealKey, DealStay
from entente.pipeline.operations import keys
from entente.pipeline.operations.bulk import deals as bulk
from entente.pipeline.queries.known import fields as known_fields


def join_contacts(*, was: int, into: int, by_position: int) -> dict[str, Any]:
    """Let the survivor take part in both records' deals; gives what moved and what was in both."""
    theirs = DealContact.objects.filter(contact_id=was)
    held = DealContact.objects.filter(contact_id=into).values("deal_id")
    doubled = list(theirs.filter(deal_id__in=held).values_list("id", flat=True))
    moving = theirs.exclude(id__in=doubled)
    moved = list(moving.values_list("id", flat=True))
    moving.update(contact_id=into)
    return {"parts": moved}


def part_contacts(*, was: int, into: int, moved: Any) -> None:
    """Give deals back to the record that was merged."""
    rows = DealContact.objects.filter(id__in=(moved or {}).get("parts", ()), contact_id=into)
    rows.update(contact_id=was)


def join_companies(*, was: int, into: int, by_position: int) -> dict[str, Any]:
    """Let the surviving company have both records' deals; gives which moved."""
    moving = Deal.objects.filter(company_id=was)
    ids = list(moving.values_list("id", flat=True))
    moving.update(company_id=into)
    return {"deals": ids}


def part_companies(*, was: int, into: int, moved: Any) -> None:
    """Give deals back to the company that was merged."""
    rows = Deal.objects.filter(id__in=(moved or {}).get("deals", ()), company_id=into)
    rows.update(company_id=was)


def follow_names(company_ids: Sequence[int]) -> None:
    """Let deals be found by the names that their companies have now."""
    names = Company.objects.filter(id__in=company_ids).values_list("id", "name_key")
    for company_id, name_key in names:
        rows = Deal.objects.filter(company_id=company_id).exclude(company_key=name_key)
        rows.update(company_key=name_key)


# Deals of the batch on which others have worked since.
_HOLDS = """
select distinct f.deal_id from work f
where f.deal_id is not null
  and exists (
      select 1 from ledger_entry b
      where b.batch_id = %(batch)s and b.deal_id = f.deal_id)
"""


def holds(*, batch: int) -> Kept:
    """What stays of an import: deals that were worked on, and whatever deals of others refer to."""
    with connection.cursor() as cursor:
        cursor.execute(WORK + _HOLDS, {"batch": batch})
        worked_on = [row[0] for row in cursor.fetchall()]
    given = DealChange.objects.filter(batch_id=batch, field="company").values("deal_id")
    theirs = ~Q(batch_id=batch) & ~Q(id__in=given)
    staying = Deal.objects.filter(theirs | Q(id__in=worked_on), deleted_at=None)
    parts = DealContact.objects.filter(
        Q(deal__in=worked_on) | (~Q(batch_id=batch) & ~Q(deal__batch_id=batch)),
        contact__batch_id=batch,
        contact__deleted_at=None,
        deal__deleted_at=None,
    )
    companies = staying.filter(company__batch_id=batch).values_list("company_id", flat=True)
    return Kept(
        deals=frozenset(worked_on),
        contacts=frozenset(parts.values_list("contact_id", flat=True)),
        companies=frozenset(companies),
    )


def void(*, batch: int, kept: Kept, at: datetime) -> None:
    """Take back what an import made and changed among deals, but for the ones to keep."""
    DealContact.objects.filter(batch_id=batch).exclude(deal_id__in=kept.deals).delete()
    gone = DealKey.objects.filter(batch_id=batch).exclude(deal_id__in=kept.deals)
    ids = list(gone.values_list("deal_id", flat=True))
    gone.delete()
    keys.refresh_words(ids=ids)
    made = Deal.objects.filter(batch_id=batch, deleted_at=None).exclude(id__in=kept.deals)
    made.update(deleted_at=at)
    before = values_before(
        record="deal", batch=batch, kept=sorted(kept.deals), known=known_fields()
    )
    bulk.rewrite_deals(given=before, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_HAND_ON, {"batch": batch, "kept": sorted(kept.deals)})
    DealChange.objects.filter(batch_id=batch).exclude(deal_id__in=kept.deals).delete()
    _stand_back(batch, kept)


_HAND_ON = HAND_ON.format(
    table="pipeline_dealchange", of="deal_id", same="g.deal_id = f.deal_id", only=""
)
# Deals that the batch moved stand again where they stood before; a stage tells the outcome.
_STAND_BACK = """
with last as (
    select distinct on (s.deal_id) s.id, s.deal_id, s.stage_id, s.entered_at, t.kind, t.pipeline_id
    from pipeline_dealstay s join pipeline_dealstage t on t.id = s.stage_id
    where s.deal_id = any(%(deals)s)
    order by s.deal_id, s.entered_at desc, s.id desc),
opened as (update pipeline_dealstay s set left_at = null from last where last.id = s.id)
update pipeline_deal d
set stage_id = last.stage_id, pipeline_id = last.pipeline_id, stage_since = last.entered_at,
    outcome = case last.kind when 'open' then '' else last.kind end,
    closed_at = case last.kind when 'open' then null else last.entered_at end,
    loss_reason = case last.kind when 'lost' then d.loss_reason else '' end,
    loss_reason_key = case last.kind when 'lost' then d.loss_reason_key else '' end
from last where last.deal_id = d.id
"""


def _stand_back(batch: int, kept: Kept) -> None:
    stays = DealStay.objects.filter(batch_id=batch).exclude(deal_id__in=kept.deals)
    deals = list(stays.filter(deal__deleted_at=None).values_list("deal_id", flat=True))
    stays.delete()
    with connection.cursor() as cursor:
        cursor.execute(_STAND_BACK, {"deals": deals})
