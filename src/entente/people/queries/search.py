"""One box that finds people and companies: every word somewhere in name, address, phone or key.

No ranking of common terms: what matches is found in the index and the first hits are given, those
that begin with the term before the others. Below three letters only beginnings of names are found.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import LiteralString

from entente.kit.criteria.sql.fragment import Fragment, bound, joined, sql
from entente.people.access import visible
from entente.people.queries.paging import run
from entente.people.rules import words
from entente.workspace.rules import Viewer

POOL = 4  # times the hits asked for are read, to put those that begin with the term first
# A term that stands in a sixtieth of all records fills the pool from the newest 2,000: two
# milliseconds. Only rarer ones go to the index, whose cost grows with the number of matches.
NEWEST = 2_000
_COMPANY: LiteralString = "(select name from people_company firm where firm.id = company_id)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A record that was found: what to call it and one line more about it."""

    record: str  # contact, company, deal
    id: int
    called: str
    about: str


def search_contacts(
    *, text: str, viewer: Viewer, limit: int = 8, foremost: Collection[int] = ()
) -> list[Hit]:
    """Contacts that the viewer sees and the text finds. Two queries at most.

    Those of `foremost` come first among equals, however many others the text finds: two more.
    """
    mine = visible(viewer=viewer, record="contact", owner="owner_id")
    found = _contact_rows(text, mine, limit * POOL)
    if foremost and len(found) == limit * POOL:
        ours = sql("id = any({})", bound(sorted(foremost), "bigint[]"))
        known = {row[0] for row in found}
        more = _contact_rows(text, joined(" and ", [mine, ours]), limit * POOL)
        found += [row for row in more if row[0] not in known]
    hits = [
        Hit(
            record="contact",
            id=row[0],
            called=words.shown_name(contact_id=row[0], name=row[1], email=row[2], keys=row[3]),
            about=words.about_contact(title=row[4], company=row[6], email=row[2], phone=row[5]),
        )
        for row in found
    ]
    return first(hits=hits, text=text, limit=limit, foremost=foremost)


def _contact_rows(text: str, mine: Fragment, limit: int) -> list[tuple]:
    return found_rows(
        text=text,
        table="people_contact",
        columns=f"id, name, email, keys_text, job_title, phone, {_COMPANY}",
        starts=("name_key", "email_key"),
        mine=mine,
        limit=limit,
    )


def search_companies(*, text: str, viewer: Viewer, limit: int = 8) -> list[Hit]:
    """Companies that the viewer sees and the text finds. Two queries at most."""
    found = found_rows(
        text=text,
        table="people_company",
        columns="id, name, domain, keys_text, industry, city",
        starts=("name_key",),
        mine=visible(viewer=viewer, record="company", owner="owner_id"),
        limit=limit * POOL,
    )
    hits = [
        Hit(
            record="company",
            id=row[0],
            called=words.shown_company(company_id=row[0], name=row[1], domain=row[2], keys=row[3]),
            about=words.about_company(industry=row[4], city=row[5], domain=row[2]),
        )
        for row in found
    ]
    return first(hits=hits, text=text, limit=limit)


def first(
    *, hits: Sequence[Hit], text: str, limit: int, foremost: Collection[int] = ()
) -> list[Hit]:
    """The hits that begin with the text, then the others; among equals `foremost` come first."""
    folded = text.strip().casefold()

    def order(hit: Hit) -> tuple[bool, bool, str, int]:
        called = hit.called.casefold()
        return (not called.startswith(folded), hit.id not in foremost, called, hit.id)

    return sorted(hits, key=order)[:limit]


def found_rows(
    *,
    text: str,
    table: LiteralString,
    columns: LiteralString,
    starts: Sequence[LiteralString],
    mine: Fragment,
    limit: int,
    besides: Fragment | None = None,
) -> list[tuple]:
    """Live rows in whose column `words` every word stands; of short texts, rows that begin so.

    `besides` selects rows that are found whatever their words.
    """
    pieces = words.search_words(text)
    if not pieces:
        return []
    if all(len(piece) < words.SHORTEST for piece in pieces):
        return run(_beginning(table, columns, " ".join(pieces), starts, mine, limit))
    found = joined(" and ", [mine, *(_holds(piece) for piece in pieces)])
    rows = run(_beside(besides, _newest(table, columns, found, limit)))
    if len(rows) >= limit:
        return rows
    return run(_beside(besides, _indexed(table, columns, found, limit)))


def _beside(besides: Fragment | None, found: Fragment) -> Fragment:
    return sql("({}) union ({})", besides, found) if besides else found


def _holds(piece: str) -> Fragment:
    return sql("words like {}", bound(f"%{words.like(piece)}%", "text"))


def _newest(table: LiteralString, columns: LiteralString, found: Fragment, limit: int) -> Fragment:
    return sql(
        "select {} from (select * from {} where deleted_at is null "
        "order by id desc limit {}) newest where {} limit {}",
        *(Fragment(columns), Fragment(table), bound(NEWEST, "bigint")),
        *(found, bound(limit, "bigint")),
    )


def _indexed(table: LiteralString, columns: LiteralString, found: Fragment, limit: int) -> Fragment:
    """Materialised, so that the planner does not hope to meet a few matches by reading along."""
    return sql(
        "with found as materialized (select * from {} where deleted_at is null and {}) "
        "select {} from found limit {}",
        *(Fragment(table), found, Fragment(columns), bound(limit, "bigint")),
    )


def _beginning(
    table: LiteralString,
    columns: LiteralString,
    start: str,
    starts: Sequence[LiteralString],
    mine: Fragment,
    limit: int,
) -> Fragment:
    """By index ranges; LIKE with a bound pattern would not use them."""
    end = start + "\U0010ffff"
    parts = [
        sql(
            "(select {} from {} where deleted_at is null and nullif({}, '') >= {} "
            "and nullif({}, '') < {} and {} order by nullif({}, ''), id limit {})",
            *(Fragment(columns), Fragment(table)),
            *(Fragment(column), bound(start, "text"), Fragment(column), bound(end, "text")),
            *(mine, Fragment(column), bound(limit, "bigint")),
        )
        for column in starts
    ]
    return joined(" union ", parts)
