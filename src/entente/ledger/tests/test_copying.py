"""Bulk writing says exactly what writing one by one says."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entente.ledger import copying, offers, operations, queries
from entente.ledger.events import Kind, NewEntry
from entente.workspace.testing import MORNING

KIND = Kind(name="test.copied", title="Copied", phrase="was copied", sentence="Copied")
offers.declare_kinds([KIND])

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12
) | st.sampled_from(["\\N", "\\.", "\t", "a\nb", "\\t", '"', "Größe", "\u2028", "ß\r\n", "_key"])
plain = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | texts
values = plain | st.lists(plain, max_size=3) | st.dictionaries(texts, plain, max_size=2)
entries = st.builds(
    NewEntry,
    kind=st.just(KIND.name),
    occurred_at=st.datetimes(MORNING.replace(tzinfo=None), timezones=st.just(MORNING.tzinfo)),
    channel=texts,
    campaign=texts,
    asset=texts,
    contact=st.none() | st.integers(1, 5),
    value=st.none() | st.decimals(-999, 999, places=2),
    currency=st.sampled_from(["", "EUR"]),
    properties=st.dictionaries(texts, values, max_size=4),
    personal=st.dictionaries(texts, texts, max_size=2),
)


@given(entry=entries)
def test_properties_put_together_by_hand_are_those_of_the_reference(entry):
    assert json.loads(copying.Texts().properties_of(entry)) == json.loads(
        copying.properties_of(entry)
    )


@pytest.mark.parametrize("text", ["\x00", "\ud800", "a\udfff"])
def test_what_nothing_can_store_is_refused(text):
    entry = NewEntry(kind=KIND.name, occurred_at=MORNING, properties={"page": text})

    with pytest.raises(ValueError, match="nothing can store"):
        copying.Texts().properties_of(entry)


@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given=st.lists(entries, min_size=1, max_size=3))
def test_entries_in_bulk_are_read_as_entries_alone(given):
    alone = operations.record(entries=given, at=MORNING)
    bulk = operations.record_bulk(entries=given, at=MORNING)

    def read(positions):
        found = [queries.entry(position=position) for position in positions]
        return [
            (
                *(one.kind, one.occurred_at, one.recorded_at, one.channel, one.campaign, one.asset),
                *(one.contact, one.value, one.currency, one.properties, one.personal),
            )
            for one in found
        ]

    assert read(bulk) == read(alone)


@pytest.mark.django_db
def test_a_past_that_is_made_up_was_logged_when_it_says():
    moments = [MORNING - timedelta(days=day) for day in (9, 5, 5, 1)]
    told = [
        NewEntry(kind=KIND.name, occurred_at=moment, source="t", message_id=str(number))
        for number, moment in enumerate(moments)
    ]

    first = operations.record_bulk(entries=told[1:2], at=MORNING, recorded=moments[1:2])
    all_four = operations.record_bulk(entries=told, at=MORNING, recorded=moments)

    assert all_four[1] == first[0]
    assert [queries.entry(position=one).recorded_at for one in all_four] == moments
    assert len(set(all_four)) == 4
