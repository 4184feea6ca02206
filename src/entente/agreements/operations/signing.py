"""Saying yes or no to what was proposed; the last yes puts it in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from entente.agreements import events, offers, queries
from entente.agreements.models import Decline, InForce, Signature, Version
from entente.agreements.operations import records
from entente.agreements.rules import life
from entente.kit import periods
from entente.workspace import access
from entente.workspace import queries as workspace
from entente.workspace.access import Refused
from entente.workspace.rules import Viewer

LONGEST_REASON = 2000


class UnableToSign(Exception):
    """Why this version cannot be signed or declined now, in words for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a signature brought about: who is still missing, or from which day it is in force."""

    missing: tuple[str, ...]
    in_force_from: date | None
    later_than_agreed: bool


def sign(*, version_id: int, seats: Sequence[str], digest: str, by: Viewer, at: datetime) -> Signed:
    """Sign for these seats exactly the text of this digest; the third signature puts it in force.

    Raises Refused for a seat that the signer does not hold, UnableToSign otherwise. Two signatures
    at the same moment wait for each other.
    """
    _require_seats(seats, by)
    with transaction.atomic():
        version = records.locked_version(version_id=version_id)
        _require_open(version)
        _require_same_text(version, digest)
        _require_sound(version, at)
        for seat in dict.fromkeys(seats):
            _sign_for(version, seat, by=by, at=at)
        signed = Signature.objects.filter(version=version).values_list("seat", flat=True)
        missing = life.missing_seats(signed=set(signed))
        first_day = None if missing else _put_in_force(version, by=by, at=at)
    late = first_day is not None and first_day > version.from_day
    return Signed(missing=missing, in_force_from=first_day, later_than_agreed=late)


def decline(*, version_id: int, seat: str, reason: str, by: Viewer, at: datetime) -> None:
    """Say no for a seat, with a reason that everybody reads; it ends the signatures given."""
    _require_seats([seat], by)
    if not reason.strip():
        raise UnableToSign("Say why, so that the next draft can be better.")
    if len(reason) > LONGEST_REASON:
        raise UnableToSign(f"Shorten the reason to {LONGEST_REASON} characters.")
    with transaction.atomic():
        version = records.locked_version(version_id=version_id)
        _require_open(version)
        Decline.objects.create(
            version=version,
            seat=seat,
            member_id=by.member_id,
            at=at,
            reason=reason.strip(),
            held=list(by.signing_seats),
        )
        said = {"seat": life.SEAT_WORDS[seat], "reason": reason.strip()}
        team = records.TEAM_OF_SEAT[seat]
        records.tell(events.DECLINED, about=version, by=by, at=at, team=team, properties=said)


def take_back(*, version_id: int, reason: str, by: Viewer, at: datetime) -> None:
    """Take a proposal back before everybody signed; the signatures given end."""
    access.require(viewer=by, record="accord", action="change")
    with transaction.atomic():
        version = records.locked_version(version_id=version_id)
        _require_open(version)
        records.take_back_open(document=version.document, reason=reason, by=by, at=at)


def _require_seats(seats: Sequence[str], by: Viewer) -> None:
    if not seats:
        raise UnableToSign("Choose the seat for which you sign.")
    for seat in seats:
        if seat not in life.SEATS:
            raise UnableToSign("Choose marketing, sales or the sponsor: only these three sign.")
        if seat not in by.signing_seats:
            raise Refused(
                f"Only the {life.SEAT_WORDS[seat]} signs for that seat, and you do not hold it. "
                "An administrator can seat you under Settings, Members."
            )


def _require_open(version: Version) -> None:
    if hasattr(version, "decline"):
        raise UnableToSign(f"This version was declined: {version.decline.reason}")
    if hasattr(version, "withdrawal"):
        raise UnableToSign(f"This version was taken back: {version.withdrawal.reason}.")
    if hasattr(version, "in_force"):
        raise UnableToSign("All three have signed this version already.")


def _require_same_text(version: Version, digest: str) -> None:
    if digest != version.digest:
        raise UnableToSign(
            "The text that you were shown is not the one that is proposed. Read it, then sign."
        )
    if not queries.verify(version_id=version.id).holds:
        raise UnableToSign(
            "The stored text no longer agrees with its digest, so nobody can sign it. "
            "Propose it anew, and tell your administrator."
        )


def _require_sound(version: Version, at: datetime) -> None:
    if words := offers.kind(version.document.kind).outdated(version.closed, at):
        raise UnableToSign(words)


def _sign_for(version: Version, seat: str, *, by: Viewer, at: datetime) -> None:
    earlier = Signature.objects.filter(version=version, seat=seat).select_related("member").first()
    if earlier:
        raise UnableToSign(
            f"{earlier.member.name} has signed for the {life.SEAT_WORDS[seat]} already."
        )
    Signature.objects.create(
        version=version,
        seat=seat,
        member_id=by.member_id,
        at=at,
        digest=version.digest,
        held=list(by.signing_seats),
    )
    records.tell(
        events.SIGNED,
        about=version,
        by=by,
        at=at,
        once=seat,
        team=records.TEAM_OF_SEAT[seat],
        properties={"seat": life.SEAT_WORDS[seat], "digest": version.digest},
    )


def _put_in_force(version: Version, *, by: Viewer, at: datetime) -> date:
    zone = workspace.current().timezone
    first = life.first_day(agreed=version.from_day, today=periods.day_of(at=at, zone=zone))
    begins = life.begins(day_begins=periods.start_of_day(day=first, zone=zone), signed_at=at)
    held = InForce.objects.filter(document=version.document, span__isempty=False)
    if version.baseline and held.exists():
        raise UnableToSign("Another version was in force meanwhile; propose this one anew.")
    overlapping = held.filter(span__overlap=DateTimeTZRange(begins, None))
    for row in overlapping.select_related("version__document"):
        _cut(row, begins, first, version, by=by, at=at)
    InForce.objects.create(
        version=version,
        document=version.document,
        span=DateTimeTZRange(None if version.baseline else begins, None),
        since_day=first,
        at=at,
    )
    said = {"since": f"{first:%Y-%m-%d}", "baseline": version.baseline}
    records.tell(events.PUT_IN_FORCE, about=version, by=by, at=at, properties=said)
    return first


def _cut(
    row: InForce, begins: datetime, day: date, successor: Version, *, by: Viewer, at: datetime
) -> None:
    """End what holds when the successor begins; what would begin later never comes to be."""
    never = row.span.lower is not None and row.span.lower >= begins
    row.span = DateTimeTZRange(empty=True) if never else DateTimeTZRange(row.span.lower, begins)
    row.save(update_fields=["span"])
    kind = events.CALLED_OFF if never else events.SUPERSEDED
    said = {"until": f"{day:%Y-%m-%d}", "successor": successor.number}
    once = str(successor.number)
    records.tell(kind, about=row.version, by=by, at=at, once=once, properties=said)
