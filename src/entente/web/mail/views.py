"""Read outgoing mail; send a held one again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from entente.outbox import operations
from entente.web import toasts
from entente.web.mail import pages
from entente.web.numbers import whole
from entente.web.render import render, see_other


def mails(request: HttpRequest) -> HttpResponse:
    """The newest mails first."""
    before = whole(request.GET.get("after", ""))
    return render(request, "mail/list.html", pages.mails(viewer=request.viewer, before=before))


def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail with its text."""
    page = pages.mail(viewer=request.viewer, mail_id=mail_id)
    if page is None:
        raise Http404
    return render(request, "mail/mail.html", page)


def again(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Let a failed or uncertain mail go once more."""
    if operations.send_again(mail_id=mail_id, by=request.viewer, at=request.at):
        toasts.say(request, "Queued the mail again")
    return see_other(reverse("mail_one", args=[mail_id]))
