"""What a column becomes, in words. Pure."""

from __future__ import annotations

from typing import Final

from entente.exchange.rules import targets, uses

RECORD_WORDS: Final = {"contact": "Contact", "company": "Company", "deal": "Deal"}


def words_of(role: str) -> str:
    """A role in words."""
    record, _, name = role.partition(".")
    named = {**uses.PERSON_ROLES, **uses.KEY_ROLES, **uses.OTHER_ROLES}
    if role in named:
        return named[role]
    if name.startswith(targets.FIELD_OF_OUR_OWN):
        return f"{RECORD_WORDS[record]}: {name.removeprefix(targets.FIELD_OF_OUR_OWN)}"
    fields = {kind: of for kind, of in targets.TARGETS.items() if kind == record}
    known = next((of[name] for of in fields.values() if name in of), None)
    return f"{RECORD_WORDS[record]}: {known.label[:1].lower()}{known.label[1:]}" if known else role
