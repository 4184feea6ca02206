"""Whom a choice means, when what stands beside it or behind it is no longer what was chosen."""

import pytest

from entente.people.testing import found_company, meet
from entente.web.picking import Picked, Unclear, pick
from entente.web.testing import signed_in

pytestmark = pytest.mark.django_db
GONE = "What you chose is not here any more."


def test_a_choice_holds_however_its_name_is_spaced_or_written_large(cast):
    firm = found_company(name="Ostgård  Dairy", city="Skara")
    for number in range(9):
        found_company(name=f"Ostgård Dairy {number}")

    for text in ("", "ostgård dairy", " Ostgård  DAIRY "):
        found = pick(text=text, kind="", viewer=cast.ada, chosen=f"company:{firm}")

        assert isinstance(found, Picked)
        assert (found.kind, found.id, found.about) == ("company", firm, "Skara")


def test_the_number_of_a_company_is_no_choice_where_a_person_is_asked_for(cast):
    sara, dairy = meet(name="Sara Lind"), found_company(name="Ostgård Dairy")
    chosen = f"company:{dairy}"

    page = signed_in(cast.ada).get(f"/contacts/{sara}/merging/?chosen={chosen}")

    assert pick(text="", kind="contact", viewer=cast.ada, chosen=chosen) == Unclear(words=GONE)
    assert page.status_code == 422
    assert GONE in page.text
