"""Small pieces that every page uses: marks, meters, clocks, chips, figures, fields.

Built in: no template loads this. Lengths are SVG geometry, never style attributes. Forms' tags
live beside these in `house_forms`, tables' in `house_tables`, the glossary's in `house_words`; this
module registers them all.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from entente.kit import wording
from entente.people.rules import words as names
from entente.web.templatetags import house_forms, house_records, house_tables, house_words

register = template.Library()
for library in (
    house_forms.register,
    house_records.register,
    house_tables.register,
    house_words.register,
):
    register.tags.update(library.tags)
    register.filters.update(library.filters)

TEAMS = {
    "marketing": (("m", "M", "Marketing"),),
    "sales": (("s", "S", "Sales"),),
    "both": (("m", "M", "Marketing"), ("s", "S", "Sales")),
    "shared": (("m", "M", "Marketing"), ("s", "S", "Sales")),
}


def _within(value: float | Decimal | None) -> str:
    """A percentage kept within 0 and 100, as SVG takes it."""
    return f"{max(0.0, min(100.0, float(value or 0))):.2f}"


@register.inclusion_tag("components/meter.html")
def meter(*, value, label, due=None, state=""):
    """Progress in percent with a tick where today should be. state: "", "short" or "bad".

    `label` is the whole sentence for those who listen: "243 of 318; today needs 262".
    """
    tick = None if due is None else _within(due)
    return {"value": _within(value), "due": tick, "state": state, "label": label}


@register.inclusion_tag("components/clock.html")
def clock(*, state, words, left=0):
    """An SLA clock. state: ok, soon, late, paused or met; `left` is the percent of time left."""
    return {"state": state, "words": words, "left": _within(left)}


@register.inclusion_tag("components/fuse.html")
def fuse(*, state, big, what, note="", left=0):
    """The wide clock on top of a lead: "38 min left" (`big`) "to make first contact" (`what`)."""
    return {"state": state, "big": big, "what": what, "note": note, "left": _within(left)}


@register.inclusion_tag("components/score.html")
def score(*, fit, interest, fit_of=60, interest_of=40):
    """The total of a lead with fit and interest as two segments; "unknown" when not scored."""
    known = fit is not None and interest is not None
    whole = (fit_of + interest_of) or 1
    return {
        "known": known,
        "total": round(fit + interest) if known else None,
        "words": f"Fit {fit} of {fit_of}, interest {interest} of {interest_of}",
        "fit": _within(100 * fit / whole) if known else "0",
        "interest": _within(100 * interest / whole) if known else "0",
    }


@register.inclusion_tag("components/forest.html")
def forest(*, low, middle, high, label, state="", cut=""):
    """A rate against plan: an interval and a dot on an axis from 0 to 100, the plan at 50.

    state: "", "good", "warn" or "bad"; cut: "low", "high" or both, where the interval goes on.
    """
    values = {"low": low, "middle": middle, "high": high, "width": (high or 0) - (low or 0)}
    places = {name: _within(value) for name, value in values.items()}
    return {**places, "label": label, "state": state, "cut": cut}


@register.inclusion_tag("components/versus.html")
def versus(*, rows):
    """Bars to compare: `rows` of (words, percent, figure); the second and later ones are amber."""
    return {"rows": [(words, _within(value), figure) for words, value, figure in rows]}


@register.inclusion_tag("components/team.html")
def team_mark(team):
    """A circle M for marketing, a square S for sales, both for "both" or "shared"."""
    return {"marks": TEAMS.get(str(team), ())}


@register.simple_tag
def avatar(name, size="", kind="person"):
    """Initials in a circle (a person) or a square (kind="company"); size "" or "lg"."""
    classes = "avatar" + (f" avatar--{size}" if size else "")
    classes += " avatar--co" if kind == "company" else ""
    text = wording.initials("" if names.is_unnamed(str(name or "")) else str(name or ""))
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, text)


@register.inclusion_tag("components/chip.html")
def person(name, url="", note=""):
    """A round chip; opens the person where there is a `url`."""
    return _chip(name, url=url, note=note, kind="person")


@register.inclusion_tag("components/chip.html")
def company(name, url="", note=""):
    """A square chip; opens the company where there is a `url`."""
    return _chip(name, url=url, note=note, kind="company")


def _chip(name, *, url, note, kind):
    shown = name or "No name yet"
    return {"known": name, "name": shown, "url": url, "note": note, "kind": kind}


@register.simple_tag
def status(words, tone=""):
    """A word with a dot whose shape tells the tone: "good", "warn", "bad" or "" (not measured)."""
    classes = f"status--{tone} {tone}" if tone else "muted"
    return format_html('<span class="status {}">{}</span>', classes, words)


@register.simple_tag
def tag(words, tone=""):
    """A small label: tone "", "good", "warn" or "bad"."""
    return format_html('<span class="tag{}">{}</span>', f" tag--{tone}" if tone else "", words)


@register.simple_tag
@cache
def icon(name, size=16):
    """A line drawing of ours (templates/components/icons/<name>.svg), hidden from listeners."""
    return render_to_string(f"components/icons/{name}.html", {"size": size})


@register.simple_tag
def money(amount, currency, short=False):  # noqa: FBT002  a word in a template, not a call
    """€676,851.48, or with short=True €677k. None reads "unknown"."""
    if amount is None:
        return SafeString(f'<span class="muted">{wording.UNKNOWN}</span>')
    return (wording.money_short if short else wording.money)(amount, currency)


@register.simple_tag
def rate(met, of, low=None, high=None, places=None):
    """22% with its count, and its interval (shares of one) where given."""
    if not of:
        return SafeString('<span class="muted">none yet</span>')
    shown = wording.rate(met, of, places=places)
    count = f"{wording.number(met)} of {wording.number(of)}"
    if low is not None and high is not None:
        ends = [wording.percent(end, places=places) for end in (low, high)]
        count = f"{ends[0].removesuffix('%')}{wording.RANGE}{ends[1]}, {count}"
    return format_html('<b>{}</b> <span class="muted">({})</span>', shown, count)


@register.simple_tag(takes_context=True)
def when(context, value, long=False, year=False, lately=False):  # noqa: FBT002  words in a template, not a call
    """A <time>: 08:20 today, otherwise 16 Nov; long=True: 24 November, 08:20. Workspace's zone.

    lately=True: 23 Nov, 08:20 in the six days before today, for lists with many rows of one day.
    year=True says the year of this year too: for paper, which is read in another one.
    """
    if value is None:
        return SafeString('<span class="muted">not yet</span>')
    now = timezone.localtime(context["request"].at)
    if year:
        now = datetime.min.replace(tzinfo=now.tzinfo)
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        short = wording.lately if lately else wording.moment
        words = wording.day_and_time if long else short
        return format_html(
            '<time datetime="{}">{}</time>', local.isoformat(), words(local, now=now)
        )
    words = wording.day if long else wording.short_day
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), words(value, today=now.date())
    )


@register.filter
def number(value, places=0):
    """1,284; −3; unknown."""
    return wording.number(value, places=places)


@register.filter
def signed(value):
    """+12, −19."""
    return wording.signed(value)


@register.filter
def percent(share):
    """68% of a share of one."""
    return wording.percent(share)


@register.filter
def span(length):
    """38 min, 1h 52m, 11 days."""
    return wording.span(length)


@register.filter
def spoken(label, by="channel"):
    """A group as people read it: organic_search as Organic search, the name of others as it is."""
    if by not in ("channel", "team"):
        return str(label)
    return wording.channel(str(label))


@register.filter
def counted(amount, words):
    """{{ 3|counted:"lead" }}: 3 leads; {{ n|counted:"company,companies" }}."""
    one, _, many = words.partition(",")
    return wording.counted(amount, one, many)


@register.filter
def iso(value: date) -> str:
    """2026-11-24, as addresses and date inputs take it."""
    return value.isoformat() if value else ""
