"""Broken files from a seed, with what must become of each of their rows."""

import codecs
import random
from dataclasses import dataclass

ENCODINGS = {
    "utf-8": "",
    "utf-8-sig": "",
    "utf-16-le": "",
    "utf-16-be": "",
    "utf-32-le": "",
    "utf-32-be": "",
    "cp1252": "",  # guessed: single bytes, so that rows are right whatever the letters
    "cp1251": "",
    "cp1253": "cp1253",
    "shift_jis": "shift_jis",
    "gb18030": "gb18030",
    "euc_kr": "euc_kr",
    "koi8_r": "koi8_r",
    "mac_roman": "mac_roman",
    "iso8859_2": "iso8859_2",
    "big5": "big5",
}  # by name: what somebody must say, because statistics of so little text may err
LETTERS = {
    "cp1252": "Zoë Müller José Ærø",
    "cp1251": "Иванов Пётр Москва Смирнова",
    "cp1253": "Παπαδόπουλος Γιώργος",
    "shift_jis": "山田太郎 表示ソ能",
    "gb18030": "张伟 北京 🙂",
    "euc_kr": "김철수 서울",
    "koi8_r": "Иванов Пётр",
    "mac_roman": "Zoë Müller",
    "iso8859_2": "Łukasz Žižka",
    "big5": "陳大文 許功蓋",
}
EVERYTHING = "Zoë مرحبا שלום 🙂👩‍👩‍👧 日本 \u202eabc\u202c e\u0301 ﷺ"
WIDE = frozenset({"utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"})
FAULTS = (
    *("sound", "sound", "sound", "sound", "short", "long", "quote_open", "quote_inside"),
    *("nul", "empty_line", "blank", "heading", "newline_inside", "huge", "undecodable", "trailing"),
)


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A file, what has to be said to read it, and (line, fault) of each row; sound rows have ""."""

    content: bytes
    chosen: dict
    rows: list[tuple[int, str]]
    cells: dict[int, list[str]]
    certain: bool  # whether the letters can be told for certain, not only the rows


class _Maker:
    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.encoding = self.dice.choice(list(ENCODINGS))
        self.delimiter = self.dice.choice(",;\t|")
        self.newline = self.dice.choice(["\n", "\r\n", "\r"])
        self.quote_all = self.dice.random() < 0.3
        self.width = self.dice.randint(3, 8)
        self.heading = [f"Column {chr(65 + place)}" for place in range(self.width)]
        self.line = 1
        self.parts: list[bytes] = []
        self.rows: list[tuple[int, str]] = []
        self.cells: dict[int, list[str]] = {}

    def text(self) -> str:
        words = LETTERS.get(self.encoding, EVERYTHING).split()
        return self.dice.choice([*words, "a", "42", "x y", "O'Neil", 'say "hi"', "=1+1"])

    def quoted(self, cell: str) -> str:
        special = {self.delimiter, '"', "\n", "\r"} & set(cell)
        if self.quote_all or special:
            return '"' + cell.replace('"', '""') + '"'
        return cell

    def joined(self, cells: list[str]) -> str:
        return self.delimiter.join(map(self.quoted, cells))

    def write(self, text: str, *, fault: str | None, cells: list[str] | None = None) -> None:
        """One row (fault "" or a name) or a line that is no row (None)."""
        if fault is not None:
            self.rows.append((self.line, fault))
        if cells is not None:
            self.cells[self.line] = cells
        codec = "utf-8" if self.encoding == "utf-8-sig" else self.encoding
        self.parts.append((text + self.newline).encode(codec))
        ends = (text + self.newline).replace("\r\n", "\n").replace("\r", "\n")
        self.line += ends.count("\n")

    def row(self, kind: str) -> None:
        cells = [self.text() for _ in range(self.width)]
        getattr(self, f"_{kind}", self._sound)(cells)

    def _sound(self, cells: list[str]) -> None:
        self.write(self.joined(cells), fault="", cells=cells)

    def _short(self, cells: list[str]) -> None:
        some = cells[: self.dice.randint(1, self.width - 1)]
        self.write(self.joined(some), fault="", cells=some + [""] * (self.width - len(some)))

    def _long(self, cells: list[str]) -> None:
        self.write(self.joined([*cells, "more"]), fault="overfull")

    def _trailing(self, cells: list[str]) -> None:
        self.write(self.joined(cells) + self.delimiter * 2, fault="", cells=cells)

    def _quote_open(self, cells: list[str]) -> None:
        bare = [cell.replace('"', "") for cell in cells]
        self.write('"' + self.delimiter.join(bare), fault="quote_open")

    def _quote_inside(self, cells: list[str]) -> None:
        rest = self.delimiter.join(["x"] * (self.width - 1))
        self.write(f'"the "best" one"{self.delimiter}{rest}', fault="quote_inside")

    def _nul(self, cells: list[str]) -> None:
        self.write(self.joined(["a\x00b", *cells[1:]]), fault="nul")

    def _empty_line(self, cells: list[str]) -> None:
        self.write("", fault=None)

    def _blank(self, cells: list[str]) -> None:
        self.write(self.delimiter * (self.width - 1), fault="blank")

    def _heading(self, cells: list[str]) -> None:
        self.write(self.joined(self.heading), fault="heading")

    def _newline_inside(self, cells: list[str]) -> None:
        cells = [f"one{self.newline}two", *cells[1:]]
        self.write(self.joined(cells), fault="", cells=cells)

    def _huge(self, cells: list[str]) -> None:
        if self.dice.random() < 0.1:
            self.write(self.joined(["y" * 140_000, *cells[1:]]), fault="cell_too_long")
        else:
            self._sound(cells)

    def _undecodable(self, cells: list[str]) -> None:
        if self.encoding not in ("utf-8", "utf-8-sig"):
            self._sound(cells)
            return
        # Much that is valid, so that one broken byte is damage and not another encoding.
        self.write(self.joined(["é" * 20, *cells[1:]]), fault="", cells=["é" * 20, *cells[1:]])
        self.write(self.joined(["bad", *cells[1:]]), fault="undecodable")
        self.parts[-1] = self.parts[-1].replace(b"bad", b"b\xffd", 1)


def broken(seed: int) -> Broken:
    """The file of that seed."""
    maker = _Maker(seed)
    maker.write(maker.joined(maker.heading), fault=None)
    for _ in range(6):
        maker.row("sound")
    for _ in range(maker.dice.randint(0, 24)):
        maker.row(maker.dice.choice(FAULTS))
    maker.row("sound")
    content = b"".join(maker.parts)
    chosen = ENCODINGS[maker.encoding]
    if maker.encoding == "utf-8-sig":
        content = codecs.BOM_UTF8 + content
    elif maker.encoding in WIDE and maker.dice.random() < 0.7:
        content = "\ufeff".encode(maker.encoding) + content
    elif maker.encoding in WIDE:
        chosen = maker.encoding  # without a mark and in any script, nobody can tell for certain
    return Broken(
        content=content,
        chosen={"encoding": chosen} if chosen else {},
        rows=maker.rows,
        cells=maker.cells,
        certain=bool(chosen) or maker.encoding.startswith("utf"),
    )
