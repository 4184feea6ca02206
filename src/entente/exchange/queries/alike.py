"""Earlier imports of files with the same headings: what their columns meant is taken again."""

from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet

from entente.exchange.models import Import
from entente.exchange.rules import document, leaving

RAN: Final = ("done", "cancelled")
FEW: Final = 10
# What a file of rejects has before the columns of the file that it comes from.
OF_REJECTS: Final = ("Why it was rejected", "Line")


def mapping_before(*, columns: Sequence[str]) -> document.Document | None:
    """The mapping with which the latest file of these columns ran and still stands.

    A file of rejects has the columns of the file that it comes from. A mapping that lacks a column
    only because its field was retired gives way to the one before it: the field may be back.
    """
    rows = list(_ran(columns)[:FEW])
    if not rows:
        return None
    latest, *earlier = [document.check(given=row.mapping) for row in rows]
    told = list(rows[0].warnings)
    whole = (one for one in earlier if leaving.differs_by_retirement(latest, one, told=told))
    return next(whole, latest)


def mappings_before(*, columns: Sequence[str]) -> list[document.Document]:
    """The mappings with which the last few files of these columns ran, newest first."""
    rows = _ran(columns)[:FEW]
    return [document.check(given=row.mapping) for row in rows]


def _ran(columns: Sequence[str]) -> QuerySet[Import]:
    named = list(columns)
    if tuple(named[:2]) == OF_REJECTS:
        named = named[2:]
    same = Import.objects.filter(layout__columns=named, state__in=RAN)
    return same.only("mapping", "warnings").order_by("-id")
