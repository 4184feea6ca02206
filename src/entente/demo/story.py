"""What happened at the demo company, as plain values from a seed: who came, did what, became what.

The stories in it, for a visitor to find:
- A giveaway doubled the leads and halved the share that sales accepted: small companies came. The
  reasons name the clause; the next version of the definition asks for fifty people and mends it.
- Social brings them in, the demo closes: first touch and last touch disagree, both are exact.
- Leads of the partner portal are offered a day late by the system; the person who gets them looks
  slow, and is not.
- Of late fewer MQLs become SQLs, only because paid search brings a larger share of them.
- Last quarter's goal was missed, and its fifth week knew.
- Somebody who was sent back came again and bought.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from entente.demo import names
from entente.demo.market import Firm

SEED = 2
DAYS = 456  # a year and a quarter
CONTACTS = 6_200  # who would have come anyway
GIVEAWAY = (190, 155)  # days ago: from, until
GIVEAWAY_LEADS = 480  # who came only for it: as many a day as come otherwise
GIVEAWAY_BACK = 0.44  # so many of them came back for more, whether they fit or not
REPAIR = 140  # days ago the next version of the definition began

# Channel: share of those who come, and how well they convert on the way to an SQL.
CHANNELS = {
    "social": (0.30, 1.15),
    "organic search": (0.22, 1.1),
    "paid search": (0.15, 0.25),
    "email": (0.12, 1.0),
    "event": (0.08, 1.5),
    "referral": (0.08, 1.6),
    "partner portal": (0.05, 1.3),
}
PAID_NOW = 6.5  # so many times its usual weight in the last eleven weeks
CAMPAIGNS = {
    "social": "Autumn playbook",
    "paid search": "Line stops",
    "email": "Monthly letter",
    "event": "FoodTec fair",
}


def dice(number: int) -> random.Random:
    """The same chance at every filling, apart for each part of the story."""
    return random.Random(SEED + number)  # noqa: S311  a story, not a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something a buyer did; `days` counts from the start of the story."""

    kind: str
    days: float
    asset: str = ""
    topic: str = ""
    page: str = ""
    answer: str = ""
    asks: str = ""


@dataclass(slots=True, kw_only=True)
class Person:
    """A buyer's way; moments are days from the start of the story, None where it did not happen."""

    first: str
    last: str
    firm: int
    title: str
    channel: str
    campaign: str
    came: float
    iql: float
    mql: float | None = None
    sql: float | None = None
    hand_raise: bool = False
    accepted: float | None = None
    rejected: str = ""
    recycled_before: bool = False
    opened: float | None = None
    won: float | None = None
    lost: float | None = None
    amount: int = 0
    deeds: list[Deed] = field(default_factory=list)


def people(
    *, dice: random.Random, market: list[Firm], slump: tuple[float, float] = (0, 0)
) -> list[Person]:
    """Everybody who came, in the order in which they came; in a slump few deals are won.

    `slump` is in days from the start of the story.
    """
    small = [n for n, firm in enumerate(market) if firm.employees < 50]
    found = []
    for number in range(CONTACTS):
        came = DAYS * (number + dice.random()) / CONTACTS
        found.append(_person(dice, market, small, came, slump, giveaway=False))
    for _ in range(GIVEAWAY_LEADS):
        came = DAYS - dice.uniform(*GIVEAWAY)
        found.append(_person(dice, market, small, came, slump, giveaway=True))
    return sorted(found, key=lambda one: one.came)


def _person(
    dice: random.Random,
    market: list[Firm],
    small: list[int],
    came: float,
    slump: tuple[float, float],
    *,
    giveaway: bool,
) -> Person:
    channel = "social" if giveaway else _channel(dice, DAYS - came)
    firm = dice.choice(small) if giveaway and dice.random() < 0.9 else dice.randrange(len(market))
    title = dice.choices([t for t, _ in names.TITLES], [w for _, w in names.TITLES])[0]
    person = Person(
        first=dice.choice(names.FIRST),
        last=dice.choice(names.LAST),
        firm=firm,
        title=title,
        channel=channel,
        campaign="Summer giveaway" if giveaway else CAMPAIGNS.get(channel, ""),
        came=came,
        iql=came + dice.random() * 0.02,
    )
    _walk(dice, person, market[firm], giveaway=giveaway)
    if person.opened is not None:
        _sell(dice, person, market[firm], slump)
    _do(dice, person, giveaway=giveaway)
    return person


def _channel(dice: random.Random, ago: float) -> str:
    weights = {name: share for name, (share, _) in CHANNELS.items()}
    if ago < 77:
        weights["paid search"] *= PAID_NOW
    return dice.choices(list(weights), list(weights.values()))[0]


def _gamma(dice: random.Random, mean: float) -> float:
    return dice.gammavariate(2.2, mean / 2.2)


