"""Numbers that came with an address or a form: any text may stand there."""

from typing import Final

MOST_DIGITS: Final = 18  # what a bigint holds, whatever the digits


def whole(text: str) -> int | None:
    """The whole number that this text is, from 0 on; None where it is anything else.

    Digits of other scripts, superscripts and more digits than a key can have are no number.
    """
    fits = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if fits else None
