"""What a column can become, in groups for a select."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from entente.exchange.rules import targets, uses
from entente.exchange.rules.naming import RECORD_WORDS, words_of
from entente.funnel import queries as funnel
from entente.people.queries.known import custom_fields

Group = tuple[str, tuple[tuple[str, str], ...]]
DATED: Final = frozenset({"moment", "fact", "day", "date"})
COUNTED: Final = frozenset({"number", "amount"})


def groups(*, also: Iterable[str] = ()) -> tuple[Group, ...]:
    """The choices, with our own fields. `also` names roles in use that must be among them."""
    found = [_record(record) for record in ("contact", "company", "deal")]
    found.append(("Our people", tuple(uses.PERSON_ROLES.items())))
    found.append(("More", (*uses.KEY_ROLES.items(), *uses.OTHER_ROLES.items())))
    offered = {role for _, choices in found for role, _ in choices}
    rest = tuple((role, words_of(role)) for role in dict.fromkeys(also) if role not in offered)
    return tuple(found) + ((("In this mapping", rest),) if rest else ())


def _record(record: targets.Record) -> Group:
    known = [
        (role, words_of(role)) for role in map(f"{record}.{{}}".format, targets.TARGETS[record])
    ]
    own = [
        (role := f"{record}.{targets.FIELD_OF_OUR_OWN}{field.label}", words_of(role))
        for field in custom_fields(record=record).values()
        if field.type in targets.CUSTOM_TYPES
    ]
    title = RECORD_WORDS[record]
    new = (f"{record}.{uses.FIELD}", f"{title}: a new field named like the column")
    return title, (*known, *own, new)


def type_of(role: str, own_type: str = "text") -> str:
    """How cells of a role are read: text, number, date, …"""
    record, _, name = role.partition(".")
    known = targets.TARGETS.get(record, {}).get(name)  # type: ignore[call-overload]  a text that may be none of ours
    return known.type if known else own_type


def stages(*, at: datetime) -> dict[str, str]:
    """The names of the funnel's stages by key, in order."""
    return {stage.key: stage.name for stage in funnel.canon(at=at).document.stages}
