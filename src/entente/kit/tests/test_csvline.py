"""Lines of files: every reader gets back what was written."""

import csv
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.kit.csvline import line


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([1, Decimal("2.50"), 0.5, None, True, "Zoë Lind"], "1,2.50,0.5,,True,Zoë Lind\n"),
        (["x;=1+1;y", "a\tb", "a\nb", "a,b", 'a"b'],
         '"x;=1+1;y","a\tb","a\nb","a,b","a""b"\n'),
        ([""], '""\n'),
        (["", ""], ",\n"),
    ],
)  # fmt: skip
def test_a_text_that_could_be_parted_stands_in_quotes(values, written):
    assert line(values, end="\n") == written


@given(st.lists(st.text(alphabet=st.sampled_from(',;"\t\r\n =a')), min_size=1))
def test_a_line_reads_as_it_was_written(values):
    assert list(csv.reader(StringIO(line(values, end="\r\n"), newline=""))) == [values]
