"""A refusal as people meet it: what the summary on top says, and what stands beside each field."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

ALONE = {"br", "col", "hr", "img", "input", "link", "meta", "path", "use", "wbr"}


@dataclass
class Refusal(HTMLParser):
    """A page that refuses: `Refusal.read(text)`.

    `links` are those of the summary, each with its words; `loose` is what it says without one.
    """

    links: list[list[str]] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> "Refusal":
        page = cls()
        page.feed(text)
        page.close()
        return page

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, dict[str, str]]] = []
        self._given: dict[str, dict[str, str]] = {}
        self._words: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._given.setdefault(given.get("id", ""), given)
        if tag not in ALONE:
            self._open.append((tag, given))
        if tag == "a" and self._is_in_summary:
            self.links.append([given.get("href", ""), ""])

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self._open}
        for _, given in self._open:
            if given.get("id", "").endswith("-error"):
                self._words[given["id"]] = self._words.get(given["id"], "") + data
        if self._is_in_summary and "a" in tags:
            self.links[-1][1] += data
        elif self._is_in_summary and "h2" not in tags and data.strip():
            self.loose.append(data.strip())

    @property
    def _is_in_summary(self) -> bool:
        return any(given.get("id") == "errors" for _, given in self._open)

    def troubles(self) -> list[str]:
        """What is said on top only, or beside a field only, and links that miss their field."""
        linked = {f"{href.removeprefix('#')}-error" for href, _ in self.links}
        missed = [
            f"{href} {trouble}"
            for href, words in self.links
            if (trouble := self._missed(href.removeprefix("#"), words))
        ]
        return [
            *self.loose,
            *missed,
            *(f"#{one} not on top" for one in self._words.keys() - linked),
        ]

    def _missed(self, target: str, words: str) -> str:
        given = self._given.get(target)
        if given is None:
            return "leads nowhere"
        if given.get("aria-invalid") != "true":
            return "leads to what is not marked"
        told = (self._words.get(one, "") for one in given.get("aria-describedby", "").split())
        beside = [one.removeprefix("Error: ").strip() for one in told]
        if not any(one and (one in words or words in one) for one in beside):
            return f"says {words!r}, and beside it stands {beside}"
        return ""
