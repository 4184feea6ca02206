"""Lists that nobody prepared for us, put right at the page of their mapping."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from entente.exchange.models import Import
from entente.exchange.testing import fates, work_off
from entente.kit import clock
from entente.people.models import Contact
from entente.pipeline.models import Deal
from entente.web.imports.tests.test_pages import answers
from entente.web.testing import signed_in, words
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

BRAZIL = (
    "Negócio;E-mail;Cidade;Valor;Data de fechamento;Etapa\n"
    "Padaria Pão Quente;jose@exemplo.com.br;São Paulo;R$ 1.234,56;30/10/2026;Ganho\n"
    "Açougue Irmãos;antonia@exemplo.com.br;Brasília;99,90;07/12/2026;Discovery\n"
)


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with clock.frozen(MORNING):
        yield assemble()


def upload(client, content: str, encoding: str = "utf-8"):
    file = SimpleUploadedFile("list.csv", content.encode(encoding))
    return client.get(client.post(reverse("import_new"), {"file": file})["Location"])


def sent(client, import_id: int, form: dict, **changed):
    """Correct the mapping and run the file."""
    page = client.post(reverse("import_mapping", args=[import_id]), {**form, **changed})
    if page.status_code == 303:
        work_off(at=MORNING)
        client.post(reverse("import_run", args=[import_id]))
        work_off(at=MORNING)
    return page


def deals() -> list[tuple]:
    found = Deal.objects.order_by("id")
    return list(found.values_list("name", "amount", "outcome", "closed_at", "expected_close"))


THEIRS = [
    (
        *("Padaria Pão Quente", Decimal("1234.56"), "won"),
        *(datetime(2026, 10, 29, 23, tzinfo=UTC), None),
    ),
    ("Açougue Irmãos", Decimal("99.9"), "", None, date(2026, 12, 7)),
]


def test_a_list_of_deals_from_brazil_is_understood_by_itself(cast):
    client = signed_in(cast.noor)

    form = answers(upload(client, BRAZIL, "latin-1"))
    sent(client, Import.objects.get().id, form)

    assert deals() == THEIRS
    assert sorted(Contact.objects.values_list("email", flat=True)) == [
        "antonia@exemplo.com.br",
        "jose@exemplo.com.br",
    ]


def test_columns_assigned_by_hand_are_read_as_their_cells_are_written(cast):
    client = signed_in(cast.noor)
    odd = BRAZIL.replace("Negócio;E-mail;Cidade;Valor;Data de fechamento;Etapa", "A;B;C;D;E;F")

    form = answers(upload(client, odd))
    by_hand = {
        "use-0": ["deal.key", "deal.name"],
        "use-1": "contact.email",
        "use-3": "deal.amount",
        "use-4": "deal.closes_at",
        "use-5": "deal.stage",
    }
    sent(client, Import.objects.get().id, form, **by_hand)

    assert deals() == THEIRS


def test_the_day_of_a_stage_chosen_by_hand_is_read_as_its_cells_are_written(cast):
    client = signed_in(cast.noor)

    form = answers(upload(client, "E-mail,Signed\nzoe@example.com,24/10/2026\n"))
    stage = {"stage-0-stage": "=customer", "stage-0-at": "Signed"}
    sent(client, Import.objects.get().id, form, **stage)
    row = Import.objects.get()

    assert row.mapping["stages"] == [
        {"stage": {"value": "customer"}, "at": {"column": "Signed", "order": "dmy"}}
    ]
    assert fates(row) == [(2, "created", "")]


def test_a_date_assigned_by_hand_that_can_be_meant_twice_is_asked_about(cast):
    client = signed_in(cast.noor)

    form = answers(upload(client, "E-mail,Met\nzoe@example.com,03/04/2026\n"))
    import_id = Import.objects.get().id
    again = {"use-1": "contact.since", "then": "again"}
    page = client.post(reverse("import_mapping", args=[import_id]), {**form, **again}, follow=True)

    assert "Is 3/4 the third of April or the fourth of March?" in words(page)


def test_deals_without_a_key_may_come_in_as_new_ones_and_once_only(cast):
    client = signed_in(cast.noor)
    content = "E-mail,Worth\nzoe@example.com,100\nbo@example.com,100\n,100\n"
    by_hand = {"use-1": "deal.amount"}

    form = answers(upload(client, content))
    import_id = Import.objects.get().id
    refused = sent(client, import_id, form, **by_hand)
    sent(client, import_id, form, **by_hand, **{"writes-deal": "create"})
    first = Import.objects.get()
    form = answers(upload(client, content))
    again = Import.objects.get(id__gt=first.id)
    sent(client, again.id, form)

    assert refused.status_code == 422
    assert (
        "The file cannot run like this yet Nothing finds a deal that is here already: choose a "
        "column for its key, or “Only add new ones” for it, and every row makes a new deal."
    ) in words(refused)
    assert "deal.match" not in words(refused)
    assert fates(first) == [(2, "created", ""), (3, "created", ""), (4, "created", "")]
    came = "The row came in with this file before."
    assert fates(again) == [(2, "skipped", came), (3, "skipped", came), (4, "skipped", came)]
    assert (Deal.objects.count(), Contact.objects.count()) == (3, 2)


def test_letters_that_are_read_wrongly_are_put_right_on_the_page(cast):
    client = signed_in(cast.noor)
    page = upload(client, "Ad,Şehir\nAyşe Yıldız,Ağrı\n", "cp1254")
    import_id = Import.objects.get().id

    chosen = {"encoding": "cp1254", "delimiter": ",", "header": "1", "sheet": ""}
    right = client.post(reverse("import_reading", args=[import_id]), chosen, follow=True)

    assert "Turkish (cp1254)" in words(page)
    assert "Ayşe Yıldız" in words(right)
