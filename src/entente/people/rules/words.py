"""How people and companies are called, folded and looked for."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers

SHORTEST: Final = 3  # letters from which the trigram index helps; below, only beginnings are found
LONGEST_NAME: Final = 400  # twice the longest part of a name
_PHONE: Final = re.compile(r"^[\d\s()+./\u2010-\u2015-]{3,}$")
_UNNAMED: Final = "Unnamed "
_NOT_DIGIT: Final = re.compile(r"\D+")


def full_name(*, first: str, last: str) -> str:
    """Both in one; of two that are as long as can be, with the space between, all but a letter."""
    name = f"{first} {last}".strip()
    return name if len(name.casefold()) <= LONGEST_NAME else name[:-1]


def shown_name(*, contact_id: int, name: str, email: str, keys: str, erased: bool = False) -> str:
    """What to call a person of whom perhaps nothing but an outside key is known."""
    if erased:
        return f"Erased person {contact_id}"
    return name or email or _unnamed(keys, contact_id)


def about_contact(*, title: str, company: str, email: str = "", phone: str = "") -> str:
    """One line that tells a person from a namesake: what they do and where, else an address."""
    return ", ".join(part for part in (title, company) if part) or email or phone


def about_company(*, industry: str, city: str, domain: str) -> str:
    """One line that tells a company from a namesake."""
    return industry or city or domain


def shown_company(*, company_id: int, name: str, domain: str, keys: str) -> str:
    """What to call a company of which perhaps nothing but an outside key is known."""
    return name or domain or _unnamed(keys, company_id)


def is_unnamed(called: str) -> bool:
    """Whether nothing but an outside key is known of whoever is called so."""
    return called.startswith(_UNNAMED)


def _unnamed(keys: str, record_id: int) -> str:
    return f"{_UNNAMED}{keys.split(maxsplit=1)[0][:12] if keys else record_id}"


def domain_key(text: str) -> str:
    """example.com for https://www.Example.com/about."""
    bare = re.sub(r"^[a-z]+://", "", text.strip().casefold())
    return re.split(r"[/?#:]", bare, maxsplit=1)[0].removeprefix("www.").rstrip(".")


def phone_key(*, phone: str, region: str = "") -> str:
    """+33612345678 for any spelling of it; '' when it is no number or lacks its country.

    `region` is the two-letter country in which numbers without a prefix are meant.
    """
    text = phone.strip()
    if not text:
        return ""
    digits = _NOT_DIGIT.sub("", text)
    # Most numbers of files carry their prefix; parsing each of those costs forty times as much.
    if text.startswith("+") and "(0)" not in text:
        return f"+{digits}" if 7 <= len(digits) <= 15 else ""
    if text.startswith("00"):
        return f"+{digits[2:]}" if 9 <= len(digits) <= 17 else ""
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def region_of(*, country: str, otherwise: str) -> str:
    """The region in which a contact's number is meant: its own country's code, if it is one."""
    code = country.strip().upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else otherwise


def search_words(text: str) -> list[str]:
    """The pieces that must all be found: words, or the digits of what looks like a phone number."""
    folded = text.replace("\x00", "").casefold().strip()
    digits = _NOT_DIGIT.sub("", folded.replace("(0)", ""))
    if _PHONE.match(folded) and len(digits) >= SHORTEST:
        return [digits.lstrip("0") if len(digits.lstrip("0")) >= SHORTEST else digits]
    return folded.split()[:8]


def like(word: str) -> str:
    """The word with LIKE's own signs made harmless."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
