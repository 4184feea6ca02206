"""How a kind describes its form: which fields, of what sort, called what. The web draws it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Sort = Literal[
    "text",  # one line
    "key",  # by what the machine knows a row; nobody is asked, it is made of `made_from`
    "paragraph",  # several lines
    "number",  # whole or decimal; the content holds what was typed, parsed by the schema
    "money",  # in the workspace's currency; the content holds the decimal as text
    "percentage",  # typed as 70, held as "0.7"
    "date",
    "choice",
    "choices",  # any number of the choices; the content holds a list
    "yesno",
    "criterion",  # the criteria language, in a text area; errors name line and column
    "group",  # a nested object: `fields`
    "rows",  # a list of objects: `fields` of one row
]
Choices = tuple[tuple[str, str], ...]
WIDE: Final = {"paragraph", "criterion", "choices", "group", "rows"}  # that fill the whole width
NAMING: Final = ("title", "name", "label", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a document's form. `name` is its key in the content.

    `choices` are (value, words), or a function that gives them when the form is drawn. In `rows`,
    `row` names one of them ("stage"), `called` gives one its name, `told` says in short what was
    typed into one, and `key` is the field by which
    a row stays the same one from version to version; without it rows are compared by their place.
    `behind` is the yes-or-no field of those rows that stay behind the others.
    `varies` gives the field as it is meant beside the other answers of its row, a percentage for
    one promise and a number for another; None where it does not matter there.
    """

    name: str
    label: str
    sort: Sort = "text"
    hint: str = ""
    unit: str = ""
    optional: bool = False
    choices: Choices | Callable[[], Choices] = ()
    fields: tuple[Field, ...] = ()
    row: str = "row"
    key: str = ""
    behind: str = ""
    called: Callable[[Mapping[str, Any]], str] | None = None
    told: Callable[[Mapping[str, Any]], str] | None = None
    made_from: str = ""
    varies: Callable[[Mapping[str, Any]], Field | None] | None = None

    @property
    def offered(self) -> Choices:
        return self.choices() if callable(self.choices) else self.choices

    @property
    def naming(self) -> Field | None:
        """The field by which people know a row: its name, else its first short answer."""
        short = [one for one in self.fields if one.sort not in {*WIDE, "yesno", "key"}]
        named = [one for name in NAMING for one in short if one.name == name]
        return next(iter((*named, *short)), None)

    def unused(self, rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...] | None:
        """What a row more could be known by, where each of a few choices names one row at most.

        None where anything can be typed; () where every choice has its row.
        """
        key = next((one for one in self.fields if one.name == self.key), None)
        if key is None or key.sort != "choice":
            return None
        taken = {row.get(self.key) for row in rows}
        return tuple(value for value, _ in key.offered if value and value not in taken)

    def among(self, row: Mapping[str, Any]) -> Field | None:
        """The field as the other answers of its row mean it; None where it does not matter."""
        return self.varies(row) if self.varies else self
