"""Choosing a file, and how it is read."""

from django import forms

from entente.exchange.files.encoding import OFFERED
from entente.exchange.files.table import Chosen
from entente.web.forms import HouseForm

# Whose letters an encoding holds; the others go by their own names.
LETTERS = {
    "utf-8": "All languages",
    "cp1252": "Western",
    "cp1250": "Central European",
    "cp1251": "Cyrillic",
    "cp1253": "Greek",
    "cp1254": "Turkish",
    "cp1255": "Hebrew",
    "cp1256": "Arabic",
    "cp1257": "Baltic",
    "shift_jis": "Japanese",
    "gb18030": "Chinese, simplified",
    "big5": "Chinese, traditional",
    "euc_kr": "Korean",
}
ENCODINGS = [
    ("", "Found out"),
    *((name, f"{LETTERS[name]} ({name})" if name in LETTERS else name) for name in OFFERED),
]
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
        choices=ENCODINGS,
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
