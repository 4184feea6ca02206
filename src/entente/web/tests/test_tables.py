"""How tables stand: numbers at the end of their column, also where one is unknown."""

import re
from datetime import date

import pytest

from entente.agreements.rules.prose import Section
from entente.pipeline.testing import sell
from entente.web.templatetags.house_tables import figures
from entente.web.testing import signed_in


def test_columns_of_numbers_are_told_from_columns_of_words():
    rows = (("Size", "16", "14 days"), ("Role", "1,250.5", "7"))

    assert figures(Section(title="Points", head=("Line", "Points", "Half"), rows=rows)) == {1}
    assert figures(Section(title="Nothing")) == frozenset()


@pytest.mark.django_db
def test_an_unknown_day_stands_where_the_known_ones_do(cast):
    sell(name="Known", expected_close=date(2026, 12, 1))
    sell(name="Unknown")

    page = signed_in(cast.ada).get("/deals/?view=table&columns=expected_close").text

    assert len(re.findall(r'<td role="cell" class="r num"', page)) == 2
