"""The line to a mail server: opened once, kept for many mails, and the moment before the dot."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

from entente.outbox.rules import dots_doubled

TIMEOUT = 60  # seconds without an answer
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class How(StrEnum):
    """How a hand-over ended, as far as one can know."""

    SENT = "sent"
    LATER = "later"  # refused for now, or never reached: nothing was accepted
    NEVER = "never"  # refused for good
    UNKNOWN = "unknown"  # the line broke after the final dot had left


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    how: How
    reply: str = ""


class LineDown(Exception):
    """The server cannot be used at all right now: every mail has to wait. Says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mail goes out, from `smtp://user:password@host:587?tls=starttls` or `smtps://…`."""

    host: str
    port: int
    user: str
    password: str
    tls: str  # starttls, implicit or none

    @classmethod
    def at(cls, url: str) -> "Server":
        """Read the address. Without `tls=none` a server that is not this machine must encrypt."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("ENTENTE_SMTP_URL starts with smtp:// or smtps:// and names a host")
        usual = "none" if parts.hostname in LOOPBACK else "starttls"
        asked = parse_qs(parts.query).get("tls", [usual])[0]
        tls = "implicit" if parts.scheme == "smtps" else asked
        if tls not in ("starttls", "implicit", "none"):
            raise ValueError("tls in ENTENTE_SMTP_URL is starttls, implicit or none")
        return cls(
            host=parts.hostname,
            port=parts.port or {"implicit": 465, "starttls": 587, "none": 25}[tls],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=tls,
        )


class Line:
    """One connection. Opens when first needed; opens anew when the server hung up between mails."""

    def __init__(self, *, server: Server, greeting: str) -> None:
        self.server, self.greeting = server, greeting
        self.smtp: smtplib.SMTP | None = None

    def hand_over(
        self, *, sender: str, to: str, data: bytes, before_dot: Callable[[], bool]
    ) -> Outcome:
        """Give one message to the server. `before_dot` runs when all but the final dot has left.

        When it answers False (the mail is no longer ours), the line is cut before the dot and
        nothing was sent. Raises LineDown when the server cannot be used at all.
        """
        smtp = self._open()
        try:
            if refused := self._envelope(smtp, sender=sender, to=to):
                return refused
            smtp.send(dots_doubled(data))
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Outcome(how=How.LATER, reply=f"The line broke before the end: {error}")
        if not before_dot():
            self.close()
            return Outcome(how=How.LATER, reply="Taken over by another worker")
        try:
            smtp.send(b".\r\n")
            code, said = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Outcome(how=How.UNKNOWN, reply=f"No answer after the final dot: {error}")
        return self._judge(code, said)

    def close(self) -> None:
        """Hang up, without waiting for anybody."""
        if self.smtp is not None:
            self.smtp.close()
            self.smtp = None

    def _envelope(self, smtp: smtplib.SMTP, *, sender: str, to: str) -> Outcome | None:
        """Sender, recipient, and leave to send. None when the server waits for the message."""
        options = () if (sender + to).isascii() else ("SMTPUTF8",)
        if options and not smtp.has_extn("smtputf8"):
            return Outcome(how=How.NEVER, reply="The server takes plain ASCII addresses only")
        steps = (
            lambda: smtp.mail(sender, options),
            lambda: smtp.rcpt(to),
            lambda: smtp.docmd("DATA"),
        )
        for step in steps:
            code, said = step()
            if not 200 <= code < 400:
                outcome = self._judge(code, said)
                if self.smtp is not None:
                    smtp.rset()
                return outcome
        return None

    def _judge(self, code: int, said: bytes) -> Outcome:
        """What a reply means: 2xx taken, 5xx never, everything else later."""
        words = f"{code} {said.decode('utf-8', 'replace')}"
        if code == 421:
            self.close()
        if 200 <= code < 300:
            return Outcome(how=How.SENT, reply=words)
        return Outcome(how=How.NEVER if 500 <= code < 600 else How.LATER, reply=words)

    def _open(self) -> smtplib.SMTP:
        if self.smtp is not None:
            if self._is_alive(self.smtp):
                return self.smtp
            self.close()
        try:
            self.smtp = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise LineDown(f"{self.server.host}:{self.server.port}: {error}") from error
        return self.smtp

    @staticmethod
    def _is_alive(smtp: smtplib.SMTP) -> bool:
        try:
            return smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _connect(self) -> smtplib.SMTP:
        """Neither password nor message over a line that should be encrypted and is not."""
        server, context = self.server, ssl.create_default_context()
        at = {"host": server.host, "port": server.port, "timeout": TIMEOUT}
        if server.tls == "implicit":
            smtp = smtplib.SMTP_SSL(**at, local_hostname=self.greeting, context=context)
        else:
            smtp = smtplib.SMTP(**at, local_hostname=self.greeting)
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.tls == "starttls":
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
        except (smtplib.SMTPException, OSError):
            smtp.close()
            raise
        return smtp
