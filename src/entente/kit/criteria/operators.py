"""The types a value may have, the operators there are, and which operator takes which types."""

from __future__ import annotations

from enum import StrEnum


class Type(StrEnum):
    """What kind of value a field or a property holds; values are what Python evaluation sees."""

    TEXT = "text"  # str, compared casefolded; "" is unknown
    NUMBER = "number"  # Decimal
    MONEY = "money"  # Amount; another currency than the one asked about is unknown
    DATE = "date"  # date, a day in the workspace's zone
    MOMENT = "moment"  # aware datetime
    YESNO = "yesno"  # bool
    CHOICE = "choice"  # the key of an option
    MEMBER = "member"  # the id of a person of the workspace, an int
    STAGE = "stage"  # the key of an option; the options are in order
    LISTS = "lists"  # frozenset of keys: the lists (tags, several choices) that hold the record
    REFUSALS = "refusals"  # frozenset of keys: the means of contact that the person has refused


class Operator(StrEnum):
    """The value is the canonical text; `…` stands for the number of days, weeks or months."""

    IS = "is"
    IS_NOT = "is not"
    ONE_OF = "is one of"
    NONE_OF = "is none of"
    CONTAINS = "contains"
    LACKS = "does not contain"
    STARTS = "starts with"
    ENDS = "ends with"
    KNOWN = "is known"
    UNKNOWN = "is unknown"
    LESS = "is less than"
    AT_MOST = "is at most"
    MORE = "is more than"
    AT_LEAST = "is at least"
    BETWEEN = "is between"  # both ends belong to it
    ON = "is on"
    BEFORE = "is before"
    AFTER = "is after"
    IN_LAST = "is in the last"
    IN_NEXT = "is in the next"
    AGO = "is more than … ago"
    REACHED = "is at or beyond"
    INCLUDES = "includes"
    EXCLUDES = "does not include"
    REFUSED = "has refused"
    ALLOWED = "has not refused"


class Operand(StrEnum):
    """The shape of what stands to the right of an operator."""

    NOTHING = "nothing"
    ONE = "one"
    SEVERAL = "several"
    PAIR = "pair"
    SPAN = "span"


_O, _T = Operator, Type
_KNOWLEDGE = (_O.KNOWN, _O.UNKNOWN)
_EQUALITY = (_O.IS, _O.IS_NOT, _O.ONE_OF, _O.NONE_OF)
_ORDER = (_O.LESS, _O.AT_MOST, _O.MORE, _O.AT_LEAST, _O.BETWEEN)
_TIME = (_O.ON, _O.BEFORE, _O.AFTER, _O.BETWEEN, _O.IN_LAST, _O.IN_NEXT, _O.AGO)
_PARTS_OF_TEXT = (_O.CONTAINS, _O.LACKS, _O.STARTS, _O.ENDS)

TAKES: dict[Type, tuple[Operator, ...]] = {
    _T.TEXT: (*_EQUALITY, *_PARTS_OF_TEXT, *_KNOWLEDGE),
    _T.NUMBER: (*_EQUALITY, *_ORDER, *_KNOWLEDGE),
    _T.MONEY: (_O.IS, _O.IS_NOT, *_ORDER, *_KNOWLEDGE),
    _T.DATE: (*_TIME, *_KNOWLEDGE),
    _T.MOMENT: (*_TIME, *_KNOWLEDGE),
    _T.YESNO: (_O.IS, *_KNOWLEDGE),
    _T.CHOICE: (*_EQUALITY, *_KNOWLEDGE),
    _T.MEMBER: (*_EQUALITY, *_KNOWLEDGE),
    _T.STAGE: (*_EQUALITY, _O.REACHED, _O.BEFORE, *_KNOWLEDGE),
    _T.LISTS: (_O.INCLUDES, _O.EXCLUDES, *_KNOWLEDGE),
    _T.REFUSALS: (_O.REFUSED, _O.ALLOWED, *_KNOWLEDGE),
}

_OPERANDS: dict[Operator, Operand] = {
    _O.KNOWN: Operand.NOTHING,
    _O.UNKNOWN: Operand.NOTHING,
    _O.ONE_OF: Operand.SEVERAL,
    _O.NONE_OF: Operand.SEVERAL,
    _O.BETWEEN: Operand.PAIR,
    _O.IN_LAST: Operand.SPAN,
    _O.IN_NEXT: Operand.SPAN,
    _O.AGO: Operand.SPAN,
}

# When a behaviour happened is told with these; nothing that happened lies in the future.
PERIODS = (_O.ON, _O.BEFORE, _O.AFTER, _O.BETWEEN, _O.IN_LAST, _O.AGO)
RELATIVE = frozenset({_O.IN_LAST, _O.IN_NEXT, _O.AGO})


def operand(operator: Operator) -> Operand:
    """What stands to the right of this operator."""
    return _OPERANDS.get(operator, Operand.ONE)
