"""What every deed shares: whom it concerns, its entry, its row."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from entente.activities.events import CHANNELS
from entente.activities.models import Activity
from entente.activities.rules import About, check_about
from entente.ledger import operations as ledger
from entente.ledger.events import Kind, NewEntry
from entente.people.models import Company, Contact
from entente.people.operations.contacts import Gone
from entente.pipeline.models import Deal, DealContact
from entente.workspace.access import require
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did or means to do; `occurred_at` may lie before it was logged."""

    kind: Kind
    sort: str  # call, email, meeting, note, task
    about: About
    by: Viewer
    at: datetime
    occurred_at: datetime
    text: str = ""
    channel: str = ""  # that of its kind, where nothing is said
    source: str = "app"
    message_id: str | None = None
    batch: int | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)


def whole(*, about: About, by: Viewer) -> About:
    """With the company of the deal or contact filled in. Raises UnableToSave, Refused, Gone."""
    check_about(about)
    company_id = about.company_id
    if about.deal_id is not None:
        deal = Deal.objects.filter(id=about.deal_id, deleted_at=None).first()
        company_id = company_id or _seen(deal, "deal", by).company_id
    if about.contact_id is not None:
        contact = Contact.objects.filter(id=about.contact_id, deleted_at=None).first()
        company_id = company_id or _seen(contact, "contact", by).company_id
    if about.company_id is not None:
        _seen(Company.objects.filter(id=about.company_id, deleted_at=None).first(), "company", by)
    return About(contact_id=about.contact_id, company_id=company_id, deal_id=about.deal_id)


def _seen(row: Any, record: str, by: Viewer) -> Any:
    """The row, if there is one and they may see it."""
    if row is None:
        raise Gone(f"This {record} is not here any more.")
    require(viewer=by, record=record, action="see", owner_id=row.owner_id)
    return row


def _concerned(deed: Deed) -> About:
    """Whom a deed concerns; a task may concern nobody but its assignee."""
    if deed.sort != "task":
        return whole(about=_with_its_person(deed.about, deed.by), by=deed.by)
    return whole(about=deed.about, by=deed.by) if deed.about != About() else deed.about


def _with_its_person(about: About, by: Viewer) -> About:
    """A deed on a deal in which one person takes part concerns them too, if the doer sees them."""
    if about.deal_id is None or about.contact_id is not None:
        return about
    part = DealContact.objects.filter(deal_id=about.deal_id).values("contact_id")
    people = Contact.objects.filter(id__in=part, deleted_at=None, erased_at=None).order_by("id")[:2]
    if len(people) != 1:
        return about
    (one,) = people
    sees = by.may(record="contact", action="see", owner_id=one.owner_id)
    return replace(about, contact_id=one.id) if sees else about


def write(*, deed: Deed) -> Activity:
    """The entry and the row of a new deed, inside the caller's transaction."""
    by = deed.by
    require(viewer=by, record="activity", action="change", owner_id=by.member_id)
    about = _concerned(deed)
    position = ledger.record(entries=[telling(deed=deed, about=about)], at=deed.at)[0]
    known = Activity.objects.filter(position=position).first()
    if known is not None:  # the same message came again
        return known
    return Activity.objects.create(
        kind=deed.sort,
        contact_id=about.contact_id,
        company_id=about.company_id,
        deal_id=about.deal_id,
        by_id=by.member_id,
        at=deed.occurred_at,
        logged_at=deed.at,
        position=position,
        batch_id=deed.batch,
        **deed.columns,
    )


def telling(
    *, deed: Deed, about: About, corrects: int | None = None, actor: int | None = None
) -> NewEntry:
    """The entry of a deed; its words are personal payload."""
    return NewEntry(
        kind=deed.kind.name,
        occurred_at=deed.occurred_at,
        source=deed.source,
        message_id=deed.message_id,
        team=deed.by.team,
        actor=actor or deed.by.member_id,
        contact=about.contact_id,
        company=about.company_id,
        deal=about.deal_id,
        corrects=corrects,
        batch=deed.batch,
        channel=deed.channel or CHANNELS.get(deed.kind.name, ""),
        properties={name: value for name, value in deed.properties.items() if value is not None},
        personal={"text": deed.text} if deed.text else {},
    )
