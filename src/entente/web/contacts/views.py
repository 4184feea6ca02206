"""One person."""

from django.http import Http404, HttpRequest, HttpResponse

from entente.web.contacts import pages
from entente.web.records.subjects import SUBJECTS
from entente.web.records.timeline import part_of
from entente.web.render import render, wants_part


def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Everything about one contact; for htmx its timeline."""
    if wants_part(request):
        return part_of(SUBJECTS["contact"], request, contact_id)
    try:
        page = pages.build(
            contact_id=contact_id, query=request.GET, viewer=request.viewer, at=request.at
        )
    except LookupError as none:
        raise Http404 from none
    return render(request, "contacts/contact.html", page)  # fmt: skip
