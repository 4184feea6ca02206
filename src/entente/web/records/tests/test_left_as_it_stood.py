"""What a form shows and nobody touches stays what it is; what was changed goes back whole."""

import re

import pytest

from entente.people.models import Contact
from entente.people.operations.customfields import define_field, offer_options
from entente.people.testing import meet
from entente.pipeline.models import Deal
from entente.pipeline.testing import sell
from entente.web.testing import signed_in
from entente.workspace.operations import add_member, deactivate_member
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def sent_as_it_stands(client, url):
    """The form of one field, sent as it came."""
    form = client.get(url).text
    chosen = re.search(r'<option value="([^"]*)" selected', form)
    written = re.search(r'name="value"[^>]*? value="([^"]*)"', form)
    return client.post(url, {"value": (chosen or written)[1]}, follow=True)


def test_a_form_that_nobody_touched_changes_nothing(cast):
    size = define_field(
        record="contact", label="Size", type="choice", options=["S", "L"], by=cast.root, at=MORNING
    )
    met = define_field(record="contact", label="Met", type="moment", by=cast.root, at=MORNING)
    left = add_member(name="Lea Left", at=MORNING)
    values = {size: "S", met: "2026-01-02 09:30:27+00:00", "owner": left}
    ida = meet(name="Ida Berg", **values)
    offer_options(name=size, options=["L"], by=cast.root)
    deactivate_member(member_id=left, by=cast.root, at=MORNING)
    before = Contact.objects.values().get()
    client = signed_in(cast.ada)

    for name in (size, met, "owner"):
        answer = sent_as_it_stands(client, f"/contacts/{ida}/fields/{name}/")
        assert (answer.status_code, "Changed" in answer.text) == (200, False), name

    assert Contact.objects.values().get() == before


def test_an_amount_goes_back_with_its_currency(cast):
    deal = sell(name="Mill", amount="100", currency="EUR", owner=cast.ada.member_id)
    client, url = signed_in(cast.ada), f"/deals/{deal}/fields/amount/"

    for value, currency in (("200", "USD"), ("100", "USD"), ("", "")):
        done = client.post(url, {"value": value, "currency": currency}, follow=True)
        undone = client.post(re.search(r'action="(/undo/[^"]+)"', done.text)[1], follow=True)

        assert "Amount of Mill is 100 EUR again" in undone.text
        assert Deal.objects.values_list("amount", "currency").get() == (100, "EUR")


def test_an_amount_is_not_taken_back_over_another_currency(cast):
    deal = sell(name="Mill", amount="100", currency="EUR", owner=cast.ada.member_id)
    client, url = signed_in(cast.ada), f"/deals/{deal}/fields/amount/"
    done = client.post(url, {"value": "200", "currency": "USD"}, follow=True)
    signed_in(cast.noor).post(url, {"value": "200", "currency": "GBP"})

    answer = client.post(re.search(r'action="(/undo/[^"]+)"', done.text)[1])

    assert answer.status_code == 409
    assert "it is 200 GBP now and was 100 EUR before your change" in answer.text
    assert Deal.objects.values_list("amount", "currency").get() == (200, "GBP")
