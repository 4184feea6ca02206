"""The addresses that every record has."""

from django.urls import URLPattern

from entente.web.access import may
from entente.web.addresses import LISTS
from entente.web.records import editing, merging
from entente.web.records.subjects import Subject
from entente.web.routes import route


def of(subject: Subject) -> list[URLPattern]:
    """Where one field of the record is changed, and where it is merged with another."""
    at = f"{LISTS[subject.name]}/<record:record_id>/"
    change = may(record=subject.name, action="change")
    both = ("GET", "POST")
    found = [
        route(
            f"{at}fields/<slug:name>/",
            editing.edit(subject),
            name=f"{subject.name}_field",
            access=change,
            methods=both,
        )
    ]
    if subject.name in merging.MERGES:
        found.append(
            route(
                f"{at}merging/",
                merging.merging(subject),
                name=f"{subject.name}_merging",
                access=change,
                methods=both,
            )
        )
    return found
