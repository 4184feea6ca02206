"""What the shared parts of pages are made of; pages.py of every area fills these."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """For components/_chart.html. `wide`, `middle` and `narrow` are SVG, safe and made by us: one
    picture in three widths, of which a page shows the one that fits.

    Without `wide` the sentence `instead` stands in its place: too little data, still drawing,
    or failed (then with `retry`, the address to ask again).
    """

    finding: str
    wide: str = ""
    middle: str = ""
    narrow: str = ""
    instead: str = ""
    retry: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    csv: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """For components/_promise.html: value of target and a word. tone: good, warn, bad or "".

    `aside` says of the words to which time they belong, where that is not plain.
    """

    words: str
    value: str
    target: str
    status: str
    tone: str = ""
    url: str = ""
    aside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """For components/_timeline.html: a time and a sentence."""

    at: datetime | date
    words: str
    url: str = ""
    by: str = ""
    team: str = ""
    note: str = ""
    void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """For components/_steps.html: something to do, with its place, or done."""

    title: str
    words: str
    done: bool = False
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """A way back in the top bar."""

    title: str
    url: str
