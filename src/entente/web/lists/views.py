"""What the three lists share: the page, the filter form, views, bulk deeds, export."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse

from entente.audiences import operations as audiences
from entente.people.rules.changes import UnableToSave
from entente.web import addresses, toasts
from entente.web.lists import adding, bulk, export, pages
from entente.web.lists.forms import ViewForm
from entente.web.lists.subjects import LISTS, Listed
from entente.web.lists.wanted import read
from entente.web.render import render, see_other
from entente.web.returning import came_from
from entente.workspace.rules import Viewer

View = Callable[..., HttpResponse]


def page(listed: Listed) -> View:
    """The list itself; 422 where its criterion cannot be read."""

    def shown(request: HttpRequest) -> HttpResponse:
        page = pages.build(query=request.GET, listed=listed, viewer=request.viewer, at=request.at)
        return render(request, "lists/page.html", page, status=422 if page.problem else 200)

    return shown


def add_filter(listed: Listed) -> View:
    """The form that adds a condition: what, how, which value; then the list with it."""

    def asked(request: HttpRequest) -> HttpResponse:
        page = adding.build(query=request.GET, listed=listed, viewer=request.viewer, at=request.at)
        if page.then:
            return (
                HttpResponse(headers={"HX-Redirect": page.then})
                if request.htmx
                else (see_other(page.then))
            )
        status = 422 if page.form.errors or page.problem else 200
        return render(request, "lists/filter.html", page, part="lists/_filter.html", status=status)

    return asked


def download(listed: Listed) -> View:
    """Exactly the rows of the list, as far as this person may take them out, as CSV.

    Where the criterion cannot be read it is the list that says so, not a file without a row.
    """

    def streamed(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        asked = read(
            query=request.GET,
            listed=listed,
            viewer=request.viewer,
            at=request.at,
            known=frozenset(),
        )
        if asked.problem:
            return page(listed)(request)
        lines = export.lines(
            query=request.GET,
            listed=listed,
            viewer=request.viewer,
            zone=request.workspace.timezone,
            at=request.at,
        )
        name = f"{listed.many}-{request.at:%Y-%m-%d}.csv"
        return StreamingHttpResponse(
            lines,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return streamed


def save_view(listed: Listed) -> View:
    """Keep the filter, order and columns under a name."""

    def saved(request: HttpRequest) -> HttpResponse:
        form = ViewForm(request.POST)
        if not form.is_valid():
            return render(request, "lists/view.html", listed, form=form, status=422)
        view_id = audiences.save_view(
            name=form.cleaned_data["name"],
            subject=listed.subject,
            query=form.cleaned_data["query"],
            shared=form.cleaned_data["shared"],
            team=request.viewer.team,
            by=request.viewer,
            at=request.at,
        )
        toasts.say(request, f"Saved the view {form.cleaned_data['name']}")
        query = form.cleaned_data["query"]
        extra = "&".join(f"{name}={value}" for name, value in listed.extra.items())
        asked = "&".join(part for part in (extra, query, f"saved={view_id}") if part)
        return see_other(f"{addresses.listing(listed.subject).partition('?')[0]}?{asked}")

    return saved


def forget_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Delete one's own view; an administrator deletes any."""
    subject = request.POST.get("subject", "")
    if subject not in LISTS:
        raise Http404
    try:
        audiences.forget_view(view_id=view_id, by=request.viewer)
    except LookupError as none:
        raise Http404 from none
    toasts.say(request, "Deleted the view; what it listed is untouched")
    return see_other(addresses.listing(subject))


Deed = Callable[..., bulk.Done]


def many(listed: Listed, deed: Deed) -> View:
    """Do something to the chosen rows, or to all that the list finds."""

    def done(request: HttpRequest) -> HttpResponse:
        back = came_from(request, otherwise=addresses.listing(listed.subject))
        viewer: Viewer = request.viewer
        try:
            ids = bulk.chosen(post=request.POST, listed=listed, viewer=viewer, at=request.at)
            told = deed(listed=listed, ids=ids, post=request.POST, by=viewer, at=request.at)
        except UnableToSave as why:
            return _refused(request, listed, back, why)
        toasts.say(request, told.words, undo=told.undo)
        return see_other(back)

    return done


def _refused(request: HttpRequest, listed: Listed, back: str, why: UnableToSave) -> HttpResponse:
    """The list as it was, with what was ticked and typed, and why nothing was changed."""
    query = QueryDict(urlsplit(back).query or request.POST.get("query", ""))
    page = pages.build(query=query, listed=listed, viewer=request.viewer, at=request.at)
    undone = bulk.undone(why=why, post=request.POST)
    return render(request, "lists/page.html", page, status=422, undone=undone)
