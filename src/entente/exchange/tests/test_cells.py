"""What a cell means."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from entente.exchange.rules import cells, dates, numbers
from entente.exchange.rules.problems import BadCell

UTC_ZONE = ZoneInfo("UTC")


def day(*parts: int) -> dates.When:
    return dates.When(datetime(*parts, tzinfo=UTC), True)


def moment(*parts: int) -> dates.When:
    return dates.When(datetime(*parts, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2018-02-01", "ymd", day(2018, 2, 1)),
        ("2018-02-26 19:58:54", "ymd", moment(2018, 2, 26, 19, 58, 54)),
        ("2018-02-26T19:58:54Z", "dmy", moment(2018, 2, 26, 19, 58, 54)),
        ("2018-02-26T19:58:54.250+02:00", "ymd", moment(2018, 2, 26, 17, 58, 54, 250_000)),
        ("2020-12-30 3:15:52", "ymd", moment(2020, 12, 30, 3, 15, 52)),
        ("2018/2/26", "ymd", day(2018, 2, 26)),
        ("3/4/2026", "dmy", day(2026, 4, 3)),
        ("3/4/2026", "mdy", day(2026, 3, 4)),
        ("٣/٤/٢٠٢٦", "dmy", day(2026, 4, 3)),
        ("3.4.26", "dmy", day(2026, 4, 3)),
        ("3/4/99 5:06 pm", "mdy", moment(1999, 3, 4, 17, 6)),
        ("12/31/2025 12:00 AM", "mdy", moment(2025, 12, 31)),
        ("24 October 2011", "ymd", day(2011, 10, 24)),
        ("October 24th, 2011", "ymd", day(2011, 10, 24)),
        ("24-Oct-11", "mdy", day(2011, 10, 24)),
        ("1519675134", "seconds", moment(2018, 2, 26, 19, 58, 54)),
        ("1519675134250", "milliseconds", moment(2018, 2, 26, 19, 58, 54, 250_000)),
        ("43157", "workbook", day(2018, 2, 26)),
    ],
)
def test_dates_are_read(text, order, expected):
    assert dates.parse(text=text, order=order, zone=UTC_ZONE) == expected


def test_a_date_without_a_zone_is_meant_in_the_files_zone():
    found = dates.parse(text="2026-07-01 09:00", order="ymd", zone=ZoneInfo("Europe/Paris"))

    assert found == moment(2026, 7, 1, 7, 0)


@pytest.mark.parametrize(
    ("zone", "house", "begins"),
    [
        ("UTC", "UTC", day(2018, 1, 1)),
        ("UTC", "Europe/Paris", day(2018, 1, 1)),
        ("UTC", "Asia/Tokyo", day(2018, 1, 1)),
        ("UTC", "America/Sao_Paulo", day(2018, 1, 1, 2)),
        ("UTC", "America/New_York", day(2018, 1, 1, 5)),
        ("Asia/Tokyo", "Europe/Paris", day(2017, 12, 31, 23)),
        ("Pacific/Honolulu", "Pacific/Kiritimati", day(2017, 12, 31, 10)),
        ("America/New_York", "America/New_York", day(2018, 1, 1, 5)),
    ],
)
def test_a_day_without_a_time_is_that_day_in_every_house(zone, house, begins):
    zones = {"zone": ZoneInfo(zone), "house": ZoneInfo(house)}

    read = {kind: cells.reader(cells.Reading(type=kind, **zones)) for kind in ("fact", "date")}

    assert read["fact"]("2018-01-01") == begins
    assert begins.at.astimezone(zones["house"]).date() == date(2018, 1, 1)
    assert dates.day_of(when=begins, **zones) == date(2018, 1, 1)
    assert read["date"]("2018-01-01") == date(2018, 1, 1)


def test_a_moment_is_the_same_in_every_house():
    zones = {"zone": UTC_ZONE, "house": ZoneInfo("America/New_York")}
    read = cells.reader(cells.Reading(type="fact", **zones))

    assert read("2018-02-26 02:58:54") == moment(2018, 2, 26, 2, 58, 54)
    assert dates.day_of(when=moment(2018, 2, 26, 2, 58, 54), **zones) == date(2018, 2, 26)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "31/31/2026", "2026-02-30", "2026-13-01", "3/4", "12 Foo 2011", "99999999999999999999",
     "2026-01-01 25:00", "0001-01-01", "1/1/1/1", "🙂"],
)  # fmt: skip
@pytest.mark.parametrize("order", list(dates.ORDERS))
def test_what_is_no_date_is_told(text, order):
    with pytest.raises(BadCell):
        dates.parse(text=text, order=order, zone=UTC_ZONE)


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (["2018-02-01", ""], ("ymd", False)),
        (["13/4/2026", "3/4/2026"], ("dmy", False)),
        (["3/13/2026", "3/4/2026"], ("mdy", False)),
        (["3/4/2026", "5/6/2026"], ("dmy", True)),
        (["1519675134250", "1519675134000"], ("milliseconds", False)),
        (["43157", "43160"], ("workbook", False)),
        ([], ("ymd", False)),
    ],
)
def test_the_order_of_dates_is_guessed_and_doubt_is_told(samples, expected):
    guess = dates.guess_order(samples)

    assert (guess.order, guess.ambiguous) == expected


@pytest.mark.parametrize(
    ("text", "sign", "number", "currency"),
    [
        ("1234.5", ".", "1234.5", ""),
        ("1,234.50", ".", "1234.50", ""),
        ("١٢", ".", "12", ""),
        ("1.234,50", ",", "1234.50", ""),
        ("1 234,50 €", ",", "1234.50", "EUR"),
        ("R$ 1.234,50", ",", "1234.50", "BRL"),
        ("$1,234", ".", "1234", "$"),
        ("(1,234.50)", ".", "-1234.50", ""),
        ("-12", ".", "-12", ""),
        ("\u221212", ".", "-12", ""),
        ("USD 12", ".", "12", "USD"),
        ("12 EUR", ".", "12", "EUR"),
        (".5", ".", "0.5", ""),
        ("1'234.50", ".", "1234.50", ""),
    ],
)
def test_amounts_are_read(text, sign, number, currency):
    assert numbers.parse(text=text, sign=sign) == (Decimal(number), currency)


@pytest.mark.parametrize(
    "text", ["", "n/a", "1,2,3", "1.2.3", "12,34", "NaN", "Infinity", "1e9", "1" * 16, "--1"]
)
def test_what_is_no_number_is_told(text):
    with pytest.raises(BadCell):
        numbers.parse(text=text)


@pytest.mark.parametrize(
    ("samples", "sign"),
    [(["1,5", "2,25"], ","), (["1.5", "1,234.5"], "."), (["1.234", "12,5"], ","), ([], ".")],
)
def test_the_decimal_sign_is_guessed(samples, sign):
    assert numbers.guess_sign(samples) == sign


@pytest.mark.parametrize(
    ("type_", "cell", "expected"),
    [
        ("email", "Ada@Example.com", "Ada@Example.com"),
        ("yesno", "TRUE", True),
        ("yesno", "non", False),
        ("currency", "eur", "EUR"),
        ("currency", "€", "EUR"),
        ("number", "12.5", Decimal("12.5")),
    ],
)
def test_cells_are_read_by_their_type(type_, cell, expected):
    assert cells.reader(cells.Reading(type=type_))(cell) == expected


@pytest.mark.parametrize(
    ("type_", "cell", "why"),
    [
        ("email", "ada", "“ada” is no e-mail address"),
        ("yesno", "maybe", "“maybe” is neither yes nor no"),
        ("currency", "euro", "“euro” is no currency code like EUR"),
        ("text", "x" * 201, "it has 201 characters where 200 have room"),
        ("text", "ŉ" * 101, "it has 101 characters where 200 have room"),
        ("moment", "1850-01-01", "“1850-01-01” does not lie between 1900 and 2199"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(type_, cell, why):
    with pytest.raises(BadCell) as refused:
        cells.reader(cells.Reading(type=type_))(cell)

    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (datetime(2027, 1, 1, tzinfo=UTC), "“x” lies in the future; a fact has happened"),
        (
            datetime(1969, 12, 31, tzinfo=UTC),
            "“x” lies before 1970; leave it blank if it is unknown",
        ),
    ],
)
def test_facts_have_happened(at, why):
    with pytest.raises(BadCell) as refused:
        cells.in_the_past(at=at, now=datetime(2026, 11, 24, tzinfo=UTC), shown="x")

    assert str(refused.value) == why
