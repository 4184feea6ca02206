"""What a person may say no to, and which of their addresses a no clings to."""

import hmac
from typing import Final

MEANS: Final = ("mail", "phone", "tracking")
FIELD: Final = {"mail": "email", "phone": "phone", "tracking": "email"}  # to which a no clings


class UnknownMeans(ValueError):
    """One may say no to mail, phone and tracking."""


def addresses(*, means: str, email_key: str, phone_key: str) -> list[str]:
    """The addresses with which a no to these means stays: phone with the number, else the mail."""
    address = {"email": email_key, "phone": phone_key}[FIELD[means]]
    return [address] if address else []


def digest_of(*, text: str, key: bytes) -> bytes:
    """The keyed digest (HMAC-SHA-256) under which an address is remembered without being kept."""
    return hmac.digest(key, text.encode(), "sha256")


def key_text(*, system: str, key: str) -> str:
    """What the digest of an outside key is taken of."""
    return f"{system}\n{key}"
