"""Physical lines of a file of any size, with a bound on how long one may be."""

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from entente.exchange.files.encoding import MARKED, Encoding

BLOCK: Final = 256 * 1024  # bytes
LONGEST: Final = 1024 * 1024  # characters of one line; more is no table
_DAMAGE: Final = re.compile("[\x00\ud800-\udfff]")


class Damaged(str):
    """A line that cannot be taken as it is; `why` is one of FAULTS."""

    __slots__ = ("why",)
    why: str


def damaged(text: str, *, why: str) -> Damaged:
    line = Damaged(text)
    line.why = why
    return line


def read_lines(*, path: Path, encoding: Encoding) -> Iterator[str]:
    """The lines with their ends (LF, CRLF or CR), in flat memory.

    A line with a NUL, with bytes that mean nothing, or of more than LONGEST characters comes as
    Damaged (the last one cut short).
    """
    decoder = codecs.getincrementaldecoder(encoding.name)(errors=MARKED)
    carry = ""
    skipping = False
    with path.open("rb") as file:
        file.seek(encoding.skip)
        while block := file.read(BLOCK):
            text = carry + decoder.decode(block)
            lines = list(io.StringIO(text, newline=""))
            # The last line may go on in the next block, and so may a CR that a LF follows.
            carry = lines.pop() if lines and not lines[-1].endswith("\n") else ""
            if skipping and lines:
                lines, skipping = lines[1:], False
            yield from _checked(lines, text)
            if len(carry) > LONGEST:
                if not skipping:
                    yield damaged(carry[:200], why="too_long")
                carry, skipping = "", True
    rest = carry + decoder.decode(b"", final=True)
    if rest and not skipping:
        yield from _checked(list(io.StringIO(rest, newline="")), rest)


def _checked(lines: list[str], text: str) -> Iterator[str]:
    if not _DAMAGE.search(text):
        yield from lines
        return
    for line in lines:
        found = _DAMAGE.search(line)
        if found is None:
            yield line
        else:
            yield damaged(line, why="nul" if found.group() == "\x00" else "undecodable")
