"""What stands in a page: its links, its forms, and what is filled into their fields."""

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

VOID = {"input", "option"}
TYPED = {"text", "email", "search", "tel", "url", "number", "date", "time", "datetime-local",
         "password", "textarea", "month"}  # fmt: skip
TEXTS = {"text", "search", "textarea"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One input. `values` are the options of a choice; `kind` as HTML calls it."""

    name: str
    kind: str
    value: str = ""
    chosen: bool = True  # it would be sent
    values: tuple[str, ...] = ()
    most: int | None = None  # letters that it holds, where it says so

    @property
    def is_typed(self) -> bool:
        return self.kind in TYPED

    @property
    def is_text(self) -> bool:
        """Whether a sentence can be typed into it; who chooses a day or counts cannot."""
        return self.kind in TEXTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form with its fields and its buttons' names; `action` '' is the page itself."""

    action: str
    method: str
    fields: tuple[Field, ...] = ()
    multipart: bool = False

    def sent(self) -> dict[str, list[str]]:
        """What a browser would send of it as it stands."""
        found: dict[str, list[str]] = {}
        for one in self.fields:
            if one.name and one.chosen and one.kind not in ("file", "submit"):
                found.setdefault(one.name, []).append(one.value)
        return found


@dataclass
class Page(HTMLParser):
    """A page that was read: `Page.read(text)`. `outside` are the fields that no form holds."""

    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    outside: list[Field] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> "Page":
        page = cls()
        page.feed(text)
        page.close()
        page.forms = page._gathered()
        return page

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[dict[str, str], list[Field]]] = []
        self._at: int | None = None
        self._loose: list[tuple[str, Field]] = []
        self._elsewhere: list[tuple[str, str]] = []
        self._text: tuple[dict[str, str], list[str]] | None = None
        self._choice: tuple[dict[str, str], list[tuple[str, bool]]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "a" if "href" in given:
                self.links.append(given["href"])
            case "form":
                self._open.append((given, []))
                self._at = len(self._open) - 1
            case "input":
                kind = given.get("type", "text")
                ticked = kind not in ("checkbox", "radio") or "checked" in given
                value = given.get("value", "on" if kind in ("checkbox", "radio") else "")
                self._add(given, kind, value, chosen=ticked)
            case "button":
                if given.get("formaction"):
                    self._elsewhere.append((given["formaction"], given.get("form", "")))
                self._add(given, "submit", given.get("value", ""))
            case "textarea":
                self._text = (given, [])
            case "select":
                self._choice = (given, [])
            case "option" if self._choice is not None:
                self._choice[1].append((given.get("value", ""), "selected" in given))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._at = None
        elif tag == "textarea" and self._text is not None:
            given, parts = self._text
            self._add(given, "textarea", "".join(parts).removeprefix("\n"))
            self._text = None
        elif tag == "select" and self._choice is not None:
            given, options = self._choice
            values = tuple(value for value, _ in options)
            chosen = next((value for value, ticked in options if ticked), "".join(values[:1]))
            self._add(given, "select", chosen, values=values)
            self._choice = None

    def _add(
        self,
        given: dict[str, str],
        kind: str,
        value: str,
        *,
        chosen: bool = True,
        values: tuple[str, ...] = (),
    ) -> None:
        most = given.get("maxlength", "")
        one = Field(
            name=given.get("name", ""),
            kind=kind,
            value=value,
            chosen=chosen,
            values=values,
            most=int(most) if most else None,
        )
        if given.get("form"):
            self._loose.append((given["form"], one))
        elif self._at is not None:
            self._open[self._at][1].append(one)
        else:
            self.outside.append(one)

    def _gathered(self) -> list[Form]:
        found = []
        for given, fields in self._open:
            own = [one for form, one in self._loose if form and form == given.get("id")]
            form = Form(
                action=given.get("action", ""),
                method=given.get("method", "get").lower(),
                fields=(*fields, *own),
                multipart="multipart" in given.get("enctype", ""),
            )
            found.append(form)
            found += [
                replace(form, action=action)
                for action, of in self._elsewhere
                if of and of == given.get("id")
            ]
        return found
