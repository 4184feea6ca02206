"""Terms explained on first sight: a dotted word that leads to its definition."""

import re
from calendar import month_name

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from entente.agreements import glossary
from entente.kit.wording import NO_BREAK
from entente.web.signin import browsers

register = template.Library()
UNITS = "|".join(
    ("min", "hour", "working day", "day", "week", "month", "quarter", "point", *month_name[1:])
)


@register.simple_tag
def term(word: str, shown: str = "") -> SafeString:
    """A <dfn> that opens the glossary at this word; `shown` is how the sentence has it.

    A word that nobody defined is shown as it is.
    """
    defined = glossary.term(word=word)
    if defined is None:
        return format_html("{}", shown or word)
    return format_html(
        '<dfn><a class="term" href="{}#{}" title="{}">{}</a></dfn>',
        reverse("glossary"),
        defined.slug,
        defined.definition,
        shown or word,
    )


@register.filter
def unbroken(sentence: str) -> str:
    """“version 2”, “4 hours”, “1h 08m”, “9 of 10” and “31 December” stay within one line."""
    sentence = re.sub(r"\b(version|Q[1-4]) (?=\d)", f"\\1{NO_BREAK}", sentence)
    sentence = re.sub(r"(?<=\d) of (?=\d)", f"{NO_BREAK}of{NO_BREAK}", sentence)
    return re.sub(rf"(?<=\d) (?={UNITS})|(?<=\dh) (?=\d)", NO_BREAK, sentence)


@register.filter
def browser(agent):
    """Chrome on Linux, by what a browser says of itself."""
    return browsers.called(agent=agent)
