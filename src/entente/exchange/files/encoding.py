"""Which characters the bytes of a file stand for."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

MARKED: Final = "entente.marked"  # the error handler: each unreadable spot becomes MARK
MARK: Final = "\udcff"
SAMPLE: Final = 256 * 1024
_BLOCK: Final = 1024 * 1024
_ASKED: Final = 24 * 1024  # bytes of non-ASCII lines that the statistics look at

# Longest first: the mark of UTF-32 begins with the mark of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What office programs write when it is not UTF-8; order breaks ties.
_LEGACY: Final = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("iso8859_2", "iso8859_15", "mac_roman", "cp437", "cp850", "koi8_r"),
    *("shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
)
# What words of western Europe and the Americas are written with, between letters of ASCII.
_WESTERN: Final = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒ")
_WESTERN_SIGNS: Final = frozenset("ºª°´·’‘“”–—…€«»®™©\xa0")
_FEW: Final = 100  # characters that are not ASCII: too few for statistics to overrule the eye
OFFERED: Final = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", *_LEGACY)


def _mark(error: UnicodeError) -> tuple[str, int]:
    return MARK, error.end  # type: ignore[attr-defined]  # a UnicodeDecodeError has an end


codecs.register_error(MARKED, _mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How to decode a file: the codec's name and how many bytes of mark come first."""

    name: str
    skip: int = 0


def known(name: str) -> bool:
    """Whether a codec of that name turns bytes into text here."""
    try:
        return bool(codecs.lookup(name)._is_text_encoding)  # noqa: SLF001  Python offers no other way to ask
    except (LookupError, ValueError):
        return False


def detect(*, path: Path, chosen: str = "") -> Encoding:
    """How the file is encoded: its mark, else UTF-8 where all of it is, else by statistics."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    for mark, name in _MARKS:
        if head.startswith(mark) and (not chosen or codecs.lookup(chosen).name == name):
            return Encoding(name=name, skip=len(mark))
    if chosen:
        return Encoding(name=chosen)
    wide = _wide(head)
    if wide:
        return Encoding(name=wide)
    return Encoding(name="utf-8" if _is_utf8(path) else _legacy(path))


def _wide(head: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by where the zero bytes stand; "" for neither."""
    size = len(head) // 4 * 4
    if size < 8:
        return ""
    zeros = [head[place:size:4].count(0) / (size / 4) for place in range(4)]
    high, low = 0.7, 0.3
    if zeros[1] > high and zeros[2] > high and zeros[3] > high and zeros[0] < low:
        return "utf-32-le"
    if zeros[0] > high and zeros[1] > high and zeros[2] > high and zeros[3] < low:
        return "utf-32-be"
    if (zeros[1] + zeros[3]) / 2 > 0.5 and (zeros[0] + zeros[2]) / 2 < 0.1:
        return "utf-16-le"
    if (zeros[0] + zeros[2]) / 2 > 0.5 and (zeros[1] + zeros[3]) / 2 < 0.1:
        return "utf-16-be"
    return ""


def _is_utf8(path: Path) -> bool:
    """All of it is valid, or nearly: where valid sequences prevail, the others are damage."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    good = bad = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if block.isascii() and not decoder.getstate()[0]:
                continue
            text = decoder.decode(block)
            valid = text.encode("utf-8", "ignore").decode("utf-8")
            bad += len(text) - len(valid)
            good += len(valid) - len(valid.encode("ascii", "ignore"))
            if bad > 1_000 and bad * 2 > good:
                return False
    return bad == 0 or good >= bad * 2


def _legacy(path: Path) -> str:
    """The likeliest of the office encodings for the lines that are not ASCII.

    Of readings that make equally good sense the more common encoding wins: Spanish in cp1252 reads
    as well in cp1250, where only rarer letters differ. Few letters say nothing by statistics: two
    rows of Portuguese were taken for Arabic.
    """
    asked = bytearray()
    with path.open("rb") as file:
        while len(asked) < _ASKED and (line := file.readline(_ASKED)):
            if not line.isascii():
                asked += line
    if _is_western(bytes(asked)):
        return "cp1252"
    found = list(from_bytes(bytes(asked), cp_isolation=list(_LEGACY), chunk_size=1024))
    if not found:
        return "cp1252"
    calm = min(match.chaos for match in found) + 0.01
    sense = max(match.coherence for match in found if match.chaos <= calm)
    equal = {
        name
        for match in found
        if match.chaos <= calm and match.coherence >= sense - 0.05
        for name in match.could_be_from_charset
    }
    return next(name for name in _LEGACY if name in equal)


def _is_western(asked: bytes) -> bool:
    """Whether the few bytes that are not ASCII are western letters in words that are mostly ASCII.

    Words of other scripts have hardly a letter of ASCII.
    """
    try:
        text = asked.decode("cp1252")
    except UnicodeDecodeError:
        return False
    high = [letter for letter in text if not letter.isascii()]
    if len(high) > _FEW or not set(high) <= _WESTERN | _WESTERN_SIGNS:
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    letters = "".join(words)
    return sum(not letter.isascii() for letter in letters) * 2 <= len(letters)
