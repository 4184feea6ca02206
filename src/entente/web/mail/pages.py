"""What the mail pages show."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from entente.kit import wording
from entente.outbox import queries
from entente.outbox.queries import MailInfo
from entente.outbox.rules import State
from entente.workspace.rules import Viewer

A_PAGE: Final = 50
PERSONAL: Final = frozenset({"join", "account_reset_password_from_key"})
FOR_THE_READER: Final = "(a link that its reader alone sees)"
WORDS: Final = {
    State.QUEUED: ("Waiting", ""),
    State.CLAIMED: ("Going out", ""),
    State.HANDED: ("Going out", ""),
    State.SENT: ("Sent", "good"),
    State.FAILED: ("Failed", "bad"),
    State.UNCERTAIN: ("We cannot know", "warn"),
    State.CAUGHT: ("Caught here", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailShown:
    id: int
    to: str
    to_name: str
    subject: str
    state: str
    tone: str
    queued_at: datetime
    settled_at: datetime | None
    reply: str
    parts: tuple[tuple[str, str], ...]  # (text, address of a link or "")
    can_go_again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mails:
    verdict: str
    lede: str
    mails: tuple[MailShown, ...]
    after: str


def mails(*, viewer: Viewer, before: int | None) -> Mails:
    """The newest mails, and in a sentence how mail goes here."""
    found = queries.mails(viewer=viewer, before=before, limit=A_PAGE + 1)
    counts = queries.counts(viewer=viewer)
    verdict, lede = _caught(counts) if queries.catches_mail() else _sent(counts)
    return Mails(
        verdict=verdict,
        lede=lede,
        mails=tuple(_shown(info) for info in found[:A_PAGE]),
        after=str(found[A_PAGE - 1].id) if len(found) > A_PAGE else "",
    )


def mail(*, viewer: Viewer, mail_id: int) -> MailShown | None:
    """One mail with its text, or None."""
    info = queries.mail(viewer=viewer, mail_id=mail_id)
    return _shown(info) if info else None


def _caught(counts: dict[State, int]) -> tuple[str, str]:
    number = counts.get(State.CAUGHT, 0)
    verdict = f"{wording.counted(number, 'mail')} caught; nothing leaves this machine"
    lede = "No mail server is set. Set ENTENTE_SMTP_URL to send from then on; these stay here."
    return verdict, lede


def _sent(counts: dict[State, int]) -> tuple[str, str]:
    held, failed = counts.get(State.UNCERTAIN, 0), counts.get(State.FAILED, 0)
    waiting = sum(counts.get(state, 0) for state in (State.QUEUED, State.CLAIMED, State.HANDED))
    verdict = f"{wording.counted(counts.get(State.SENT, 0), 'mail')} sent, {waiting} on the way"
    if not (held or failed):
        return verdict, "Every mail that was due has gone out."
    parts = [f"{failed} could not be delivered"] if failed else []
    parts += [f"of {held} we cannot know, so they are held"] if held else []
    return verdict, f"{wording.listed(parts).capitalize()}."


def _shown(info: MailInfo) -> MailShown:
    words, tone = WORDS[info.state]
    return MailShown(
        id=info.id,
        to=info.to,
        to_name=info.to_name,
        subject=info.subject,
        state=words,
        tone=tone,
        queued_at=info.queued_at,
        settled_at=info.settled_at,
        reply=info.reply,
        parts=tuple(linked(info.text)),
        can_go_again=info.state in (State.FAILED, State.UNCERTAIN),
    )


def linked(text: str) -> list[tuple[str, str]]:
    """The text in pieces; links to this instance become links, all others stay text.

    Where mail leaves, whoever holds the link of an invitation or of a new password is its reader:
    those who run this house do not see it, lest they sign in, and sign, as somebody else.
    """
    ours = re.compile(f"({re.escape(settings.BASE_URL)}/[^\\s]*)")
    return [
        _piece(piece) if ours.fullmatch(piece) else (piece, "")
        for piece in ours.split(text)
        if piece
    ]


def _piece(link: str) -> tuple[str, str]:
    try:
        name = resolve(urlsplit(link).path).url_name
    except Resolver404:
        name = ""
    return (FOR_THE_READER, "") if name in PERSONAL and not queries.catches_mail() else (link, link)
