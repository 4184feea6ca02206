"""Erasing a person, one of the three lawful exceptions: the bare facts stay."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q

from entente.kit.criteria.stored import KEYS, keyed
from entente.ledger import offers
from entente.ledger.models import Entry, Payload

Strike = Callable[[str], str]

_UNSAID = """
update ledger_entry set properties =
    (properties - %(said)s::text[])
    || jsonb_build_object('_key', coalesce(properties -> '_key', '{}') - %(said)s::text[])
where contact_id = %(contact)s and kind = %(kind)s and properties ?| %(said)s::text[]
"""


def erase(*, contact: int) -> int:
    """Empty the personal payload of a person's entries, and what was said of them in somebody's own
    words; the bare facts stay. Gives how many payloads there were.
    """
    with connection.cursor() as cursor:
        for kind in (one for one in offers.kinds() if one.said and not one.of_deal):
            told = {"said": sorted(kind.said), "contact": contact, "kind": kind.name}
            cursor.execute(_UNSAID, told)
    return Payload.objects.filter(contact_id=contact).delete()[0]


def erase_entries(*, positions: Sequence[int]) -> int:
    """Empty the personal payload of entries about others that tell of an erased person too."""
    return Payload.objects.filter(position__in=positions).delete()[0]


def strike_out(*, strike: Strike, deals: Sequence[int] = (), companies: Sequence[int] = ()) -> int:
    """Put every text that people wrote about these deals, and of companies what names no contact,
    through `strike`; gives how many entries it changed.
    """
    asked = Q(deal_id__in=deals) | Q(company_id__in=companies, contact_id=None)
    positions = list(Entry.objects.filter(asked).values_list("position", flat=True))
    said = {kind.name: kind.said for kind in offers.kinds() if kind.said}
    changed = set()
    for row in Entry.objects.filter(position__in=positions, kind__in=said):
        words = {name: row.properties[name] for name in said[row.kind] & row.properties.keys()}
        after = _through(words, strike)
        if after != words:
            told = {**row.properties, **after}
            told.pop(KEYS, None)
            columns = {"channel": row.channel, "campaign": row.campaign, "asset": row.asset}
            Entry.objects.filter(position=row.position).update(properties=keyed(told, **columns))
            changed.add(row.position)
    for payload in Payload.objects.filter(position__in=positions):
        data = _through(payload.data, strike)
        if data != payload.data:
            Payload.objects.filter(position=payload.position).update(data=data)
            changed.add(payload.position)
    return len(changed)


def _through(value: Any, strike: Strike) -> Any:
    if isinstance(value, str):
        return strike(value)
    if isinstance(value, Mapping):
        return {name: _through(one, strike) for name, one in value.items()}
    return [_through(one, strike) for one in value] if isinstance(value, list) else value
