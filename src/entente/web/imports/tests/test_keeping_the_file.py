"""Until when the file of an import is kept, said on its page, and what goes with it."""

import pytest
from django.urls import reverse

from entente.exchange.models import Import
from entente.exchange.operations import asking
from entente.exchange.testing import work_off
from entente.kit import clock
from entente.web.imports.tests.test_pages import upload
from entente.web.testing import signed_in, words
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with clock.frozen(MORNING):
        yield assemble()


def test_the_page_says_until_when_the_file_is_kept_and_lets_it_go_sooner(cast):
    client = signed_in(cast.noor)
    upload(client)
    row = Import.objects.get()
    asking.ask_to_run(import_id=row.id, by=cast.noor)
    work_off(at=MORNING)
    address = reverse("import", args=[row.id])

    page = words(client.get(address))
    after = words(client.post(reverse("import_removal", args=[row.id]), follow=True))

    assert "The file itself is kept until 24 December and then deleted" in page
    assert "The file itself is deleted; what came in stays." in after


def test_what_was_stopped_offers_to_go_on_as_long_as_its_file_is_here(cast):
    client = signed_in(cast.noor)
    upload(client)
    row = Import.objects.get()
    asking.ask_to_run(import_id=row.id, by=cast.noor)
    asking.ask_to_stop(import_id=row.id, by=cast.noor, at=MORNING)
    work_off(at=MORNING)
    address = reverse("import", args=[row.id])

    page = words(client.get(address))
    after = words(client.post(reverse("import_removal", args=[row.id]), follow=True))

    assert "Go on with the rest" in page
    assert "Go on with the rest" not in after
    assert "Undo this import…" not in page + after  # nothing has come in


def test_a_file_that_is_looked_through_says_until_when_it_waits(cast):
    client = signed_in(cast.noor)
    upload(client)
    row = Import.objects.get()
    asking.ask_to_check(import_id=row.id, by=cast.noor)
    work_off(at=MORNING)

    page = words(client.get(reverse("import", args=[row.id])))

    assert "Unless you import it, the file is kept until 24 December and then dropped" in page
