"""Cells that a spreadsheet would run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.kit.formulas import guarded, unguarded


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\nx", "'\nx"),
        ("  =1", "'  =1"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff201", "'\uff201"),
        ("'=1", "''=1"),
        ("-12.50", "-12.50"),
        ("+33 6 12 34 56 78", "+33 6 12 34 56 78"),
        ("Zoë", "Zoë"),
        ("'tis", "'tis"),
        ("", ""),
    ],
)
def test_a_formula_is_made_harmless(text, cell):
    assert guarded(text) == cell
    assert unguarded(cell) == text


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20 a1")))
def test_nothing_is_lost_on_the_way_out_and_in(text):
    assert unguarded(guarded(text)) == text
