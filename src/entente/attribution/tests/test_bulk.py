"""The bulk form agrees with the plain one, to the cent, for every model and heading."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from entente.attribution.bulk import credit as bulk
from entente.attribution.bulk.totals import totals
from entente.attribution.rules import shares
from entente.attribution.rules.credit import credit
from entente.attribution.rules.models import Model
from entente.attribution.testing import (
    CLOSE,
    RULES,
    STRICT,
    as_tables,
    generated,
    journey,
    touch,
    walk,
)
from entente.kit.currencies import UnknownCurrency
from entente.kit.money import NoSuchAmount

HEADINGS = {
    "channel": "channel",
    "campaign": "campaign",
    "asset": "asset",
    "person_id": "person",
    "team": "team",
}


def cents(amount):
    return None if amount is None else int(amount * 100)


def plain_line(line):
    touch = line.touch and (
        line.touch.position,
        line.touch.contact,
        line.touch.team,
        line.touch.channel,
        line.touch.campaign,
        line.touch.asset,
        line.touch.person,
    )
    return (
        (line.model.value, line.deal, line.refund or 0, line.touch.position if line.touch else 0),
        touch or (None,) * 7,
        (
            line.currency,
            line.booked_at,
            pytest.approx(float(line.share), abs=1e-9),
            cents(line.amount),
        ),
    )


def bulk_line(row):
    names = ("position", "contact_id", "team", "channel", "campaign", "asset", "person_id")
    return (
        (row["model"], row["deal_id"], row["refund"] or 0, row["position"] or 0),
        tuple(row[name] for name in names),
        (row["currency"], row["booked_at"], row["share"], row["cents"]),
    )


def in_bulk(journeys, refunds=None, rules=RULES, models=tuple(Model), **changed):
    tables = {**as_tables(journeys=journeys, refunds=refunds or {}), **changed}
    return bulk.credit(**tables, rules=rules, models=models)


@pytest.fixture(scope="module", params=["as usual", "strict"])
def both(request):
    """The same generated journeys, credited by the plain form and by the bulk form."""
    rules, seed = {"as usual": (RULES, 11), "strict": (STRICT, 12)}[request.param]
    journeys, refunds = generated(seed=seed, count=600)
    plain = credit(journeys=journeys, rules=rules, models=list(Model), refunds=refunds)
    return journeys, refunds, rules, plain


def test_both_forms_give_the_same_lines_under_every_model(both):
    journeys, refunds, rules, plain = both

    found = in_bulk(journeys, refunds, rules)

    expected = sorted(map(plain_line, plain), key=lambda line: line[0])
    assert sorted(map(bulk_line, found.to_pylist()), key=lambda line: line[0]) == expected


@pytest.mark.parametrize("heading", HEADINGS)
def test_both_forms_add_up_to_the_same_under_every_heading(both, heading):
    journeys, refunds, rules, plain = both

    found = totals(
        **as_tables(journeys=journeys, refunds=refunds),
        rules=rules,
        models=list(Model),
        by=[heading],
    )

    expected = {
        (model.value, *key): (round(float(total.share), 6), cents(total.amount))
        for model in Model
        for key, total in shares.totals(
            credits=[line for line in plain if line.model is model], by=HEADINGS[heading]
        ).items()
    }
    assert {
        (row["model"], row[heading], row["currency"]): (round(row["share"], 6), row["cents"] or 0)
        for row in found.to_pylist()
    } == expected


def test_the_generated_journeys_have_everything_that_is_awkward(both):
    journeys, refunds, _, plain = both

    assert len(journeys) >= 500
    assert sum(len({t.at for t in j.touches}) < len(j.touches) for j in journeys) > 50
    assert sum(len(j.touches) == 1 for j in journeys) > 50
    assert {None, Decimal(0)} < {j.value for j in journeys}
    assert sum(1 for j in journeys if j.value and j.value < 0) > 50
    assert sum(len(lines) == 2 for lines in refunds.values()) > 20
    assert sum(line.touch is None for line in plain) > 50
    assert any(line.touch and len(line.touch.milestones) == 4 for line in plain)
    assert sum(not j.converted and len(j.touches) > 1 for j in journeys) > 50
    assert sum(j.converted and not j.asked for j in journeys) > 20
    assert len({line.booked_at.month for line in plain if line.refund}) > 6


def test_a_period_holds_what_was_booked_in_it_and_refunds_by_their_own_date(both):
    journeys, refunds, rules, plain = both
    since, until = CLOSE - timedelta(days=120), CLOSE - timedelta(days=30)

    found = totals(
        **as_tables(journeys=journeys, refunds=refunds),
        rules=rules,
        models=list(Model),
        by=["channel"],
        since=since,
        until=until,
    )

    expected = defaultdict(int)
    for line in plain:
        if since <= line.booked_at < until:
            channel = line.touch.channel if line.touch else None
            expected[line.model.value, channel, line.currency] += cents(line.amount) or 0
    assert {
        (row["model"], row["channel"], row["currency"]): row["cents"] or 0
        for row in found.to_pylist()
    } == dict(expected)


def test_a_period_says_the_same_whether_other_deals_are_asked_about_or_only_teach(both):
    journeys, refunds, rules, _ = both
    since, until = CLOSE - timedelta(days=120), CLOSE - timedelta(days=30)
    period = {"since": since, "until": until, "rules": rules, "models": list(Model)}

    def booked(one):
        moments = [one.closed_at, *(refund.at for refund in refunds.get(one.deal, ()))]
        return any(since <= at < until for at in moments)

    latest = max(one.lesson for one in journeys if booked(one))
    fewer = [
        replace(one, asked=one.asked and booked(one)) for one in journeys if one.lesson <= latest
    ]
    asked = {one.deal for one in fewer if one.asked}
    back = {deal: lines for deal, lines in refunds.items() if deal in asked}

    every, some = (
        totals(**as_tables(journeys=of, refunds=lines), **period, by=["channel"])
        for of, lines in ((journeys, refunds), (fewer, back))
    )

    order = [(name, "ascending") for name in ("model", "channel", "currency")]
    assert len(fewer) < len(journeys)
    assert some.sort_by(order).to_pylist() == [
        row | {"share": pytest.approx(row["share"])} for row in every.sort_by(order).to_pylist()
    ]


def test_the_order_of_the_rows_and_the_dress_of_the_columns_do_not_matter():
    journeys, refunds = generated(seed=5, count=40)
    tables = as_tables(journeys=journeys, refunds=refunds)
    shuffled = tables["touches"].sort_by([("channel", "descending"), ("at", "ascending")])
    channel = shuffled["channel"].dictionary_encode()
    dressed = shuffled.set_column(shuffled.column_names.index("channel"), "channel", channel)

    plain, again = in_bulk(journeys, refunds), in_bulk(journeys, refunds, touches=dressed)

    assert sorted(map(bulk_line, again.to_pylist()), key=lambda line: line[0]) == sorted(
        map(bulk_line, plain.to_pylist()), key=lambda line: line[0]
    )


def test_only_what_must_be_there_must_be_there():
    tables = as_tables(journeys=[walk("ab", value="10.01")], refunds={})

    found = bulk.credit(
        touches=tables["touches"].drop(["asset", "campaign", "automatic", "colleague"]),
        deals=tables["deals"].drop(["lead_at", "opened_at"]),
        rules=RULES,
        models=["linear"],
    )

    assert found.select(["channel", "campaign", "asset", "cents"]).to_pylist() == [
        {"channel": "a", "campaign": "", "asset": "", "cents": 501},
        {"channel": "b", "campaign": "", "asset": "", "cents": 500},
    ]


def test_nothing_in_nothing_out_and_a_deal_without_touches_is_one_line():
    assert in_bulk([]).to_pylist() == []
    assert [bulk_line(row) for row in in_bulk([journey(value="5.00")]).to_pylist()] == [
        ((model.value, 1, 0, 0), (None,) * 7, ("EUR", CLOSE, 1.0, 500)) for model in Model
    ]


def test_a_touch_of_two_deals_and_a_row_given_twice_are_counted_as_they_should():
    one = journey(touch(1), touch(1), touch(2, days=3, channel="phone"), value="9.00")
    two = replace(one, deal=2)

    found = in_bulk([one, two], models=["linear"])

    assert sorted((row["deal_id"], row["position"], row["cents"]) for row in found.to_pylist()) == [
        (1, 1, 450),
        (1, 2, 450),
        (2, 1, 450),
        (2, 2, 450),
    ]


def test_the_largest_amounts_are_exact_too():
    deals = [
        walk("abcabcd", value="999999999999999.99"),
        walk("abcde", value="-999999999999999.97", deal=2),
        walk("bd", value="900719925474099.31", deal=3),
    ]

    found = in_bulk(deals, models=list(Model))

    assert {line[0]: line[2][3] for line in map(bulk_line, found.to_pylist())} == {
        line[0]: line[2][3]
        for line in map(plain_line, credit(journeys=deals, rules=RULES, models=list(Model)))
    }


def test_currencies_have_their_own_smallest_unit():
    deals = [
        walk("ab", value="101", currency="JPY"),
        walk("ab", value="0.101", deal=2, currency="KWD"),
    ]

    found = in_bulk(deals, models=["linear"])

    assert sorted((row["currency"], row["cents"]) for row in found.to_pylist()) == [
        ("JPY", 50), ("JPY", 51), ("KWD", 50), ("KWD", 51),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "currency", "refusal"),
    [
        ("0.001", "EUR", NoSuchAmount),
        ("0.5", "JPY", NoSuchAmount),
        ("0.0001", "EUR", NoSuchAmount),
        ("1000000000000000", "EUR", NoSuchAmount),
        ("1", "XXX", UnknownCurrency),
    ],
)
def test_amounts_that_are_none_are_refused(value, currency, refusal):
    tables = as_tables(journeys=[walk("a")], refunds={})
    deals = (
        tables["deals"]
        .set_column(1, "value", pa.array([Decimal(value)]))
        .set_column(2, "currency", pa.array([currency]))
    )

    with pytest.raises(refusal):
        in_bulk([walk("a")], deals=deals)


def test_a_moment_without_a_zone_is_refused():
    tables = as_tables(journeys=[walk("a")], refunds={})
    index = tables["touches"].column_names.index("at")
    naive = tables["touches"].set_column(index, "at", pa.array([datetime(2026, 1, 1)]))

    with pytest.raises(ValueError, match="without a time zone"):
        in_bulk([walk("a")], touches=naive)


def test_an_unknown_model_is_refused():
    with pytest.raises(ValueError, match="astrology"):
        in_bulk([walk("a")], models=["astrology"])


@pytest.mark.parametrize(
    "midnight",
    [
        datetime(2026, 3, 28, 23, tzinfo=UTC),
        datetime(2026, 3, 29, 22, tzinfo=UTC),
        datetime(2025, 10, 25, 22, tzinfo=UTC),
        datetime(2025, 10, 26, 23, tzinfo=UTC),
    ],
)
def test_days_begin_at_midnight_in_paris_when_the_clocks_change_too(midnight):
    second = timedelta(seconds=1)
    moments = [midnight - second, midnight, midnight + second, midnight + timedelta(hours=22)]
    of = journey(
        *(touch(i, at=at) for i, at in enumerate(moments)), closed_at=midnight + timedelta(days=2)
    )

    found = in_bulk([of], models=["linear"])

    assert [row["position"] for row in found.to_pylist()] == [0, 1]


def test_a_mistyped_year_is_borne():
    far = datetime(9999, 12, 31, 23, tzinfo=UTC)
    deals = [
        walk("ab", value="8.00"),
        journey(touch(9, at=far), value="7.00", deal=2, closed_at=far),
        journey(touch(7, at=datetime(1, 1, 2, tzinfo=UTC)), value="6.00", deal=3),
    ]

    found = in_bulk(deals, models=["linear"]).to_pylist()

    assert sorted((row["deal_id"], row["position"] or 0, row["cents"]) for row in found) == [
        (1, 1, 400), (1, 2, 400), (2, 9, 700), (3, 0, 600),
    ]  # fmt: skip
