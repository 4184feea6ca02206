"""Who wants no mail, phone or tracking."""

from collections.abc import Sequence

from entente.people.models import Contact, OptOut
from entente.people.rules.refusals import MEANS, UnknownMeans


def refused(*, contact_ids: Sequence[int], means: str) -> set[int]:
    """Of these contacts, those who said no to these means, and those who are gone or erased.

    What is sent asks again in the transaction that hands it over. Two queries.
    """
    if means not in MEANS:
        raise UnknownMeans(means)
    said = OptOut.objects.filter(contact_id__in=contact_ids, means=means, lifted_at=None)
    live = Contact.objects.filter(id__in=contact_ids, deleted_at=None, erased_at=None)
    here = set(live.values_list("id", flat=True))
    return set(said.values_list("contact_id", flat=True)) | (set(contact_ids) - here)
