"""How a kind describes its form: which fields, of what sort, called what. The web draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Sort = Literal[
    "text",  # one line
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a document's form. `name` is its key in the content.

    `choices` are (value, words), or a function that gives them when the form is drawn. In `rows`,
    `row` names one of them ("stage"), and `key` is the field by which a row stays the same one
    from version to version; without it rows are compared by their place.
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

    @property
    def offered(self) -> Choices:
        return self.choices() if callable(self.choices) else self.choices
