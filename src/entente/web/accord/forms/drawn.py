"""A document's form as its template draws it: finished inputs with values and errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from entente.agreements.rules.content import Problem, dotted
from entente.agreements.rules.form import WIDE, Field
from entente.web.accord.forms.typed import ON, Typed

INPUT_TYPES: Final = {"date": "date"}
WIDTHS: Final = {"number": "short", "money": "medium", "percentage": "short", "date": "medium"}
LONG_ROW: Final = 3  # fields beyond which a row folds up under its name, and so with a wide one
LONG_NOTE: Final = 110  # characters of what a folded row says


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One question. `sort` picks the part that draws it; `described` lists hint and error.

    What is asked beside one that `decides` hangs on its answer.
    """

    sort: str
    name: str
    label: str
    value: str = ""
    hint: str = ""
    unit: str = ""
    optional: bool = False
    errors: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    width: str = ""
    type: str = "text"
    mode: str = ""
    lines: int = 3
    decides: bool = False

    @property
    def id(self) -> str:
        return f"f-{self.name}"

    @property
    def described(self) -> str:
        parts = [f"{self.id}-hint"] if self.hint else []
        return " ".join([*parts, *([f"{self.id}-error"] if self.errors else [])])


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One of several: `title` says which, `note` what is in it; open while it needs mending."""

    name: str
    title: str
    note: str
    nodes: tuple[Any, ...]
    open: bool
    folds: bool
    first: bool
    last: bool
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """A list of rows, or with `sort` "group" the nodes that belong together.

    It is `full` when every row that there can be is there.
    """

    sort: str
    name: str
    label: str
    hint: str = ""
    errors: tuple[str, ...] = ()
    word: str = ""
    rows: tuple[Row, ...] = ()
    nodes: tuple[Any, ...] = ()
    full: bool = False

    @property
    def id(self) -> str:
        return f"f-{self.name}"

    @property
    def described(self) -> str:
        return f"{self.id}-error" if self.errors else ""


@dataclass(frozen=True, slots=True)
class _Hand:
    """What every part of the drawing needs to know."""

    wrong: Mapping[str, tuple[str, ...]]
    fresh: str
    currency: str
    decided: str


def draw(
    *,
    fields: Iterable[Field],
    typed: Typed,
    problems: Sequence[Problem] = (),
    fresh: str = "",
    decided: str = "",
    currency: str = "",
) -> tuple[Any, ...]:
    """The nodes of a form, in order. `fresh` names the row that was just added, `decided` the
    question that was just answered anew.
    """
    asked = tuple(fields)
    nodes = _nodes(asked, typed, "", _Hand({}, fresh, currency, decided))
    if not problems:
        return nodes
    places = dict(_places(nodes))
    wrong: dict[str, tuple[str, ...]] = {}
    for problem in problems:
        name = _nearest(problem, places)
        wrong[name] = (*wrong.get(name, ()), problem.message)
        wrong.setdefault(dotted(problem.path), ())  # its row opens, also where it is not drawn
    return _nodes(asked, typed, "", _Hand(wrong, fresh, currency, decided))


def _nodes(
    fields: Iterable[Field], typed: Mapping[str, Any], at: str, hand: _Hand
) -> tuple[Any, ...]:
    """Without those that do not matter beside the other answers; those that do are needed."""
    asked = tuple(fields)
    deciding = any(field.varies for field in asked)
    meant = [(field, field.among(typed)) for field in asked]
    nodes = (
        _node(
            replace(one, optional=False) if field.varies else one,
            typed[field.name],
            f"{at}{field.name}",
            hand,
        )
        for field, one in meant
        if one
    )
    return tuple(
        replace(node, decides=True) if deciding and node.sort == "choice" else node
        for node in nodes
    )


def _node(field: Field, typed: Any, name: str, hand: _Hand) -> Any:
    if field.sort not in ("group", "rows"):
        return _input(field, typed, name, hand)
    errors = hand.wrong.get(name, ())
    shared = {"name": name, "label": field.label, "hint": field.hint, "errors": errors}
    if field.sort == "group":
        return Several(sort="group", nodes=_nodes(field.fields, typed, f"{name}.", hand), **shared)
    rows = tuple(
        _row(field, row, f"{name}.{number}", number=number, count=len(typed), hand=hand)
        for number, row in enumerate(typed)
    )
    full = field.unused(typed) == ()
    return Several(sort="rows", word=field.row, rows=rows, full=full, **shared)


def _row(field: Field, typed: Typed, name: str, *, number: int, count: int, hand: _Hand) -> Row:
    added = hand.fresh == name
    broken = any(key == name or key.startswith(f"{name}.") for key in hand.wrong)
    called = _called(field, typed)
    return Row(
        name=name,
        title=called or f"{field.row.capitalize()} {number + 1}",
        note=_note(field, typed),
        nodes=_nodes(field.fields, typed, f"{name}.", hand),
        open=broken or added or not called or hand.decided.startswith(f"{name}."),
        folds=len(field.fields) > LONG_ROW or any(one.sort in WIDE for one in field.fields),
        first=number == 0,
        last=number == count - 1,
        fresh=added,
    )


def _called(field: Field, typed: Typed) -> str:
    """What a row is called; "" while that is not answered yet."""
    if field.called:
        return field.called(typed)
    return _in_words(field.naming, typed[field.naming.name]) if field.naming else ""


def _note(field: Field, typed: Typed) -> str:
    """What a folded row says: its other answers that matter, as long as there is room."""
    if field.told:
        return _short(field.told(typed))
    naming = field.naming.name if field.naming else ""
    meant = [one.among(typed) for one in field.fields if one.name != naming]
    plain = [one for one in meant if one and one.sort not in {*WIDE, "key"} - {"criterion"}]
    said = [_in_words(one, typed[one.name]) for one in plain if one.sort != "yesno"]
    said += [one.label.lower() for one in plain if one.sort == "yesno" and typed[one.name] == ON]
    return _short(" · ".join(dict.fromkeys(filter(None, said))))


def _short(whole: str) -> str:
    return whole if len(whole) <= LONG_NOTE else f"{whole[:LONG_NOTE].rstrip()}…"


def _in_words(field: Field, typed: str) -> str:
    if field.sort == "choice":
        return dict(field.offered).get(typed, typed) if typed else ""
    if field.sort == "number" and not field.unit and typed:
        return f"{field.label.lower()} {typed}"  # a bare number says nothing
    unit = "%" if field.sort == "percentage" else f" {field.unit}" if field.unit else ""
    return f"{typed}{unit}" if typed else ""


def _input(field: Field, typed: Any, name: str, hand: _Hand) -> Input:
    chosen = set(typed) if isinstance(typed, list) else {typed}
    units = {"percentage": "%", "money": hand.currency}
    return Input(
        sort=field.sort,
        name=name,
        label=field.label,
        value="" if isinstance(typed, list) else typed,
        hint=field.hint,
        unit=units.get(field.sort, field.unit),
        optional=field.optional,
        errors=hand.wrong.get(name, ()),
        options=_options(field, chosen),
        width=WIDTHS.get(field.sort, ""),
        type=INPUT_TYPES.get(field.sort, "text"),
        mode="decimal" if field.sort in ("number", "money", "percentage") else "",
        lines=max(3, min(12, 1 + str(typed).count("\n") + len(str(typed)) // 70)),
    )


def _options(field: Field, chosen: set[str]) -> tuple[Option, ...]:
    if field.sort == "yesno":
        return (Option(value=ON, words=field.label, chosen=ON in chosen),)
    offered = field.offered
    kept = [(value, value) for value in sorted(chosen) if value and value not in dict(offered)]
    return tuple(
        Option(value=value, words=words, chosen=value in chosen)
        for value, words in (*offered, *kept)
    )


def summary(nodes: Iterable[Any], problems: Sequence[Problem]) -> tuple[tuple[str, str], ...]:
    """For the summary on top, in the order of the form: (id of the nearest place, words)."""
    drawn = dict(_places(nodes))
    order = {name: place for place, name in enumerate(drawn, start=1)}
    found = []
    for problem in problems:
        name = _nearest(problem, drawn)
        label = drawn.get(name, "")
        words = f"{label}: {problem.message}" if label else problem.message
        found.append((order.get(name, 0), f"f-{name}" if name else "", words))
    return tuple((id_, words) for _, id_, words in sorted(found, key=lambda one: one[0]))


def _nearest(problem: Problem, places: Mapping[str, str]) -> str:
    """The name of the question that a problem is about, of what holds it, or ''."""
    path = list(problem.path)
    while path and dotted(tuple(path)) not in places:
        path.pop()
    return dotted(tuple(path))


def _places(nodes: Iterable[Any], where: str = "") -> Iterable[tuple[str, str]]:
    """What can be seen, by name, with its label; nobody is led to what is hidden."""
    for node in nodes:
        if node.sort != "key":
            yield node.name, f"{where}{node.label}"
        if isinstance(node, Several):
            yield from _places(node.nodes, where)
            for row in node.rows:
                yield from _places(row.nodes, f"{row.title}, ")
