"""Which of our people undone imports have left behind, of whom nothing tells any more."""

from typing import Final

from django.db import connection

from entente.exchange.models import Import
from entente.workspace.queries import unheld_owners

# Who did something that counts, and whose records were given to others since.
_TOLD: Final = """
select actor_id from ledger_fact where actor_id = any(%(ids)s)
union
select old::text::bigint from people_fieldchange
where field = 'owner' and old::text = any(%(texts)s)
union
select old::text::bigint from pipeline_dealchange
where field = 'owner' and old::text = any(%(texts)s)
"""


def left_behind() -> set[int]:
    """Ids of members whom undone imports made and to whom nothing refers."""
    undone = Import.objects.filter(state="undone").values_list("id", flat=True)
    ids = unheld_owners(batches=list(undone))
    if not ids:
        return ids
    with connection.cursor() as cursor:
        asked = {"ids": sorted(ids), "texts": [str(one) for one in sorted(ids)]}
        cursor.execute(_TOLD, asked)
        return ids - {id_ for (id_,) in cursor.fetchall()}
