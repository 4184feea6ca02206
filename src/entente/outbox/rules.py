"""When a mail may go again, and the exact bytes that go. Pure."""

import hashlib
import quopri
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from enum import StrEnum
from typing import Final

PATIENCE: Final = timedelta(hours=72)
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=6)
LEASE: Final = timedelta(minutes=5)

# What ends a line somewhere on the way: CR, LF, NUL, and three that only some programs obey.
_ENDS_A_LINE: Final = re.compile("[\r\n\x00\u0085\u2028\u2029]")
_ADDRESS: Final = re.compile(
    r'[^\s@<>()\[\],;:\\"\x00-\x20\x7f]+@[^\s@<>()\[\],;:\\"\x00-\x20\x7f]+'
)
_LONGEST_WORD: Final = 70


class State(StrEnum):
    """Where a mail stands. `handed` is committed before the final dot of SMTP."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    HANDED = "handed"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CAUGHT = "caught"


class UnfitForMail(Exception):
    """A header that would end a line early, or an address that is none; in words for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes into one message, already checked by `check`."""

    id: int
    cause: str
    sender: str
    to: str
    to_name: str
    reply_to: str
    subject: str
    text: str
    queued_at: datetime


def check(*, to: str, to_name: str, reply_to: str, subject: str) -> None:
    """Raise UnfitForMail where a value could become a header of its own."""
    for name, value in (("name", to_name), ("subject", subject)):
        if _ENDS_A_LINE.search(value):
            raise UnfitForMail(f"The {name} holds a line break; write it in one line.")
    for address in filter(None, (to, reply_to)):
        if not is_address(address):
            raise UnfitForMail(f"{address!r} is not an e-mail address.")
    if not to:
        raise UnfitForMail("There is no address to send to.")


def is_address(address: str) -> bool:
    """Whether this is one plain address: nothing that mail could read as two, or as a name."""
    return bool(_ADDRESS.fullmatch(address)) and not _ENDS_A_LINE.search(address)


def wait(*, attempts: int) -> timedelta:
    """How long a mail rests after its n-th try: 1, 2, 4 … minutes, at most six hours."""
    return min(FIRST_WAIT * (1 << min(max(attempts - 1, 0), 20)), LONGEST_WAIT)


def next_try(*, queued_at: datetime, attempts: int, at: datetime) -> datetime | None:
    """When to try again after a refusal that may pass, or None after 72 hours."""
    due = at + wait(attempts=attempts)
    return due if due <= queued_at + PATIENCE else None


def message_id(*, letter: Letter) -> str:
    """The same for every try of one mail, so that a receiver can tell a second copy."""
    domain = letter.sender.rpartition("@")[2].rstrip(">") or "localhost"
    digest = hashlib.sha256(f"{letter.cause}\x00{letter.to}".encode()).hexdigest()[:20]
    return f"<{letter.id}.{digest}@{domain}>"


def message(*, letter: Letter) -> bytes:
    """The message as it goes over the wire, lines ended by CRLF, dots not yet doubled."""
    headers = [
        ("From", letter.sender),
        ("To", _mailbox(letter.to_name, letter.to)),
        *([("Reply-To", letter.reply_to)] if letter.reply_to else []),
        ("Subject", _encoded(letter.subject)),
        ("Date", format_datetime(letter.queued_at)),
        ("Message-ID", message_id(letter=letter)),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    body = re.sub(r"\r\n|\r|\n", "\n", letter.text).encode()
    lines = quopri.encodestring(body, quotetabs=False).replace(b"\n", b"\r\n")
    return head.encode() + b"\r\n" + lines + (b"" if lines.endswith(b"\r\n") else b"\r\n")


def dots_doubled(data: bytes) -> bytes:
    """A line that begins with a dot gets another, or it would end the message."""
    return re.sub(rb"(?m)^\.", b"..", data)


def _encoded(text: str) -> str:
    """Text as a header takes it: as it is, or as encoded words when it must or when it looks so."""
    plain = text.isascii() and text.isprintable() and "=?" not in text
    if plain and all(len(word) <= _LONGEST_WORD for word in text.split()) and len(text) < 900:
        return text
    return Header(text, "utf-8", maxlinelen=75).encode(linesep="\r\n")


def _mailbox(name: str, address: str) -> str:
    if not name:
        return address
    encoded = _encoded(name)
    if encoded == name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        encoded = f'"{quoted}"'
    return f"{encoded} <{address}>"
