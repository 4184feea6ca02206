"""The board: columns with sums per currency, cards with how long they have stood there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from entente.kit import wording
from entente.kit.criteria.text.literal import quoted
from entente.kit.periods import ONE_DAY
from entente.pipeline.queries.board import Board, BoardStage, board, in_use, owners
from entente.pipeline.queries.board import Card as CardInfo
from entente.pipeline.queries.known import PipelineInfo, pipelines
from entente.web import addresses
from entente.web.deals.pages import days_stood
from entente.web.lists.outcomes import looked_at
from entente.web.lists.phrases import Phrase, phrases
from entente.web.lists.subjects import DEALS
from entente.web.lists.wanted import UNREADABLE, Wanted, condition, read
from entente.web.numbers import whole
from entente.workspace.rules import Reach, Viewer

CARDS = 20
MOST_CARDS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A stage that a card may be moved to."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One deal. `title` is its company where it has one, and `sub` its own name if it differs."""

    id: int
    url: str
    title: str
    sub: str
    amount: Decimal | None
    currency: str
    owner: str
    days: str
    stuck: bool
    next_step: str
    next_on: date | None
    doubts: tuple[str, ...]
    may_move: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    id: int
    title: str
    kind: str
    deals: int
    sums: tuple[str, ...]
    without: str
    cards: tuple[Card, ...]
    more: int
    more_url: str
    list_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    verdict: str
    columns: tuple[Column, ...]
    closed: tuple[Column, ...]
    moves: tuple[Move, ...]
    pipelines: tuple[tuple[int, str, bool], ...]
    owner: str
    owners: tuple[tuple[str, str, bool], ...]
    phrases: tuple[Phrase, ...]
    problem: str
    wrong: tuple[str, str, str]
    mend: str
    bare: str
    back: str
    table: str
    nothing_open: bool
    may_open: bool


def build(*, query: QueryDict, viewer: Viewer, at: datetime) -> BoardPage:
    """The board that an address asks for. Raises LookupError where there is no such pipeline."""
    known = pipelines()
    wanted = _wanted(query, viewer, at)
    owner = _owner(query, viewer)
    pipeline = whole(query.get("pipeline", ""))
    if pipeline is None and len(known) > 1:
        pipeline = in_use(viewer=viewer)
    cards = min(MOST_CARDS, whole(query.get("cards", "")) or CARDS)
    seen: Board | None = None
    if known and not wanted.problem:
        seen = board(
            viewer=viewer,
            at=at,
            pipeline_id=pipeline,
            owner_id=owner,
            criterion=condition(wanted=wanted, viewer=viewer, at=at),
            cards=cards,
        )
    asked = {name: query[name] for name in ("pipeline", "owner", "where", "q") if query.get(name)}
    columns = [_column(one, at, viewer, asked, cards) for one in seen.stages] if seen else []
    opened = any(one.deals for one in _opened(seen))
    chosen = _owners(query, viewer)
    return BoardPage(
        verdict=UNREADABLE if wanted.problem else _verdict(seen),
        columns=tuple(one for one in columns if one.kind == "open"),
        closed=tuple(one for one in columns if one.kind != "open"),
        moves=tuple(
            Move(id=one.stage.id, name=one.stage.name)
            for one in (seen.stages if seen else ())
            if one.stage.kind == "open"
        ),
        pipelines=_pipelines(known, seen),
        owner=query.get("owner", ""),
        owners=chosen,
        phrases=phrases(wanted),
        problem=str(wanted.problem or ""),
        wrong=wanted.wrong,
        mend=wanted.mend,
        bare=reverse("deals"),
        back=f"{reverse('deals')}?{urlencode(asked)}" if asked else reverse("deals"),
        table=_table(wanted, _owned(chosen), opened=opened),
        nothing_open=not wanted.problem and not opened,
        may_open=viewer.reach(record="deal", action="change") is not Reach.NONE,
    )


def _wanted(query: QueryDict, viewer: Viewer, at: datetime) -> Wanted:
    asked = query.copy()
    for name in ("sort", "columns", "after", "before", "saved"):
        asked.pop(name, None)
    return read(query=asked, listed=DEALS, viewer=viewer, at=at, known=frozenset())


