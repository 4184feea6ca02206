"""Figures read the same on every page."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from entente.kit import wording


@pytest.mark.parametrize(
    ("amount", "short", "exact"),
    [
        ("0", "€0", "€0"),
        ("742", "€742", "€742"),
        ("999.49", "€999", "€999.49"),
        ("999.5", "€1k", "€999.50"),
        ("7400", "€7.4k", "€7,400"),
        ("9960", "€10k", "€9,960"),
        ("742000", "€742k", "€742,000"),
        ("999400", "€999k", "€999,400"),
        ("999600", "€1m", "€999,600"),
        ("1200000", "€1.2m", "€1,200,000"),
        ("12345678.9", "€12m", "€12,345,678.90"),
        ("2500000000", "€2.5bn", "€2,500,000,000"),
        ("-72000", "−€72k", "−€72,000"),
        ("676851.48", "€677k", "€676,851.48"),
    ],
)
def test_money_reads_short_in_sentences_and_exact_in_tables(amount, short, exact):
    assert wording.money_short(Decimal(amount), "EUR") == short
    assert wording.money(Decimal(amount), "EUR") == exact


def test_an_unknown_amount_is_said_and_never_drawn_as_zero():
    assert wording.money(None, "BRL") == wording.money_short(None, "BRL") == "unknown"
    assert wording.percent(None) == wording.number(None) == "unknown"


def test_currencies_without_a_symbol_of_their_own_show_their_code():
    assert wording.money(Decimal("1284.5"), "SEK") == "SEK\u00a01,284.50"
    assert wording.money(Decimal("1284"), "JPY") == "¥1,284"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.6812, "68%"), (0.0474, "4.7%"), (0.0024, "0.24%"), (0, "0%"), (1, "100%"), (-0.19, "−19%")],
)
def test_percent_keeps_two_significant_figures(share, words):
    assert wording.percent(share) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.08, "8%"), (0.0474, "4.7%"), (0.005, "0.5%"), (0.1, "10%"), (0, "0%"), (None, "unknown")],
)
def test_a_sentence_says_no_more_noughts_than_one_would(share, words):
    assert wording.percent_said(share) == words


def test_nearly_all_is_not_called_all():
    assert [wording.rate(met, 310) for met in (308, 309, 310)] == ["99%", "99.7%", "100%"]
    assert wording.rate(9_999, 10_000) == "99.99%"


def test_a_rate_of_nothing_is_none_yet_and_places_can_be_asked_for():
    assert wording.rate(0, 0) == "none yet"
    assert wording.rate(842, 8000, places=3) == "10.525%"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "under a minute"),
        (0.99, "under a minute"),
        (1, "1 min"),
        (38, "38 min"),
        (60, "1h"),
        (112, "1h 52m"),
        (185, "3h 05m"),
        (24 * 60, "1 day"),
        (11 * 24 * 60, "11 days"),
    ],
)
def test_spans_of_time_read_as_people_say_them(minutes, words):
    assert wording.span(timedelta(minutes=minutes)) == words
    assert wording.span(timedelta(minutes=-minutes)) == words


def test_the_days_before_today_show_the_clock_too_in_lists_of_what_happened_lately():
    now = datetime(2026, 11, 24, 11, 42, tzinfo=UTC)
    days = [datetime(2026, 11, day, 8, 20, tzinfo=UTC) for day in (25, 24, 23, 18, 17)]

    assert [wording.lately(at, now=now) for at in days] == [
        "25 Nov", "08:20", "23 Nov, 08:20", "18 Nov, 08:20", "17 Nov"
    ]  # fmt: skip


def test_today_shows_the_clock_and_other_days_the_date():
    now = datetime(2026, 11, 24, 11, 42, tzinfo=UTC)

    assert wording.moment(datetime(2026, 11, 24, 8, 20, tzinfo=UTC), now=now) == "08:20"
    assert wording.moment(datetime(2026, 11, 16, 8, 20, tzinfo=UTC), now=now) == "16 Nov"
    assert wording.moment(datetime(2025, 11, 16, 8, 20, tzinfo=UTC), now=now) == "16 Nov 2025"
    assert wording.day(date(2026, 11, 24), today=now.date()) == "24 November"
    assert wording.day_and_time(now, now=now) == "24 November, 11:42"


def test_initials_take_the_first_and_the_last_word():
    assert [
        wording.initials(name) for name in ("Sara Lind", "Jean van der Berg", "Ada", "", "— ?")
    ] == [
        "SL",
        "JB",
        "A",
        "·",
        "·",
    ]


def test_counts_and_lists_read_as_sentences():
    assert wording.counted(1, "lead") == "1 lead"
    assert wording.counted(1284, "company", "companies") == "1,284 companies"
    assert [wording.several(one) for one in ("MQL", "Opportunity", "day")] == [
        "MQLs", "Opportunities", "days"
    ]  # fmt: skip
    assert [wording.single(one) for one in ("deal", "Activity")] == ["a deal", "an Activity"]
    assert wording.signed(12) == "+12" and wording.signed(-19) == "−19" and wording.signed(0) == "0"
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"


def test_how_many_answers_need_a_change_is_said_in_one_way():
    assert [wording.to_change(number) for number in (1, 3, 12)] == [
        "One answer needs a change",
        "Three answers need a change",
        "12 answers need a change",
    ]
