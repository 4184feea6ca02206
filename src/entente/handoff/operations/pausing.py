"""Asking marketing, and setting a lead aside: both rest its clock, within what was agreed."""

from datetime import datetime

from django.db import IntegrityError, transaction

from entente.handoff import events
from entente.handoff.models import Handover, Question, SetAside
from entente.handoff.operations.locking import locked, require_change, require_open, require_person
from entente.handoff.operations.offering import tell
from entente.handoff.operations.sentback import handed_by
from entente.inbox import operations as inbox
from entente.kit import wording
from entente.people.queries.contacts import called
from entente.workspace import queries as workspace
from entente.workspace.access import Refused
from entente.workspace.rules import Team, Viewer


def _open(handover_id: int, by: Viewer, at: datetime) -> Handover:
    row = locked(handover_id=handover_id)
    require_change(row=row, by=by, at=at)
    require_open(row=row)
    return row


def _fit(text: str, *, longest: int, missing: str) -> str:
    """What was written, its line ends counted once. Raises Refused."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refused(missing)
    if len(text) > longest:
        raise Refused(
            f"Shorten this to {wording.number(longest)} characters; "
            f"it has {wording.number(len(text))}."
        )
    return text


def ask_marketing(*, handover_id: int, text: str, by: Viewer, at: datetime) -> int:
    """Ask marketing about a lead: its heads, and who handed it over by hand, are told at once.

    One question at a time.
    """
    text = _fit(text, longest=1000, missing="Write what you want to know.")
    with transaction.atomic():
        row = _open(handover_id, by, at)
        try:
            with transaction.atomic():
                question = Question.objects.create(
                    handover=row, text=text, asked_by_id=by.member_id, asked_at=at
                )
        except IntegrityError as error:
            raise Refused("Marketing has not answered the last question yet.") from error
        tell(
            kind=events.ASKED,
            row=row,
            at=at,
            actor=by.member_id,
            team="sales",
            personal={"text": text},
        )
        heads = workspace.heads(team=Team.MARKETING, at=at)
        for member_id in dict.fromkeys([*handed_by(row=row, at=at), *heads]):
            inbox.tell(
                member_id=member_id,
                kind="lead.asked",
                title=f"{by.name} asks about {called(row.contact)}",
                words=text,
                url=f"/queue/{row.id}/",
                cause=f"question:{question.id}",
                at=at,
                by_mail=True,
            )
    return question.id


def answer(*, handover_id: int, question_id: int, text: str, by: Viewer, at: datetime) -> None:
    """Marketing answers; the clock runs on and the asker is told, and whoever has it now."""
    if not by.acts_for(Team.MARKETING):
        raise Refused("Only a person of marketing can answer this question.")
    text = _fit(text, longest=2000, missing="Write an answer.")
    with transaction.atomic():
        question = (
            Question.objects.select_for_update(of=("self",))
            .select_related("handover__contact")
            .filter(id=question_id, handover_id=handover_id)
            .first()
        )
        if question is None:
            raise Refused("This lead has no such question.")
        if question.answered_at:
            raise Refused("This question is answered already.")
        require_person(row=question.handover)
        question.answer, question.answered_at = text, at
        question.answered_by_id = by.member_id
        question.save(update_fields=["answer", "answered_at", "answered_by"])
        row = question.handover
        tell(
            kind=events.ANSWERED,
            row=row,
            at=at,
            actor=by.member_id,
            team="marketing",
            personal={"text": text},
        )
        for member in {question.asked_by_id, row.owner_id or question.asked_by_id}:
            inbox.tell(
                member_id=member,
                kind="lead.answered",
                title=f"Marketing answered about {called(row.contact)}",
                url=f"/queue/{row.id}/",
                cause=f"answer:{question.id}",
                at=at,
                by_mail=True,  # the clock runs on: whoever has the lead by now must act
            )


def set_aside(
    *, handover_id: int, until: datetime, buyers_date: bool, by: Viewer, at: datetime
) -> None:
    """Put a lead away until a moment; the clock rests only if the buyer named that moment."""
    if until <= at:
        raise Refused("Choose a day after today.")
    with transaction.atomic():
        row = _open(handover_id, by, at)
        SetAside.objects.filter(handover=row, ended_at=None).update(ended_at=at)
        SetAside.objects.create(
            handover=row, until=until, buyers_date=buyers_date, by_id=by.member_id, at=at
        )
        tell(
            kind=events.SET_ASIDE,
            row=row,
            at=at,
            actor=by.member_id,
            team="sales",
            until=until.isoformat(),
            buyers_date=buyers_date,
        )


def take_up(*, handover_id: int, by: Viewer, at: datetime) -> None:
    """Take a lead up again that was set aside."""
    with transaction.atomic():
        row = _open(handover_id, by, at)
        if SetAside.objects.filter(handover=row, ended_at=None).update(ended_at=at):
            tell(kind=events.TAKEN_UP, row=row, at=at, actor=by.member_id, team="sales")


def end_due(*, at: datetime) -> int:
    """End what was set aside until now; gives how many leads are back in the queue."""
    return SetAside.objects.filter(ended_at=None, until__lte=at).update(ended_at=at)
