"""Campaigns whose leads sales accepts far less often than others, why, and what mended it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from entente.agreements import closing, offers
from entente.agreements import queries as agreements
from entente.agreements.queries import VersionInForce
from entente.agreements.rules.difference import briefly
from entente.funnel import origins
from entente.handoff.models import Verdict
from entente.insights.worth import Worth, strength
from entente.kit import periods, show, wording
from entente.kit.periods import Period
from entente.kit.statistics.manytests import benjamini_hochberg
from entente.kit.statistics.proportions import Rate, z_test
from entente.qualification import queries as qualification
from entente.qualification.rules.definition import CLAUSE_NAMES
from entente.workspace import queries as workspace
from entente.workspace.access import scope
from entente.workspace.rules import Viewer

ENOUGH = 20  # judged leads of a campaign, below which its share says little
MATERIAL = 0.75  # a share under this part of the others' is worth a look
FALSE_FINDINGS = 0.10
KIND = "lead_definition"


@dataclass(frozen=True, slots=True)
class _Judged:
    """What sales said of one hand-over, and what had brought the person."""

    contact: int
    campaign: str
    at: datetime
    clause: str
    version: int
    accepted: bool
    reason: str


def poorly_accepted(*, viewer: Viewer, at: datetime, period: Period | None = None) -> list[Worth]:
    """Campaigns of which sales accepts markedly less than of all others, the worst first.

    Of what was handed over in the period, of all time where none is given. Looked at together, so
    that one in ten at most is chance (Benjamini and Hochberg, 1995).
    """
    known = _judged(viewer)
    rows = _within(known, period) if period else known
    names = sorted(
        name for name, count in Counter(row.campaign for row in rows).items()
        if name and count >= ENOUGH
    )  # fmt: skip
    pairs = [(name, *_halves(rows, name)) for name in names]
    p = [z_test(first=own, second=others).p for _, own, others in pairs]
    found = [
        (own, _worth(rows, known, name, own, others, chance, at, period))
        for (name, own, others), chance, adjusted in zip(
            pairs, p, benjamini_hochberg(p=p) if p else [], strict=True
        )
        if adjusted <= FALSE_FINDINGS and (own.share or 0) < MATERIAL * (others.share or 0)
    ]
    return [worth for _, worth in sorted(found, key=lambda one: one[0].share or 0)]


def _judged(viewer: Viewer) -> list[_Judged]:
    rows = scope(
        Verdict.objects.filter(undone_at=None),
        viewer=viewer,
        record="handoff",
        owner="handover__owner_id",
    ).annotate(
        contact=F("handover__contact_id"),
        handed=F("handover__created_at"),
        clause=F("handover__clause"),
        version=F("handover__definition"),
    )
    told = list(rows.values_list("contact", "handed", "clause", "version", "decision", "reason"))
    campaigns = origins.campaigns(contacts=[row[0] for row in told])
    return [
        _Judged(
            contact, campaigns.get(contact) or "", handed, clause, version or 0,
            decision == "accepted", reason,
        )
        for contact, handed, clause, version, decision, reason in told
    ]  # fmt: skip


def _within(rows: Sequence[_Judged], period: Period) -> list[_Judged]:
    start, until = _moments(period)
    return [row for row in rows if start <= row.at < until]


def _moments(period: Period) -> tuple[datetime, datetime]:
    return periods.moments(period=period, zone=workspace.current().timezone)


def _rate(rows: Sequence[_Judged]) -> Rate:
    return Rate(sum(row.accepted for row in rows), len(rows))


def _halves(rows: Sequence[_Judged], campaign: str) -> tuple[Rate, Rate]:
    own = [row for row in rows if row.campaign == campaign]
    return _rate(own), _rate([row for row in rows if row.campaign != campaign])


def _worth(
    rows: Sequence[_Judged],
    known: Sequence[_Judged],
    campaign: str,
    own: Rate,
    others: Rate,
    p: float,
    at: datetime,
    period: Period | None,
) -> Worth:
    mine = [row for row in rows if row.campaign == campaign]
    today = periods.day_of(at=at, zone=workspace.current().timezone)
    leads, times, came = _volume(campaign, period, today)
    accepted = wording.rate(own.met, own.of)
    number = f"{wording.counted(leads, 'lead')}," if leads else "leads"
    brought = f"{campaign} brought {number} of whom sales accepted few"
    if times:
        brought = f"{campaign} {times} the leads while sales accepted {accepted} of them"
    mended = _mended(mine, known, at)
    return Worth(
        title=brought,
        where="SQL to Accepted",
        teams=("marketing", "sales"),
        strength=strength(p=p),
        bars=(("All other leads", others), (campaign, own)),
        words=" ".join(filter(None, (came, _meanwhile(mine, rows, known, today), _why(mine, at)))),
        remedy=mended.words if mended else "Sales and marketing look at the clause together.",
        note="Accepted, of all that sales gave a verdict on.",
        url=mended.url if mended else "/ideal-lead/",
        link=mended.link if mended else "Open the ideal lead",
    )


def _volume(campaign: str, period: Period | None, today: date) -> tuple[int, str, str]:
    """How many leads it brought in the period.

    Where far more came while it ran: how many times as many, in words, and counted beside as many
    days before.
    """
    start, until = _moments(period) if period else (None, None)
    zone = workspace.current().timezone
    found = origins.arrivals(campaign=campaign, zone=zone, start=start, until=until)
    if found is None:
        return 0, "", ""
    others = found.everybody - found.own
    factor = found.everybody / others if others else 0.0
    if factor < 1.75:
        return found.leads, "", ""
    times = "doubled" if factor < 2.5 else f"brought {wording.number(factor, places=1)} times"
    days = show.days(period=found.ran, today=today)
    came = wording.counted(found.everybody, "lead") + _a_week(found.everybody, found.ran)
    before = "none"
    if found.before:
        before = wording.number(found.before) + _a_week(found.before, found.ran)
    return found.leads, times, f"{came} came while it ran, {days}; {before} in as many days before."


def _a_week(leads: int, days: Period) -> str:
    return f" ({wording.number(7 * leads / len(days))} a week)" if len(days) > 7 else ""


def _why(mine: Sequence[_Judged], at: datetime) -> str:
    """The reason most given and the clause that let them through."""
    refused = [row for row in mine if row.reason]
    if not refused:
        return ""
    labels = qualification.reason_labels(at=at)
    reason, times = Counter(row.reason for row in refused).most_common(1)[0]
    clause, _ = Counter((row.clause, row.version) for row in refused).most_common(1)[0]
    name = CLAUSE_NAMES.get(clause[0], clause[0])
    return (
        f"{wording.number(times)} of {wording.number(len(refused))} rejections say "
        f"“{labels.get(reason, reason)}”: they met the clause {name} of version {clause[1]}."
    )


def _meanwhile(
    mine: Sequence[_Judged], rows: Sequence[_Judged], known: Sequence[_Judged], today: date
) -> str:
    """How all leads fared on the days on which those were handed over, beside as many before."""
    zone = workspace.current().timezone
    days = [periods.day_of(at=row.at, zone=zone) for row in mine]
    ran = Period(min(days), max(days) + periods.ONE_DAY)
    now, before = _rate(_within(rows, ran)), _rate(_within(known, _as_many_before(ran)))
    when = "in as many days before"
    if before.of < ENOUGH:
        others = [row for row in rows if periods.day_of(at=row.at, zone=zone) not in ran]
        before, when = _rate(others), "at other times"
    if before.of < ENOUGH or (now.share or 0) >= MATERIAL * (before.share or 0):
        return ""
    return (
        f"While they were handed over, {show.days(period=ran, today=today)}, sales accepted "
        f"{_counted(now, 'all ')}; {when} {_counted(before)}."
    )


def _as_many_before(period: Period) -> Period:
    return Period(period.start - len(period) * periods.ONE_DAY, period.start)


def _counted(rate: Rate, which: str = "") -> str:
    share = wording.rate(rate.met, rate.of)
    return f"{wording.number(rate.met)} of {which}{wording.number(rate.of)} ({share})"


@dataclass(frozen=True, slots=True)
class _Mended:
    words: str
    url: str
    link: str


def _mended(mine: Sequence[_Judged], known: Sequence[_Judged], at: datetime) -> _Mended | None:
    """The next version of the definition after the one that let them through, if there is one."""
    refused = [row.version for row in mine if not row.accepted]
    if not refused:
        return None
    number = Counter(refused).most_common(1)[0][0]
    versions = [
        one for one in agreements.history(kind=KIND) if one.since is None or one.since <= at
    ]
    old = next((one for one in versions if one.number == number), None)
    new = next((one for one in versions if one.number > number), None)
    if old is None or new is None:
        return None
    since = _rate([row for row in known if row.version >= new.number])
    today = periods.day_of(at=at, zone=workspace.current().timezone)
    words = [f"Version {new.number} came into force on {wording.day(new.since_day, today=today)}."]
    words += [briefly(sentence=change) for change in _changes(old, new)[:1]]
    if since.of >= ENOUGH:
        words.append(
            f"Since then sales accepted {wording.rate(since.met, since.of)} of {since.of:,}."
        )
    link = f"/accord/lead-definition/{new.number}/"
    return _Mended(" ".join(words), link, f"Read version {new.number}")


def _changes(old: VersionInForce, new: VersionInForce) -> list[str]:
    currency = workspace.current().currency
    kind = offers.kind(KIND)
    return list(closing.difference(kind=kind, old=old.content, new=new.content, currency=currency))
