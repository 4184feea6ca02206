"""What the settings page lists. Areas offer their sections."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: str
    words: str
    url_name: str


_sections: dict[str, tuple[int, Section]] = {}


def settings_section(order: int, section: Section) -> None:
    """Offer a section of the settings; the same address replaces."""
    _sections[section.url_name] = (order, section)


def sections() -> tuple[Section, ...]:
    """All sections in their order."""
    return tuple(section for _, section in sorted(_sections.values(), key=lambda it: it[0]))
