"""Cells that a spreadsheet would run."""

import re

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
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("x;=1+1;y", "'x;'=1+1;y"),
        ("a\tb; @SUM(A1)\n+1+1", "'a\tb;' @SUM(A1)\n'+1+1"),
        ("'x;'=1", "''x;''=1"),
        ("x;\n=1", "'x;\n'=1"),
        ("ring; +33 6 12 34 56 78", "ring; +33 6 12 34 56 78"),
        ("2 to 3;-5;n", "2 to 3;-5;n"),
        ("Zoë; 'tis", "Zoë; 'tis"),
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


TRICKY = st.text(alphabet=st.sampled_from("'=+-@;\t\r\n\uff1d\uff0b\uff0d\uff20 a1"))


@given(TRICKY)
def test_nothing_is_lost_on_the_way_out_and_in(text):
    assert unguarded(guarded(text)) == text


@given(TRICKY)
def test_however_a_spreadsheet_parts_a_cell_none_of_it_runs(text):
    parts = re.split("[;\t\r\n]", guarded(text))

    runs = [one for one in parts if one.strip()[:1] in set("=+-@\uff1d\uff0b\uff0d\uff20")]
    assert [one for one in runs if not re.fullmatch(r"[-+]\d+| *\+\d[\d ]*| *[-+]\d+", one)] == []
