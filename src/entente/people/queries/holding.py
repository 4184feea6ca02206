"""Lists narrowed by the words of one box, as the search over everything reads them."""

from typing import LiteralString

from entente.kit.criteria.sql.fragment import FALSE, TRUE, Fragment, bound, joined, sql
from entente.people.rules import words


def holding(*, text: str, table: LiteralString) -> Fragment:
    """A condition on the row of `table`: every word stands in its names, addresses or keys.

    Below three letters the record's name begins so. No text is met by every record.
    """
    if not text.strip():
        return TRUE
    pieces = words.search_words(text)
    if not pieces:
        return FALSE
    if all(len(piece) < words.SHORTEST for piece in pieces):
        start = " ".join(pieces)
        name = Fragment(f"nullif({table}.name_key, '')")
        beginning = (bound(start, "text"), name, bound(f"{start}\U0010ffff", "text"))
        return sql("({} >= {} and {} < {})", name, *beginning)
    place = Fragment(f"{table}.words")
    found = [sql("{} like {}", place, bound(f"%{words.like(one)}%", "text")) for one in pieces]
    return sql("({})", joined(" and ", found))