def _owner(query: QueryDict, viewer: Viewer) -> int | None:
    if query.get("owner") == "me":
        return viewer.member_id
    return whole(query.get("owner", ""))


def _owners(query: QueryDict, viewer: Viewer) -> tuple[tuple[str, str, bool], ...]:
    chosen = query.get("owner", "")
    choices = [("", "anybody"), ("me", "me")]
    choices += [(str(member), name) for member, name in owners() if member != viewer.member_id]
    return tuple((key, words, key == chosen) for key, words in choices)


def _owned(owners: Sequence[tuple[str, str, bool]]) -> str:
    """The chosen owner as a criterion, '' for anybody and for a name that two of them bear."""
    key, name = next(((key, name) for key, name, chosen in owners if chosen), ("", ""))
    if key == "me":
        return "deal owner is me"
    alone = [words for _, words, _ in owners].count(name) == 1
    return f"deal owner is {quoted(name)}" if key and alone else ""


def _pipelines(known: list[PipelineInfo], seen: Board | None) -> tuple[tuple[int, str, bool], ...]:
    current = seen.pipeline.id if seen else None
    return tuple((one.id, one.name, one.id == current) for one in known)


def _opened(seen: Board | None) -> list[BoardStage]:
    return [one for one in seen.stages if one.stage.kind == "open"] if seen else []


def _verdict(seen: Board | None) -> str:
    """How many are open and what they add up to, per currency."""
    opened = _opened(seen)
    number = sum(one.deals for one in opened)
    if not number:
        return "No deal is open here"
    totals: dict[str, Decimal] = {}
    for column in opened:
        for one in column.sums:
            totals[one.currency] = totals.get(one.currency, Decimal(0)) + one.amount
    words = [wording.money_short(totals[one], one) for one in sorted(totals)]
    without = sum(one.unknown_amounts for one in opened)
    told = f": {wording.listed(words)}" if words else ""
    told += f", {wording.number(without)} without amount" if without else ""
    return f"{wording.counted(number, 'open deal')}{told}"


def _column(
    one: BoardStage, at: datetime, viewer: Viewer, asked: dict[str, str], cards: int
) -> Column:
    more = urlencode({**asked, "cards": str(min(MOST_CARDS, cards * 3))})
    usual = f", usual {max(1, round(one.usual / ONE_DAY))}" if one.usual else ""
    name = one.stage.name
    return Column(
        id=one.stage.id,
        title=name,
        kind=one.stage.kind,
        deals=one.deals,
        sums=tuple(wording.money_short(sum_.amount, sum_.currency) for sum_ in one.sums),
        without=(
            f"{wording.number(one.unknown_amounts)} without amount" if one.unknown_amounts else ""
        ),
        cards=tuple(_card(card, usual, viewer, at) for card in one.cards),
        more=one.more,
        more_url=f"{reverse('deals')}?{more}#stage-{one.stage.id}" if cards < MOST_CARDS else "",
        list_url=addresses.listing("deal", where=f"deal stage is {quoted(name)}"),
    )


def _card(card: CardInfo, usual: str, viewer: Viewer, at: datetime) -> Card:
    days = days_stood(since=card.since, at=at)
    stood = wording.counted(days, "day") if days else "today"
    return Card(
        id=card.id,
        url=addresses.deal(card.id, card.called),
        title=card.company or card.called,
        sub=card.called if card.company and card.called != card.company else "",
        amount=card.amount,
        currency=card.currency,
        owner=card.owner,
        days=f"{stood}{usual}" if card.stuck else stood,
        stuck=card.stuck,
        next_step=card.next_step,
        next_on=card.next_step_on,
        doubts=card.doubts,
        may_move=viewer.may(record="deal", action="change", owner_id=card.owner_id),
    )


def _table(wanted: Wanted, owner: str, *, opened: bool) -> str:
    """The same deals as a table: the open ones, or where none is open those won and lost."""
    where = looked_at(wanted, "open" if opened else "all")
    if wanted.problem:
        where = wanted.where
    elif owner:
        rest = where if opened else f"({where})"
        where = f"{rest} and {owner}" if where else owner
    return addresses.listing("deal", where=where, q=wanted.q)
