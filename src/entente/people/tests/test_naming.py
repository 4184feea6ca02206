"""Striking out what an erased person went by."""

import pytest

from entente.people.rules.naming import WentBy

IDA = WentBy(
    contacts=(1,),
    names=frozenset({"Ida van der Berg", "Dr. Ida Roe-Lund"}),
    addresses=frozenset({"ida@example.com", "+47 22 33"}),
    keys=frozenset({"12"}),
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ida van der Berg left", "[erased] left"),
        ("ida berg, IDA’s boss and Idas plan", "[erased], [erased]’s boss and [erased] plan"),
        ("Write to Ida@Example.com or ring +47 22 33", "Write to [erased] or ring [erased]"),
        (
            "Der Preis: 12 Bergen, van Holm, Idaho, Aida",
            "Der Preis: 12 Bergen, van Holm, Idaho, Aida",
        ),
        ("Ida-Marie Roe-Lund", "[erased]-Marie [erased]"),
        ("", ""),
    ],
)
def test_whole_words_of_a_name_go_and_small_ones_outside_it_stay(text, left):
    assert IDA.struck(text) == left


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("王伟", "王伟离职了", "[erased]离职了"),
        ("jan de vries", "de Vries, via Jan", "[erased], via [erased]"),
        ("X", "Plan X", "Plan X"),
        ("", "Price", "Price"),
    ],
)
def test_names_without_capitals(name, text, left):
    assert WentBy(contacts=(1,), names=frozenset({name})).struck(text) == left
