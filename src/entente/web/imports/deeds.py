"""Bringing a file in: choosing it, explaining its columns, running, stopping, undoing."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from entente.exchange.files.sorts import NotATable
from entente.exchange.operations import asking, intake
from entente.exchange.operations.foreseeing import foreseen
from entente.exchange.operations.intake import NotNow
from entente.exchange.queries import imports
from entente.exchange.queries.files import samples
from entente.exchange.queries.imports import ImportInfo
from entente.exchange.rules import adds
from entente.exchange.rules.problems import BadMapping
from entente.exchange.store import FileGone, TooLarge
from entente.web import errors, toasts
from entente.web.imports import asked, told
from entente.web.imports.answers import guess_formats, of_form, of_mapping, to_mapping
from entente.web.imports.forms import FileForm, ReadingForm
from entente.web.render import render, see_other


def with_its_file(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that says so where the file itself is gone."""

    @wraps(view)
    def safe(request: HttpRequest, import_id: int) -> HttpResponse:
        try:
            return view(request, import_id)
        except FileGone as why:
            return errors.not_done(request, words=str(why), way_out=reverse("imports"))

    return safe


def new(request: HttpRequest) -> HttpResponse:
    """Choose a file; then its columns are explained."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            import_id = intake.take_file(
                blocks=sent.chunks(), filename=sent.name, by=request.viewer, at=request.at
            )
        except (NotATable, TooLarge) as error:
            form.refuse("file", str(error))
        else:
            return see_other(reverse("import_mapping", args=[import_id]))
    status = 422 if request.method == "POST" else 200
    return render(request, "imports/new.html", form=form, status=status)


def _about(request: HttpRequest, import_id: int) -> ImportInfo:
    try:
        return imports.info(import_id=import_id, viewer=request.viewer, action="change")
    except LookupError as none:
        raise Http404 from none


def mapping(request: HttpRequest, import_id: int) -> HttpResponse:
    """What each column becomes, for correction; sending it looks the file through."""
    about = _about(request, import_id)
    if about.state not in ("mapped", "checked"):
        return see_other(reverse("import", args=[import_id]))
    if request.method == "POST":
        return _map(request, about)
    answers = of_mapping(mapping=about.mapping, columns=about.layout.columns)
    page = asked.build(about=about, answers=answers, at=request.at)
    return render(request, "imports/mapping.html", page, form=_reading(about))


def _reading(about: ImportInfo) -> ReadingForm:
    layout = about.layout
    delimiter = "tab" if layout.delimiter == "\t" else layout.delimiter
    return ReadingForm(
        initial={
            "encoding": layout.encoding,
            "delimiter": delimiter,
            "header": layout.header,
            "sheet": layout.sheet,
        }
    )


def _map(request: HttpRequest, about: ImportInfo) -> HttpResponse:
    answers = of_form(sent=request.POST, columns=about.layout.columns)
    cells = samples(name=imports.stored_name(import_id=about.id), layout=about.layout)
    guess_formats(answers=answers, mapping=about.mapping, samples=cells)
    try:
        intake.choose_mapping(
            import_id=about.id,
            given=to_mapping(answers=answers, mapping=about.mapping),
            by=request.viewer,
            at=request.at,
        )
    except BadMapping as error:
        page = asked.build(about=about, answers=answers, at=request.at, problems=error.problems)
        return render(request, "imports/mapping.html", page, form=_reading(about), status=422)
    except NotNow as error:
        return _too_late(request, about.id, error)
    if request.POST.get("then") == "again":
        return see_other(reverse("import_mapping", args=[about.id]))
    return check(request, about.id)


def reading(request: HttpRequest, import_id: int) -> HttpResponse:
    """Read the file in another way; the columns are guessed anew."""
    about = _about(request, import_id)
    form = ReadingForm(request.POST)
    if form.is_valid():
        try:
            intake.look_again(
                import_id=import_id, chosen=form.chosen(), by=request.viewer, at=request.at
            )
        except NotATable as error:
            form.refuse("header", str(error))
        except NotNow as error:
            return _too_late(request, import_id, error)
        else:
            return see_other(reverse("import_mapping", args=[import_id]))
    answers = of_mapping(mapping=about.mapping, columns=about.layout.columns)
    page = asked.build(about=about, answers=answers, at=request.at)
    return render(request, "imports/mapping.html", page, form=form, status=422)


Deed = Callable[..., object]


def _ask(request: HttpRequest, import_id: int, deed: Deed, **more: datetime) -> HttpResponse:
    try:
        deed(import_id=import_id, by=request.viewer, **more)
    except LookupError as none:
        raise Http404 from none
    except NotNow as error:
        return _too_late(request, import_id, error)
    return see_other(reverse("import", args=[import_id]))


def _too_late(request: HttpRequest, import_id: int, error: NotNow) -> HttpResponse:
    way_out = reverse("import", args=[import_id])
    return errors.not_done(request, words=str(error), way_out=way_out)


def check(request: HttpRequest, import_id: int) -> HttpResponse:
    """Look the file through without writing."""
    return _ask(request, import_id, asking.ask_to_check)


def run(request: HttpRequest, import_id: int) -> HttpResponse:
    """Import it, or go on with one that was stopped."""
    return _ask(request, import_id, asking.ask_to_run)


def stop(request: HttpRequest, import_id: int) -> HttpResponse:
    """End after the rows in hand."""
    return _ask(request, import_id, asking.ask_to_stop, at=request.at)


def undoing(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say what undoing takes back, then do it."""
    about = _about(request, import_id)
    if request.method != "POST" or about.undone_at is not None:
        return render(request, "imports/undo.html", about, undoing=_undoing(request, about))
    try:
        did = asking.undo_counted(import_id=import_id, by=request.viewer, at=request.at)
    except NotNow as error:
        return _too_late(request, import_id, error)
    words = told.undone(filename=about.filename, kept=did.kept, also=did.also)
    toasts.say(request, words)
    return see_other(reverse("import", args=[import_id]))


def _undoing(request: HttpRequest, about: ImportInfo) -> list[str]:
    if about.undone_at is not None or about.going:
        return []
    found = foreseen(import_id=about.id, by=request.viewer, at=request.at)
    return told.undoing(found=found, shared=adds.told(about.adds.shared))


def dropping(request: HttpRequest, import_id: int) -> HttpResponse:
    """Forget a file that was never imported."""
    about = _about(request, import_id)
    try:
        asking.drop(import_id=import_id, by=request.viewer)
    except NotNow as error:
        return _too_late(request, import_id, error)
    toasts.say(request, f"Dropped {about.filename}")
    return see_other(reverse("imports"))


def removal(request: HttpRequest, import_id: int) -> HttpResponse:
    """Delete the file itself; what became of its rows stays."""
    try:
        asking.remove_file(import_id=import_id, by=request.viewer, at=request.at)
    except LookupError as none:
        raise Http404 from none
    except NotNow as error:
        return _too_late(request, import_id, error)
    toasts.say(request, "Deleted the file")
    return see_other(reverse("import", args=[import_id]))
