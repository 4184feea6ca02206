"""A report as a file to keep."""

from django.http import HttpResponse

from entente.insights.table import Table, as_csv


def download(*, table: Table, name: str) -> HttpResponse:
    """The table as a CSV file of that name."""
    response = HttpResponse(as_csv(table=table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
