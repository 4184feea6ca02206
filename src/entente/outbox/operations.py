"""Deeds on outgoing mail: queue, claim, hand over, settle, send again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from entente.outbox import rules
from entente.outbox.models import Mail
from entente.outbox.rules import Letter, State
from entente.outbox.smtp import How, Line, LineDown, Outcome
from entente.workspace.access import require
from entente.workspace.rules import Viewer, email_key

GROUP = 5  # claimed at once: so many wait out their lease when a worker is killed


@dataclass(slots=True)
class Delivered:
    """How a round of delivery went; counts of mails."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    uncertain: int = 0
    down: str = ""  # why the server could not be used at all


def queue_mail(
    *,
    cause: str,
    to: str,
    subject: str,
    text: str,
    at: datetime,
    to_name: str = "",
    reply_to: str = "",
    after: datetime | None = None,
) -> int:
    """Put a mail on its way within the caller's transaction; gives its id.

    One mail per cause and recipient: asking again gives the first one's id and changes nothing.
    `after` holds it back until then. Without a mail server it is caught: shown, never sent.
    Raises UnfitForMail on an address that is none and on headers that would break.
    """
    subject, to_name = subject.strip(" "), to_name.strip(" ")
    rules.check(to=to, to_name=to_name, reply_to=reply_to, subject=subject)
    state = State.QUEUED if settings.SMTP_URL else State.CAUGHT
    row, _ = Mail.objects.get_or_create(
        cause=cause,
        to_key=email_key(to),
        defaults={
            "to": to,
            "to_name": to_name,
            "reply_to": reply_to,
            "sender": settings.DEFAULT_FROM_EMAIL,
            "subject": subject,
            "text": text.replace("\x00", ""),
            "state": state,
            "queued_at": at,
            "due_at": max(at, after) if after else at,
        },
    )
    return row.id


def empty_mail(*, causes: Sequence[str], words: str) -> int:
    """Put these words in place of all that mails of these causes say; gives how many.

    For erasing a person. What has left cannot be called back; what waits leaves with these words.
    """
    return Mail.objects.filter(cause__in=causes).update(subject=words, text=f"{words}.\n")


def send_again(*, mail_id: int, by: Viewer, at: datetime) -> bool:
    """Let a failed or uncertain mail go once more, on somebody's word; False if it is neither."""
    require(viewer=by, record="workspace", action="change")
    held = Mail.objects.filter(id=mail_id, state__in=[State.FAILED, State.UNCERTAIN])
    return bool(
        held.update(state=State.QUEUED, due_at=at, queued_at=at, attempts=0, settled_at=None)
    )


def deliver_due(*, at: datetime, line: Line) -> Delivered:
    """Hand over every mail that is due, in small groups, until none is left or the line is down."""
    done = Delivered()
    settle_abandoned(at=at)
    while letters := claim(at=at):
        for letter, fence in letters:
            try:
                outcome = _hand_over(letter, fence=fence, line=line)
            except LineDown as down:
                done.down = str(down)
                outcome = Outcome(how=How.LATER, reply=done.down)
            settle(letter=letter, fence=fence, outcome=outcome, at=at, done=done)
        if done.down:
            break
    return done


def claim(*, at: datetime) -> list[tuple[Letter, int]]:
    """Take a few due mails for this worker, each with the fence that its word now needs."""
    with transaction.atomic():
        due = Mail.objects.filter(state=State.QUEUED, due_at__lte=at)
        ids = list(
            due.order_by("due_at", "id")
            .select_for_update(skip_locked=True)
            .values_list("id", flat=True)[:GROUP]
        )
        Mail.objects.filter(id__in=ids).update(
            state=State.CLAIMED,
            leased_until=Now() + rules.LEASE,
            fence=F("fence") + 1,
            attempts=F("attempts") + 1,
        )
        rows = list(Mail.objects.filter(id__in=ids).order_by("due_at", "id"))
    return [(_letter(row), row.fence) for row in rows]


def _letter(row: Mail) -> Letter:
    return Letter(
        id=row.id,
        cause=row.cause,
        sender=row.sender,
        to=row.to,
        to_name=row.to_name,
        reply_to=row.reply_to,
        subject=row.subject,
        text=row.text,
        queued_at=row.queued_at,
    )


def _hand_over(letter: Letter, *, fence: int, line: Line) -> Outcome:
    return line.hand_over(
        sender=letter.sender.rpartition("<")[2].rstrip(">"),
        to=letter.to,
        data=rules.message(letter=letter),
        before_dot=_handed(letter.id, fence),
    )


def _handed(mail_id: int, fence: int) -> Callable[[], bool]:
    """What runs before the final dot: commit that from here on we cannot know without an answer."""

    def commit() -> bool:
        still_ours = Mail.objects.filter(id=mail_id, fence=fence, state=State.CLAIMED)
        return bool(still_ours.update(state=State.HANDED, handed_at=Now()))

    return commit


def settle(*, letter: Letter, fence: int, outcome: Outcome, at: datetime, done: Delivered) -> None:
    """Write down how a hand-over ended, if the mail is still (or again) ours to speak of."""
    ours = Mail.objects.filter(id=letter.id, fence=fence).exclude(state=State.SENT)
    reply = outcome.reply[:2000]
    if outcome.how is How.SENT:
        done.sent += ours.update(state=State.SENT, settled_at=at, leased_until=None, reply=reply)
    elif outcome.how is How.UNKNOWN:
        done.uncertain += ours.update(
            state=State.UNCERTAIN, settled_at=at, leased_until=None, reply=reply
        )
    elif outcome.how is How.NEVER or not (due := _due_again(letter, at=at)):
        done.failed += ours.update(
            state=State.FAILED, settled_at=at, leased_until=None, reply=reply
        )
    else:
        done.later += ours.update(
            state=State.QUEUED, due_at=due, leased_until=None, handed_at=None, reply=reply
        )


def _due_again(letter: Letter, *, at: datetime) -> datetime | None:
    attempts = Mail.objects.values_list("attempts", flat=True).get(id=letter.id)
    return rules.next_try(queued_at=letter.queued_at, attempts=attempts, at=at)


def settle_abandoned(*, at: datetime) -> None:
    """Mails whose worker died: claimed ones go again, handed ones are held, for nobody can know."""
    over = Mail.objects.filter(leased_until__lt=Now())
    over.filter(state=State.CLAIMED).update(state=State.QUEUED, leased_until=None)
    over.filter(state=State.HANDED).update(
        state=State.UNCERTAIN,
        settled_at=at,
        leased_until=None,
        reply="The program stopped between the final dot and the answer",
    )
