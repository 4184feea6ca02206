"""A key is made of what people call a thing, so that nobody has to type one."""

import pytest

from entente.agreements.rules.keys import LONGEST, made


@pytest.mark.parametrize(
    ("text", "taken", "expected"),
    [
        ("Ready for sales", (), "ready_for_sales"),
        ("  MQL (fits!) ", (), "mql_fits"),
        ("Überprüft", (), "uberpruft"),
        ("2nd demo", (), "nd_demo"),
        ("商談", (), "stage"),
        ("", {"stage"}, "stage_2"),
        ("MQL", {"mql", "mql_2"}, "mql_3"),
    ],
)
def test_a_key_is_made_of_the_name(text, taken, expected):
    assert made(text=text, taken=taken, otherwise="stage") == expected


def test_a_long_name_makes_a_key_that_still_fits_beside_its_likes():
    long = "somebody who asked for a demo and a price on one day"

    first = made(text=long, taken=(), otherwise="stage")
    second = made(text=long, taken={first}, otherwise="stage")

    assert first == "somebody_who_asked_for_a_demo_and_a_pric"
    assert second == "somebody_who_asked_for_a_demo_and_a_pr_2"
    assert {len(first), len(second)} == {LONGEST}
