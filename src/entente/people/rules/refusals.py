"""What a person may say no to, and which of their addresses a no clings to."""

from typing import Final

MEANS: Final = ("mail", "phone", "tracking")


class UnknownMeans(ValueError):
    """One may say no to mail, phone and tracking."""


def addresses(*, means: str, email_key: str, phone_key: str) -> list[str]:
    """The addresses with which a no to these means stays: phone with the number, else the mail."""
    address = phone_key if means == "phone" else email_key
    return [address] if address else []
