"""One person."""

from django.http import Http404, HttpRequest, HttpResponse

from entente.web.contacts import pages
from entente.web.render import render


def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Everything about one contact; for htmx its timeline."""
    try:
        page = pages.build(
            contact_id=contact_id, query=request.GET, viewer=request.viewer, at=request.at
        )
    except LookupError as none:
        raise Http404 from none
    return render(request, "contacts/contact.html", page, part="records/_timeline.html",
                  timeline=page.timeline)  # fmt: skip
