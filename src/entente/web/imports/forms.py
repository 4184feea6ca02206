"""Choosing a file, and how it is read."""

from django import forms

from entente.exchange.files.encoding import OFFERED
from entente.exchange.files.table import Chosen
from entente.web.forms import HouseForm

DELIMITERS = [
    ("", "Found out"),
    (",", "Comma"),
    (";", "Semicolon"),
    ("tab", "Tab"),
    ("|", "Vertical bar"),
]


class FileForm(HouseForm):
    """A file of this person's machine."""

    file = forms.FileField(
        label="File",
        help_text="CSV, or a workbook: XLSX, XLS, ODS. Up to 2 GB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods"}),
        max_length=1_000,
    )
    asks = {"file": "Choose the file to import"}


class ReadingForm(HouseForm):
    """How to read the file, where what was found out is wrong."""

    encoding = forms.ChoiceField(
        label="Letters are encoded in",
        required=False,
        choices=[("", "Found out"), *((name, name) for name in OFFERED)],
    )
    delimiter = forms.ChoiceField(label="Cells are divided by", required=False, choices=DELIMITERS)
    header = forms.IntegerField(
        label="Line of the headings",
        required=False,
        min_value=0,
        max_value=400,
        help_text="0 when there are none. Blank: found out.",
    )
    sheet = forms.CharField(label="Sheet", required=False, max_length=200)

    def chosen(self) -> Chosen:
        """The answers, once they are valid."""
        said = self.cleaned_data
        return Chosen(
            encoding=said["encoding"],
            delimiter="\t" if said["delimiter"] == "tab" else said["delimiter"],
            header=said["header"],
            sheet=said["sheet"],
        )
