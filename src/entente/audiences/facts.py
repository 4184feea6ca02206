"""What criteria may ask of lists: on which a contact was at a moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from entente.audiences.models import ListMember, StaticList
from entente.kit.criteria.meaning.facts import Asked, History, Stay, kept
from entente.kit.criteria.operators import Type
from entente.kit.criteria.sql.fragment import Fragment, bound, sql
from entente.kit.criteria.sql.vocabulary import FieldSql
from entente.kit.criteria.vocabulary import FieldSpec, Option

CHANGED_BY = frozenset({"list.joined", "list.left"})
UNSIGNED = (
    "A list can be changed without both signatures; "
    "say by which field or deed they are known instead."
)


def _lists(asked: Asked) -> Fragment:
    """Whoever is on no list is on none of them: that is known."""
    return sql(
        "(select coalesce(array_agg(held.list_id::text), '{{}}') from audiences_listmember held "
        "where held.contact_id = people_contact.id and held.added_at <= {} "
        "and (held.removed_at is null or held.removed_at > {}))",
        bound(asked.at, "timestamptz"),
        bound(asked.at, "timestamptz"),
    )


def contact_fields(at: datetime) -> list[tuple[FieldSpec, FieldSql]]:
    """The lists of a contact. One query."""
    options = tuple(
        Option(str(row.id), row.name, retired_at=row.deleted_at)
        for row in StaticList.objects.order_by("name", "id")
    )
    spec = FieldSpec("lists", "list", Type.LISTS, options, unsigned=UNSIGNED)
    return [(spec, FieldSql(value=_lists))]


def gather_contacts(contacts: Sequence[int], at: datetime) -> dict[int, Mapping[str, History]]:
    """On which lists contacts were, as that changed over time. One query."""
    stays: dict[int, list[Stay]] = {contact: [] for contact in contacts}
    for row in ListMember.objects.filter(contact_id__in=contacts):
        stays[row.contact_id].append(Stay(str(row.list_id), row.added_at, row.removed_at))
    return {contact: {"lists": kept(held)} for contact, held in stays.items()}
