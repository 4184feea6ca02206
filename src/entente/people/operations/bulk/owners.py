"""Giving many contacts or companies to another owner at once, and giving them back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from entente.people.models import Company, Contact
from entente.people.operations.bulk.changes import Touched, write_changes
from entente.people.operations.contacts import check_member
from entente.people.operations.saving import KINDS, Doing
from entente.people.queries.known import BUILT_IN
from entente.people.rules.changes import Change
from entente.workspace.access import scope
from entente.workspace.rules import Viewer

MODELS = {"contact": Contact, "company": Company}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """How many got another owner; their entries lie from `first` to `last`, both included."""

    number: int
    first: int = 0
    last: int = 0


def give(*, record: str, ids: Sequence[int], owner: int | None, by: Viewer, at: datetime) -> Given:
    """Give those of these records that they may change to another owner; None is nobody.

    At most 20,000 at once. Raises UnableToSave where the owner is none of our people.
    """
    check_member(member_id=owner)
    return _hand_out(record, dict.fromkeys(ids, owner), Doing(by=by, at=at))


def take_back(*, record: str, first: int, last: int, by: Viewer, at: datetime) -> int:
    """Give records their former owners back, by the entries that one giving wrote.

    Whatever was given on since stays where it is. Gives how many went back.
    """
    former = given_away(
        kind=KINDS[record].owner_changed.name, of=f"{record}_id", first=first, last=last, by=by
    )
    model = MODELS[record]
    now = dict(model.objects.filter(id__in=former).values_list("id", "owner_id"))
    back = {one: was for one, (was, to) in former.items() if now.get(one, -1) == to}
    return _hand_out(record, back, Doing(by=by, at=at)).number


def given_away(
    *, kind: str, of: str, first: int, last: int, by: Viewer
) -> dict[int, tuple[int | None, int | None]]:
    """By record, from whom and to whom these entries of theirs gave it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {of}, (properties ->> 'from')::bigint, (properties ->> 'to')::bigint "  # noqa: S608  a constant
            "from ledger_fact where position between %s and %s and kind = %s and actor_id = %s",
            [first, last, kind, by.member_id],
        )
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}


def _hand_out(record: str, owners: Mapping[int, int | None], doing: Doing) -> Given:
    model = MODELS[record]
    with transaction.atomic():
        live = model.objects.select_for_update().filter(id__in=list(owners), deleted_at=None)
        if record == "contact":
            live = live.filter(erased_at=None)
        rows = scope(live, viewer=doing.by, record=record, action="change").order_by("id")
        field = BUILT_IN[record]["owner"]
        touched = []
        for row in rows:
            if row.owner_id == owners[row.id]:
                continue
            company = row.company_id if isinstance(row, Contact) else row.id
            change = Change(field, row.owner_id, owners[row.id])
            touched.append(Touched(id=row.id, company_id=company, changes=[change]))
        if not touched:
            return Given(number=0)
        for owner in {one.changes[0].new for one in touched}:
            theirs = [one.id for one in touched if one.changes[0].new == owner]
            model.objects.filter(id__in=theirs).update(owner_id=owner)
        positions = write_changes(record=record, touched=touched, doing=doing)
    return Given(number=len(touched), first=min(positions), last=max(positions))
