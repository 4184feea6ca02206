"""One box that finds people and companies: every word somewhere in name, address, phone or key.

Best first: whose name holds the words, then whose name begins so, whose address, and whatever else
matches (an employer, a title). Among equals who is asked for, then one's own, then with whom
something happened last. Only a bounded pool is ranked, never all that a common word finds.
Below three letters only beginnings of names are found.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString

from entente.kit.criteria.sql.fragment import Fragment, bound, joined, sql
from entente.people.access import visible
from entente.people.queries.paging import run
from entente.people.rules import words
from entente.workspace.rules import Viewer

POOL = 4  # times the hits asked for are read, to rank them
# A term that stands in a sixtieth of all records fills the pool from the newest 2,000: some
# milliseconds. Only rarer ones go to the index, whose cost grows with the number of matches.
NEWEST = 2_000
RANKED = 1_000  # of what the index finds
_GAPS = str.maketrans("-.,", "   ")
# Each from an index over both columns, and asked for no more than the pool.
LAST: Final[Mapping[str, LiteralString]] = {
    "contact": "(select max(occurred_at) from ledger_entry where contact_id = id)",
    "company": "(select max(occurred_at) from ledger_entry where company_id = id)",
    "deal": "(select max(occurred_at) from ledger_entry where deal_id = id)",
}
_COMPANY: LiteralString = "(select name from people_company firm where firm.id = company_id)"
_CONTACT: LiteralString = (
    f"id, name, email, keys_text, job_title, phone, {_COMPANY}, owner_id, {LAST['contact']}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A record that was found: what to call it and one line more about it."""

    record: str  # contact, company, deal
    id: int
    called: str
    about: str
    place: int = 0  # how well it matches: the less, the better
    owner: int | None = None
    last: datetime | None = None  # when something happened last


def search_contacts(
    *, text: str, viewer: Viewer, limit: int = 8, foremost: Collection[int] = ()
) -> list[Hit]:
    """Contacts that the viewer sees and the text finds. Two queries at most.

    Those of `foremost` come first among equals, then the viewer's own, however many others the text
    finds: two more.
    """
    mine = visible(viewer=viewer, record="contact", owner="owner_id")
    found = _contact_rows(text, mine, limit * POOL)
    if (foremost or viewer.member_id) and len(found) >= limit * POOL:
        ours = sql(
            "(id = any({}) or owner_id = {})",
            *(bound(sorted(foremost), "bigint[]"), bound(viewer.member_id, "bigint")),
        )
        known = {row[0] for row in found}
        more = _contact_rows(text, joined(" and ", [mine, ours]), limit * POOL)
        found += [row for row in more if row[0] not in known]
    hits = [
        Hit(
            record="contact",
            id=row[0],
            called=words.shown_name(contact_id=row[0], name=row[1], email=row[2], keys=row[3]),
            about=words.about_contact(title=row[4], company=row[6], email=row[2], phone=row[5]),
            owner=row[7],
            last=row[8],
            place=row[-1],
        )
        for row in found
    ]
    return first(hits=hits, text=text, limit=limit, viewer=viewer, foremost=foremost)


def _contact_rows(text: str, mine: Fragment, limit: int) -> list[tuple]:
    return found_rows(
        text=text,
        table="people_contact",
        columns=_CONTACT,
        starts=("nullif(name_key, '')", "split_part(name_key, ' ', -1)", "nullif(email_key, '')"),
        mine=mine,
        limit=limit,
    )


def search_companies(*, text: str, viewer: Viewer, limit: int = 8) -> list[Hit]:
    """Companies that the viewer sees and the text finds. Two queries at most."""
    found = found_rows(
        text=text,
        table="people_company",
        columns=f"id, name, domain, keys_text, industry, city, owner_id, {LAST['company']}",
        starts=("nullif(name_key, '')",),
        mine=visible(viewer=viewer, record="company", owner="owner_id"),
        limit=limit * POOL,
    )
    hits = [
        Hit(
            record="company",
            id=row[0],
            called=words.shown_company(company_id=row[0], name=row[1], domain=row[2], keys=row[3]),
            about=words.about_company(industry=row[4], city=row[5], domain=row[2]),
            owner=row[6],
            last=row[7],
            place=row[-1],
        )
        for row in found
    ]
    return first(hits=hits, text=text, limit=limit, viewer=viewer)


