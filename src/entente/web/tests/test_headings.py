"""Headings break where a reader does not stumble."""

import pytest

from entente.web.templatetags.house_words import unbroken


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("Sales is short on first contact in 4 hours", "4~hours"),
        ("It takes 179 days, and 2 working days more", "179~days 2~working"),
        ("0% likely to reach €300k by 31 December.", "31~December."),
        ("Version 2 of the goal for Q4 2026 holds", "Q4~2026"),
        ("By the ideal lead, version 2", "version~2"),
        ("Version 2 repaired it: 309 of 310 fit", "309~of~310"),
        ("Of the 2h 35m that a lead waits", "2h~35m"),
        ("5 deals are late", ""),
    ],
)
def test_a_number_and_its_unit_stay_within_one_line(heading, lines):
    kept = [one for one in unbroken(heading).split(" ") if "\N{NO-BREAK SPACE}" in one]

    assert " ".join(kept).replace("\N{NO-BREAK SPACE}", "~").replace(",", "") == lines