def _walk(dice: random.Random, one: Person, firm: Firm, *, giveaway: bool) -> None:
    """How far they get; what would lie in the future does not happen yet."""
    fits = firm.employees >= 50 and one.title not in ("Student", "Quality assistant")
    lift = CHANNELS[one.channel][1]
    if dice.random() > (GIVEAWAY_BACK if giveaway else 0.62 if fits else 0.3):
        return
    one.mql = _past(one.iql + _gamma(dice, 6))
    after_repair = one.mql is not None and DAYS - one.mql < REPAIR
    eager = 0.9 if giveaway and not after_repair else 0.45 * lift * (1.2 if fits else 0.3)
    if after_repair and firm.employees < 50:
        eager = 0.0
    if one.mql is None or dice.random() > eager:
        return
    one.hand_raise = dice.random() < 0.12
    one.sql = _past(one.mql + (_gamma(dice, 7) if not one.hand_raise else 0.3))
    if one.sql is not None and firm.employees < 50 and DAYS - one.sql < REPAIR:
        one.sql = one.sql if one.hand_raise else None  # the new version asks for fifty people
    if one.sql is None:
        return
    good = fits and dice.random() < 0.86
    if not good:
        one.rejected = (
            "company_does_not_fit" if firm.employees < 50 else dice.choice(_OTHER_REASONS)
        )
        one.recycled_before = one.rejected == "no_need_now" and dice.random() < 0.2
        if not one.recycled_before:
            return
        one.rejected = ""
    one.accepted = _past(one.sql + 0.1 + _gamma(dice, 0.9) + (40 if one.recycled_before else 0))
    if one.accepted is None or dice.random() > 0.62:
        return
    one.opened = _past(one.accepted + _gamma(dice, 7))


_OTHER_REASONS = (
    "wrong_person",
    "no_need_now",
    "no_need_now",
    "already_with_us",
    "could_not_reach",
)


def _sell(dice: random.Random, one: Person, firm: Firm, slump: tuple[float, float]) -> None:
    size = 9_000 + 55 * min(firm.employees, 900)
    one.amount = round(size * math.exp(dice.gauss(0, 0.35)) / 50) * 50
    ends = one.opened + _gamma(dice, 38)  # type: ignore[operator]  only called when opened
    chance = 0.04 if slump[0] <= ends < slump[1] else 0.36
    if one.recycled_before or dice.random() < chance:
        one.won = _past(ends)
    else:
        one.lost = _past(ends)


def _past(days: float) -> float | None:
    return days if days < DAYS - 0.02 else None


def _do(dice: random.Random, one: Person, *, giveaway: bool) -> None:
    """The deeds of a buyer, denser the further they get; the last ones before they are sold to."""
    end = min(DAYS - 0.05, (one.won or one.lost or one.opened or one.sql or one.mql or one.iql) + 3)
    first = Deed(kind="ad.clicked" if one.channel in ("social", "paid search") else "visit.made",
                 days=one.came, page=dice.choice(names.PAGES), asset=one.campaign)  # fmt: skip
    asset, topic = names.ASSETS[0] if giveaway else dice.choice(names.ASSETS)
    form = Deed(
        kind="form.submitted",
        days=one.iql,
        asset=asset,
        asks="newsletter",
        page="/",
        answer=dice.choice(names.ANSWERS) if one.sql is not None else "",
    )
    one.deeds += [
        first,
        form,
        Deed(kind="asset.downloaded", days=one.iql, asset=asset, topic=topic),
    ]
    if one.channel == "event":
        one.deeds.append(Deed(kind="event.attended", days=one.came, asset="FoodTec fair"))
    busy = 9 + 9 * (one.mql is not None) + 10 * (one.sql is not None) + 8 * (one.opened is not None)
    for _ in range(dice.randint(busy - 4, busy + 7)):
        one.deeds.append(_small(dice, one.iql + (max(end, one.iql + 2) - one.iql) * dice.random()))
    for stage in (one.mql, one.sql):
        if stage is not None:
            asset, topic = dice.choice(names.ASSETS)
            one.deeds.append(
                Deed(kind="asset.downloaded", days=stage - 0.01, asset=asset, topic=topic)
            )
    if one.hand_raise and one.sql is not None:
        asks = dice.choice(("demo", "price", "call"))
        one.deeds.append(
            Deed(kind="form.submitted", days=one.sql - 0.005, asset="Talk to us", asks=asks)
        )
    one.deeds[:] = [deed for deed in one.deeds if deed.days < DAYS - 0.01]


def _small(dice: random.Random, days: float) -> Deed:
    turn = dice.random()
    if turn < 0.6:
        return Deed(kind="visit.made", days=days, page=dice.choice(names.PAGES))
    letter = f"Letter {int(days // 28) + 1}"
    return Deed(kind="email.opened" if turn < 0.86 else "email.clicked", days=days, asset=letter)


def leave_out(one: Person, *, happened: Callable[[float], bool]) -> None:
    """Take back what sales had not got round to yet, and all that came of it."""
    steps = ("accepted", "opened", "won", "lost")
    for place, step in enumerate(steps):
        days = getattr(one, step)
        if days is not None and not happened(days):
            for later in steps[place:]:
                setattr(one, later, None)


def moment(*, start: datetime, days: float) -> datetime:
    """Days of the story as a moment, to the second."""
    return start + timedelta(seconds=round(days * 86_400))
