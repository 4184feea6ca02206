"""Addresses of imports."""

from entente.web.access import may
from entente.web.finding import deed
from entente.web.imports import deeds, views
from entente.web.imports.deeds import with_its_file
from entente.web.routes import route

SEE, CHANGE = may(record="import"), may(record="import", action="change")
EXPORT = may(record="import", action="export")
ONE = "imports/<int:import_id>/"
FORM, POST = ("GET", "POST"), ("POST",)

deed("Import a file", "/imports/new/", CHANGE.admits)


def _deed(path, view, name, methods=POST):
    view = with_its_file(view)
    return route(f"{ONE}{path}", view, name=name, access=CHANGE, methods=methods)


urlpatterns = [
    route("imports/", views.listed, name="imports", access=SEE),
    route("imports/new/", deeds.new, name="import_new", access=CHANGE, methods=FORM),
    route(ONE, with_its_file(views.one), name="import", access=SEE),
    route(f"{ONE}rows/", views.rows, name="import_rows", access=SEE),
    route(f"{ONE}rejects/", with_its_file(views.rejects), name="import_rejects", access=EXPORT),
    route(f"{ONE}kept/", views.kept, name="import_kept", access=EXPORT),
    _deed("mapping/", deeds.mapping, "import_mapping", FORM),
    _deed("reading/", deeds.reading, "import_reading"),
    _deed("check/", deeds.check, "import_check"),
    _deed("run/", deeds.run, "import_run"),
    _deed("stop/", deeds.stop, "import_stop"),
    _deed("undoing/", deeds.undoing, "import_undoing", FORM),
    _deed("dropping/", deeds.dropping, "import_dropping"),
    _deed("file/deletion/", deeds.removal, "import_removal"),
]
