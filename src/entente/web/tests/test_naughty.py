"""Whatever is typed, the answer is an answer."""

import json

import pytest

from entente.project.testing import shared_data
from entente.web.testing import signed_in

pytestmark = pytest.mark.django_db


def test_no_naughty_string_breaks_a_form_or_a_search(cast):
    strings = json.loads((shared_data("blns") / "blns.json").read_text())
    root = signed_in(cast.root)
    broken = []

    for text in [*strings, "a\x00b", "\ud7ff", "x" * 100_000]:
        answers = [
            root.get("/search/", {"q": text}),
            root.post(
                "/settings/members/invite/",
                {"name": text, "email": "ines@example.com", "seat": "sales-member"},
            ),
        ]
        if any(answer.status_code not in (200, 303, 400, 422) for answer in answers):
            broken.append((text[:40], [answer.status_code for answer in answers]))

    assert broken == []
    assert root.get("/settings/members/").status_code == 200
