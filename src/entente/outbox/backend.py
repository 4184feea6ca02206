"""Django's own mail (sign-in, reset of a password) goes the same way as all other."""

import secrets
from collections.abc import Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from entente.kit import clock
from entente.outbox.operations import queue_mail
from entente.outbox.rules import UnfitForMail


class OutboxBackend(BaseEmailBackend):
    """Queues plain text for each recipient."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Gives how many were queued. Attachments and other bodies are refused, not dropped."""
        for message in messages:
            if message.attachments or getattr(message, "alternatives", None):
                raise UnfitForMail("Mail of this house is plain text without attachments.")
            cause = message.extra_headers.get("X-Cause") or f"django:{secrets.token_hex(12)}"
            for recipient in message.recipients():
                name, address = parseaddr(recipient)
                queue_mail(
                    cause=cause,
                    to=address,
                    to_name=name,
                    subject=str(message.subject),
                    text=str(message.body),
                    at=clock.now(),
                )
        return len(messages)