def first(
    *, hits: Sequence[Hit], text: str, limit: int, viewer: Viewer, foremost: Collection[int] = ()
) -> list[Hit]:
    """The best hits; of those that match as well what is called just so, then `foremost`, then the
    viewer's own, then what begins with the text, then what was last heard of, then by name."""
    folded = text.strip().casefold()

    def order(hit: Hit) -> tuple[Any, ...]:
        called = hit.called.casefold()
        others = hit.owner is None or hit.owner != viewer.member_id
        return (
            *(hit.place, called != folded, hit.id not in foremost, others),
            *(not called.startswith(folded), -hit.last.timestamp() if hit.last else 0.0),
            *(called, hit.id),
        )

    return list({hit.id: hit for hit in sorted(hits, key=order)}.values())[:limit]


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
    """Live rows that begin with the text, and those in whose column `words` every word stands.

    `starts` are what a row may begin with, each with an index. The last value of a row is its
    place. `besides` selects rows that are found whatever their words, with a place of their own.
    """
    pieces = words.search_words(text)
    if not pieces:
        return []
    place = _place(pieces, starts)
    begun = _beginning(table, columns, " ".join(pieces), starts, mine, place, limit)
    if all(len(piece) < words.SHORTEST for piece in pieces):
        return run(begun)
    found = joined(" and ", [mine, *(_holds(piece) for piece in pieces)])
    newest = _newest(table, columns, found, place, limit)
    rows = run(joined(" union ", [*([besides] if besides else []), begun, newest]))
    if len(rows) >= limit:
        return rows
    return [*rows, *run(_indexed(table, columns, found, place, limit))]


def _holds(piece: str) -> Fragment:
    return sql("words like {}", bound(f"%{words.like(piece)}%", "text"))


def _place(pieces: Sequence[str], starts: Sequence[LiteralString]) -> Fragment:
    """How well a row matches, the less the better: the places of all pieces together.

    A whole word of the name, the beginning of one, elsewhere in it or before the @ of the address,
    anywhere else.
    """
    name = Fragment("(' ' || translate(name_key, '-.,', '   ') || ' ')")
    called = sql("split_part(concat_ws(' ', {}), '@', 1)", joined(", ", map(Fragment, starts)))
    return sql("({})", joined(" + ", [_piece_place(piece, name, called) for piece in pieces]))


def _piece_place(piece: str, name: Fragment, called: Fragment) -> Fragment:
    word = words.like(piece.translate(_GAPS))
    return sql(
        "case when {} like {} then 0 when {} like {} then 1 when {} like {} then 2 else 3 end",
        *(name, bound(f"% {word} %", "text")),
        *(name, bound(f"% {word}%", "text")),
        *(called, bound(f"%{words.like(piece.partition('@')[0])}%", "text")),
    )


def _newest(
    table: LiteralString, columns: LiteralString, found: Fragment, place: Fragment, limit: int
) -> Fragment:
    among = sql("({}) newest where {}", _latest(table), found)
    return _best(columns, among, place, limit)


def _best(columns: LiteralString, among: Fragment, place: Fragment, limit: int) -> Fragment:
    """The columns, which may ask for more, of none but those that are given."""
    return sql(
        "(select {}, place from (select *, {} as place from {} "
        "order by place, id desc limit {}) best)",
        *(Fragment(columns), place, among, bound(limit, "bigint")),
    )


def _latest(table: LiteralString) -> Fragment:
    return sql(
        "select * from {} where deleted_at is null order by id desc limit {}",
        *(Fragment(table), bound(NEWEST, "bigint")),
    )


def _indexed(
    table: LiteralString, columns: LiteralString, found: Fragment, place: Fragment, limit: int
) -> Fragment:
    """Materialized, so that the planner does not hope to meet a few matches by reading along."""
    return sql(
        "with found as materialized (select * from {} where deleted_at is null and {} limit {}) {}",
        *(Fragment(table), found, bound(RANKED, "bigint")),
        _best(columns, Fragment("found"), place, limit),
    )


def _beginning(
    table: LiteralString,
    columns: LiteralString,
    start: str,
    starts: Sequence[LiteralString],
    mine: Fragment,
    place: Fragment,
    limit: int,
) -> Fragment:
    """By index ranges; LIKE with a bound pattern would not use them."""
    end = start + "\U0010ffff"
    parts = [
        sql(
            "(select {}, {} as place from {} where deleted_at is null and {} >= {} and {} < {} "
            "and {} order by {}, id limit {})",
            *(Fragment(columns), place, Fragment(table)),
            *(Fragment(begins), bound(start, "text"), Fragment(begins), bound(end, "text")),
            *(mine, Fragment(begins), bound(limit, "bigint")),
        )
        for begins in starts
    ]
    return joined(" union ", parts)
