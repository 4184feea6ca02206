"""Health for a probe and for an administrator."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from entente.web.health import pages
from entente.web.render import render


def probe(request: HttpRequest) -> JsonResponse:
    """The lag of every consumer of the ledger; 503 where one is behind or stands still."""
    told = pages.probe(at=request.at)
    response = JsonResponse(told, status=200 if told["status"] == "ok" else 503)
    response["Cache-Control"] = "no-store"
    return response


def health(request: HttpRequest) -> HttpResponse:
    """The same with its reasons."""
    return render(request, "health/health.html", pages.health_page(at=request.at))
