"""A verdict comes with all that it rests on, as it was known at the moment asked about."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from entente.kit.criteria.meaning.evaluate import (
    EntriesSeen,
    Evidence,
    Outcome,
    RecordsSeen,
    ValueSeen,
    evaluate,
)
from entente.kit.criteria.meaning.facts import Asked, Change, Deed, Facts, History
from entente.kit.criteria.meaning.verdict import MET, MISSED, UNKNOWN
from entente.kit.criteria.text.parse import parse
from entente.kit.criteria.tree import Amount
from entente.kit.tests.criteria_cast import CONTACTS

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


def days(number: float) -> timedelta:
    return timedelta(days=number)


def deal(record: int, amount: str | None, *, since: datetime | None = None) -> Facts:
    worth = History(Amount(Decimal(amount), "EUR") if amount else None)
    return Facts(record, {"amount": worth}, since=since)


LENA = Facts(
    record=7,
    fields={
        "job_title": History("Head of Sales", (Change(NOON - days(5), "Clerk", 40),)),
        "employees": History(None),
    },
    deeds=(
        Deed(31, "asset.downloaded", NOON - days(40), {"topic": "Pricing"}),
        Deed(32, "asset.downloaded", NOON - days(9), {"topic": "pricing"}),
        Deed(34, "asset.downloaded", NOON - days(3), {}),
        Deed(33, "visit.made", NOON - days(3), channel="Mail"),
        Deed(35, "asset.downloaded", NOON + days(1), {"topic": "PRICING"}),
    ),
    related={"deal": (deal(1, "900"), deal(2, None), deal(3, "9000", since=NOON + days(1)))},
)


def asked(text, at=NOON):
    tree = parse(text, vocabulary=CONTACTS)
    moment = Asked(at, ZoneInfo("Europe/Berlin"), me=1)
    return evaluate(tree, facts=LENA, vocabulary=CONTACTS, asked=moment), tree


def verdict(text, at=NOON):
    return asked(text, at)[0].verdict


def test_the_whole_evidence_of_a_definition():
    outcome, tree = asked(
        'job title contains "HEAD" and (company employees is more than 50 or '
        'downloaded any asset with topic "pricing" at least 2 times in the last 30 days)'
    )

    title, other = tree.parts
    size, download = other.parts
    assert outcome == Outcome(
        UNKNOWN,
        Evidence(
            tree,
            UNKNOWN,
            None,
            (
                Evidence(title, MET, ValueSeen("Head of Sales", 40)),
                Evidence(
                    other,
                    UNKNOWN,
                    None,
                    (
                        Evidence(size, UNKNOWN, ValueSeen(None)),
                        Evidence(download, UNKNOWN, EntriesSeen((32,), (34,))),
                    ),
                ),
            ),
        ),
    )
    assert not outcome.verdict.qualifies


def test_a_moment_in_the_past_sees_the_values_and_entries_of_then():
    outcome, tree = asked('job title is "clerk"', at=NOON - days(5.1))

    assert outcome == Outcome(MET, Evidence(tree, MET, ValueSeen("Clerk")))
    assert verdict('job title is "clerk"', at=NOON - days(5)) is MISSED
    assert verdict("downloaded any asset exactly 1 time", at=NOON - days(20)) is MET
    assert verdict("downloaded any asset exactly 4 times", at=NOON + days(1)) is MET


def test_an_entry_that_lacks_the_property_is_uncertain_only_where_it_decides():
    about = 'downloaded any asset with topic "pricing"'

    assert verdict(f"{about} at least 2 times") is MET
    assert verdict(f"{about} at least 3 times") is UNKNOWN
    assert verdict(f"{about} at least 4 times") is MISSED
    assert verdict(f"{about} at most 3 times") is MET
    assert verdict(f"{about} at most 2 times") is UNKNOWN
    assert verdict(f"{about} at most 1 time") is MISSED
    assert verdict(f"{about} exactly 2 times") is UNKNOWN
    assert verdict(f"{about} exactly 1 time") is MISSED
    assert verdict(f"never {about}") is MISSED
    assert verdict('never downloaded any asset with topic "hiring"') is UNKNOWN
    assert verdict("downloaded any asset with topic is unknown exactly 1 time") is MET


def test_the_first_and_the_last_of_a_kind():
    outcome, tree = asked("first downloaded any asset more than 10 days ago")

    assert outcome == Outcome(MET, Evidence(tree, MET, EntriesSeen((31,))))
    assert verdict("last downloaded any asset more than 10 days ago") is MISSED
    assert verdict('last visit had channel "mail"') is MET
    assert verdict('first visit with channel "web" in the last 30 days') is MISSED


def test_a_last_one_that_may_be_another_is_unknown_only_where_they_differ():
    outcome, tree = asked('last downloaded any asset with topic "pricing" in the last 5 days')

    assert outcome == Outcome(UNKNOWN, Evidence(tree, UNKNOWN, EntriesSeen((32,), (34,))))
    assert verdict('last downloaded any asset with topic "pricing" in the last 10 days') is MET
    assert verdict('last downloaded any asset with topic "pricing" more than 10 days ago') is MISSED


def test_related_records_count_when_they_are_there_and_their_criterion_is_met():
    outcome, tree = asked("has a deal where (amount is at least 500 EUR)")

    assert outcome == Outcome(
        MET,
        Evidence(
            tree,
            MET,
            RecordsSeen((1,), (2,)),
            (
                Evidence(tree.where, MET, ValueSeen(Amount(Decimal(900), "EUR"))),
                Evidence(tree.where, UNKNOWN, ValueSeen(None)),
            ),
        ),
    )
    assert verdict("has at least 2 deals where (amount is at least 500 EUR)") is UNKNOWN
    assert verdict("has no deal where (amount is more than 5000 EUR)") is UNKNOWN
    assert verdict("has a deal where (amount is more than 5000 EUR)", at=NOON + days(1)) is MET
    assert verdict("has exactly 2 deals") is MET


def test_unknown_joins_as_kleene_says():
    known, missed, unknown = (
        "job title is known",
        "visit at least 9 times",
        "company employees is 5",
    )

    assert [verdict(f"{one} and {unknown}") for one in (known, missed, unknown)] == [
        UNKNOWN, MISSED, UNKNOWN,
    ]  # fmt: skip
    assert [verdict(f"{one} or {unknown}") for one in (known, missed, unknown)] == [
        MET, UNKNOWN, UNKNOWN,
    ]  # fmt: skip
    assert [verdict(f"not {one}") for one in (known, missed, unknown)] == [MISSED, MET, UNKNOWN]
    assert verdict("everyone") is MET
