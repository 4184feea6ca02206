"""What deals do when contacts or companies are joined, renamed, or an import is undone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from entente.people.models import Company
from entente.people.offers import Kept
from entente.people.operations.bulk.copying import as_json, update_rows
from entente.people.operations.bulk.history import HAND_ON, values_before
from entente.people.queries.worked_on import WORK
from entente.pipeline.models import Deal, DealChange, DealContact, DealKey, DealStay
from entente.pipeline.operations import keys
from entente.pipeline.operations.bulk import deals as bulk
from entente.pipeline.operations.bulk.corrections import KEPT, settle_stays
from entente.pipeline.operations.saving import doubt
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
    made.update(deleted_at=at, owner=None)
    known = {**known_fields(), **KEPT}
    before = values_before(record="deal", batch=batch, kept=sorted(kept.deals), known=known)
    fields = {
        id_: {name: value for name, value in values.items() if name not in KEPT}
        for id_, values in before.items()
    }
    bulk.rewrite_deals(given={id_: values for id_, values in fields.items() if values}, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_HAND_ON, {"batch": batch, "kept": sorted(kept.deals)})
    DealChange.objects.filter(batch_id=batch).exclude(deal_id__in=kept.deals).delete()
    _stand_back(batch, kept, before, at)


_HAND_ON = HAND_ON.format(
    table="pipeline_dealchange", of="deal_id", same="g.deal_id = f.deal_id", only=""
)
_LAST = """
select distinct on (s.deal_id) s.deal_id, s.stage_id, t.pipeline_id, t.kind, s.entered_at
from pipeline_dealstay s join pipeline_dealstage t on t.id = s.stage_id
where s.deal_id = any(%s)
order by s.deal_id, s.entered_at desc, s.id desc
"""


def _stand_back(
    batch: int, kept: Kept, before: Mapping[int, Mapping[str, Any]], at: datetime
) -> None:
    """Deals that the batch moved or dated stand where and since when they stood before."""
    stays = DealStay.objects.filter(batch_id=batch).exclude(deal_id__in=kept.deals)
    ids = set(stays.values_list("deal_id", flat=True))
    stays.delete()
    ids |= {id_ for id_, values in before.items() if values.keys() & KEPT.keys()}
    rows = list(Deal.objects.filter(id__in=ids, deleted_at=None).defer("words"))
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [[row.id for row in rows]])
        last = {one[0]: one[1:] for one in cursor.fetchall()}
    for row in rows:
        _stand_as_before(row, before.get(row.id, {}), last[row.id], at)
    columns = (
        *("stage_id", "pipeline_id", "outcome", "opened_at", "closed_at"),
        *("loss_reason", "loss_reason_key"),
    )
    update_rows(
        table="pipeline_deal",
        columns=(*columns, "warnings"),
        rows=[
            (row.id, *(getattr(row, name) for name in columns), as_json(row.warnings))
            for row in rows
        ],
    )
    settle_stays(deals=[row.id for row in rows])


def _stand_as_before(
    row: Deal, held: Mapping[str, Any], last: tuple[int, int, str, datetime], at: datetime
) -> None:
    row.stage_id, row.pipeline_id, kind, entered_at = last
    row.opened_at = held.get("opened") or row.opened_at
    if kind == "open":
        row.outcome, row.closed_at, row.loss_reason = "", None, ""
    else:
        now = row.closed_at if row.outcome == kind else None
        row.outcome, row.closed_at = kind, held.get("closed") or now or entered_at
        row.loss_reason = held.get("loss_reason", row.loss_reason) if kind == "lost" else ""
    row.loss_reason_key = row.loss_reason.casefold()
    doubt(row=row, at=at)
