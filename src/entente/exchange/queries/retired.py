"""Fields of our own that were retired: files fill them no more until they are offered again."""

from collections.abc import Sequence

from entente.exchange import ready
from entente.exchange.queries.alike import mappings_before
from entente.exchange.rules import document, leaving
from entente.exchange.rules.document import Document
from entente.exchange.rules.slots import own_fields
from entente.people.queries.known import Retired, retired_fields
from entente.workspace import queries as workspace


def without_retired(*, mapping: Document) -> Document:
    """The mapping without fields that were retired since it was made."""
    return leaving.without(mapping=mapping, fields=retired_fields())


def refusals(*, mapping: Document) -> list[str]:
    """What stands against a mapping that names retired fields."""
    retired = retired_fields() if own_fields(mapping) else {}
    return [
        f"{slot.path}: {leaving.refused(label=one.label, day=_day(one))}"
        for record, label, slot in own_fields(mapping)
        if (one := retired.get((record, label.casefold()))) is not None
    ]


def left_out(*, mapping: Document, columns: Sequence[str]) -> dict[str, str]:
    """By column that is not read because its field was retired: that it is so, and what lifts it.

    Where a column went is known by earlier files of these columns and by the ready mappings.
    """
    retired = retired_fields()
    if not retired:
        return {}
    fitting = ready.fitting(columns=columns)
    known = [*mappings_before(columns=columns), *([fitting.mapping] if fitting else [])]
    read = document.columns(mapping)
    found: dict[str, str] = {}
    for one in known:
        for column, named in leaving.went_to(mapping=one).items():
            if column in read or column not in columns or named not in retired:
                continue
            gone = retired[named]
            words = leaving.left_out(column=column, label=gone.label, day=_day(gone))
            found.setdefault(column, words)
    return found


def _day(retired: Retired) -> str:
    day = retired.at.astimezone(workspace.current().timezone).date()
    return f"{day.day} {day:%B %Y}"
