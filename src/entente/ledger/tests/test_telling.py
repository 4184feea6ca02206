"""Entries as sentences."""

from entente.ledger import telling
from entente.ledger.events import Kind

CAME = Kind(
    name="came", title="First contact", phrase="came", sentence="Came through {channel}: {asset}"
)


def test_a_channel_is_told_in_words_and_the_rest_as_it_is():
    values = {"channel": "organic_search", "asset": "price_list"}

    assert telling.sentence(kind=CAME, values=values) == "Came through organic search: price_list"


def test_a_channel_that_nobody_knows_is_said_to_be_unknown():
    values = {"channel": "unknown", "asset": "price_list"}

    told = telling.sentence(kind=CAME, values=values)

    assert told == "Came through a channel that we do not know: price_list"


def test_what_lacks_something_is_told_by_its_title():
    assert telling.sentence(kind=CAME, values={"channel": "email"}) == "First contact"
