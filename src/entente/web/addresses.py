"""Addresses of records and of lists of them. Figures everywhere link to these."""

from urllib.parse import urlencode

from django.urls import Resolver404, register_converter, resolve, reverse
from django.utils.text import slugify

LISTS = {"contact": "contacts", "company": "companies", "deal": "deals"}


class RecordConverter:
    """731-sara-lind ⇄ 731; what follows the number is for people and decides nothing."""

    regex = r"[0-9]{1,18}(?:-[\w-]*)?"

    def to_python(self, value: str) -> int:
        return int(value.partition("-")[0])

    def to_url(self, value: int | str) -> str:
        return str(value)


register_converter(RecordConverter, "record")


def record(kind: str, record_id: int, called: str = "") -> str:
    """The page of a contact, company or deal; '' of any other kind."""
    if kind not in LISTS:
        return ""
    slug = "" if "@" in called else slugify(called)[:60].rstrip("-")
    return reverse(kind, args=[f"{record_id}-{slug}" if slug else str(record_id)])


def contact(contact_id: int, called: str = "") -> str:
    """The page of a contact."""
    return record("contact", contact_id, called)


def company(company_id: int, called: str = "") -> str:
    """The page of a company."""
    return record("company", company_id, called)


def deal(deal_id: int, called: str = "") -> str:
    """The page of a deal."""
    return record("deal", deal_id, called)


def listing(kind: str, *, where: str = "", **more: str) -> str:
    """The list of contacts, companies or deals that meet a criterion, given as text."""
    asked = {"view": "table"} if kind == "deal" else {}
    asked |= {"where": where} if where else {}
    query = urlencode(asked | {name: value for name, value in more.items() if value})
    return f"{reverse(LISTS[kind])}{'?' if query else ''}{query}"


def existing(path: str) -> str:
    """The path if there is a page of ours at it, else ''."""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path
