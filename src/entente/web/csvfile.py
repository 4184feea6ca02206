"""A report as a file to keep."""

from django.http import HttpResponse

from entente.insights.table import Table, as_csv
from entente.web.access import may
from entente.workspace.rules import Viewer

EXPORT = may(record="report", action="export")


def offered(*, viewer: Viewer, url: str) -> str:
    """The address of a report's file, '' for those who may look at reports but not take them."""
    return url if EXPORT.admits(viewer) else ""


def download(*, table: Table, name: str) -> HttpResponse:
    """The table as a CSV file of that name."""
    response = HttpResponse(as_csv(table=table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
