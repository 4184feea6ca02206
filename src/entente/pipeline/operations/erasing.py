"""What deals forget of an erased person: what they went by, in the words that people wrote."""

from typing import Final

from entente.ledger import erasing as ledger
from entente.people.queries.known import custom_fields
from entente.people.rules import rows
from entente.people.rules.fields import folded
from entente.people.rules.naming import WentBy
from entente.pipeline.models import Deal, DealChange, DealContact
from entente.pipeline.queries.related import deals_ever_of

_TEXTS: Final = frozenset({"name", "next_step", "loss_reason"})
LONGEST: Final = 200  # letters of each of them, and of a custom field


def erase_words(*, gone: WentBy) -> None:
    """Take the names and addresses of erased persons out of their deals, past words too; the deals
    and why they were lost stay.
    """
    deals = deals_ever_of(contacts=gone.contacts)
    custom = custom_fields(record="deal", retired=True)
    texts = {name for name, field in custom.items() if field.type == "text"}
    for row in Deal.objects.filter(id__in=deals).defer("words"):
        _strike_deal(row, texts, gone)
    for part in DealContact.objects.filter(deal__in=deals).exclude(role=""):
        DealContact.objects.filter(id=part.id).update(role=gone.struck(part.role)[:60])
    for change in DealChange.objects.filter(deal__in=deals, field__in=_TEXTS | texts):
        if isinstance(change.old, str) and (left := gone.struck(change.old)) != change.old:
            DealChange.objects.filter(id=change.id).update(old=left, old_key=folded(left))
    ledger.strike_out(strike=gone.struck, deals=deals)


def _strike_deal(row: Deal, custom: set[str], gone: WentBy) -> None:
    values = {name: getattr(row, name) for name in _TEXTS}
    values |= {name: row.custom[name] for name in row.custom.keys() & custom}
    struck = {name: gone.struck(value) for name, value in values.items()}
    new = {name: text[:LONGEST] for name, text in struck.items() if text != values[name]}
    if not new:
        return
    columns = rows.columns(values=new)
    if "loss_reason" in new:
        columns["loss_reason_key"] = folded(new["loss_reason"])
    columns["custom"], columns["custom_key"] = rows.custom_columns(
        custom=row.custom, custom_key=row.custom_key, values=new
    )
    Deal.objects.filter(id=row.id).update(**columns)
