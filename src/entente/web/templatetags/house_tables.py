"""Heads of tables that sort by a link, and the way to the next and previous page."""

from urllib.parse import urlencode

from django import template
from django.http import QueryDict

from entente.agreements.rules import difference
from entente.agreements.rules.prose import EXACTLY

register = template.Library()


def _with(query: QueryDict, **changes: str | None) -> str:
    """The same address with these parts of the query changed; None takes one away."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return f"?{urlencode(list(changed.lists()), doseq=True)}"


@register.simple_tag(takes_context=True)
def here_with(context, **changes):
    """A link to this page with parts of its query changed: {% here_with view="board" %}."""
    return _with(context["request"].GET, **{name: value or None for name, value in changes.items()})


@register.filter
def figures(section) -> frozenset[int]:
    """The columns of a document's table, from 0, in which every cell is a number."""
    return frozenset(
        place
        for place, cells in enumerate(zip(*section.rows, strict=False))
        if all(cell.replace(",", "").replace(".", "").isdigit() for cell in cells)
    )


@register.filter
def is_exact(paragraph) -> bool:
    """Whether a paragraph of a signed text says anew, in exact words, what the one before says."""
    return paragraph.startswith(EXACTLY)


@register.filter
def exactly(cell) -> tuple[str, str]:
    """What a cell of a signed text says, and the exact words that follow it; "" where none do."""
    said, begins, exact = cell.partition(EXACTLY)
    return said.strip(), f"{begins}{exact}"


@register.filter
def rewritten(sentence):
    """What a sentence of a difference says of a long text: its label, and its words as marked."""
    return difference.rewritten(sentence=sentence)


@register.filter
def noted(lines) -> bool:
    """Whether any line of a history has a note, so that there is a column to show."""
    return any(line.note for line in lines)


@register.filter
def under(row, head) -> list[tuple[str, str]]:
    """Each cell of a row with the title of its column."""
    return list(zip(head, row, strict=True))


@register.inclusion_tag("components/column.html", takes_context=True)
def column(context, title, key="", sort="", end=False, first="up", label=""):  # noqa: FBT002  a word in a template, not a call
    """A head of a table: `key` makes it a link that sorts; `sort` is the page's ("name", "-name").

    end=True aligns numbers to the end; first="down" sorts downwards on the first press.
    """
    up, down = sort == key, sort == f"-{key}"
    follows = {True: f"-{key}", False: key}[up if first == "up" else not down]
    url = _with(context["request"].GET, sort=follows, before=None, after=None) if key else ""
    return {
        "title": title,
        "url": url,
        "end": end,
        "label": label,
        "direction": "ascending" if key and up else "descending" if key and down else "",
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context, *, after="", before="", words=""):
    """Next and previous by keyset: `after` and `before` are cursors; "" where there is no more."""
    query = context["request"].GET
    return {
        "next": _with(query, after=after, before=None) if after else "",
        "previous": _with(query, before=before, after=None) if before else "",
        "words": words,
    }
