"""What may stand where an address or a form holds a number."""

from copy import deepcopy

import pytest

from entente.agreements.rules.form import Field
from entente.web.accord.forms.typed import added, rearranged
from entente.web.numbers import whole
from entente.web.testing import signed_in


def test_only_plain_digits_that_a_key_can_have_are_a_number():
    odd = ["", " 1", "-1", "+1", "1.0", "1e3", "²", "٣", "one", "9" * 19, "9" * 5_000]

    assert [whole(text) for text in odd] == [None] * len(odd)
    assert [whole(text) for text in ("0", "007", "9" * 18)] == [0, 7, 10**18 - 1]


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ["²", "9" * 5_000, "9" * 19])
def test_a_draft_that_begins_from_no_version_is_not_found(cast, odd):
    client = signed_in(cast.noor)

    assert client.get("/accord/sla/draft/", {"from": odd}).status_code == 404


@pytest.mark.parametrize(
    "deed", ["remove:terms.²", "up:terms." + "9" * 5_000, "remove:terms.7", "down:terms.².steps"]
)
def test_a_row_that_is_not_there_is_left_alone(deed):
    steps = Field(name="steps", label="Steps", sort="rows", fields=(Field(name="n", label="N"),))
    fields = (Field(name="terms", label="Terms", sort="rows", fields=(steps,)),)
    answers = {"terms": [{"steps": [{"n": "1"}]}, {"steps": []}]}

    assert rearranged(fields, deepcopy(answers), deed) == answers
    assert added(fields, deepcopy(answers), "terms.².steps", choosing=True) == (answers, "")
