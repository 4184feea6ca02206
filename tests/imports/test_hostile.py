"""Files that mean harm or mean nothing, through the pages: a clear answer each, and no lost row."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from entente.cli.main import run
from entente.exchange import store
from entente.exchange.files import table
from entente.exchange.models import Import, RowOutcome
from entente.exchange.testing import work_off
from entente.exchange.tests.broken import broken
from entente.kit import clock
from entente.people.models import Contact
from entente.project.testing import shared_data
from entente.web.testing import signed_in, words
from tests.imports.browsing import Forms, bring_content, upload

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GENERATED = range(2_000, 2_030)  # beyond those that the exchange room reads by themselves
FOLDERS = ("csv_messytables_horror", "csv_spectrum")


def files() -> list[Path]:
    found = [one for folder in FOLDERS for one in sorted(shared_data(folder).rglob("*"))]
    return [one for one in found if one.is_file() and one.suffix not in (".md", ".json")]


def keyed(page, row: Import) -> dict[str, list[str]]:
    """The form of a mapping with the first column as the key of a contact."""
    sent = Forms(page).by_action[reverse("import_mapping", args=[row.id])]
    roles = {name: [""] for name in sent if name.startswith("use-")}
    return sent | roles | {"use-0": ["contact.key"], "match-contact": ["key"], "system": ["odd"]}


def lines_of(row: Import) -> list[int]:
    """Where the rows of the stored file begin, read anew."""
    path, unpacked = store.path_of(name=row.stored), store.unpacked_of(name=row.stored)
    layout = table.Layout.of(row.layout)
    return [one.line for one in table.rows(path=path, unpacked=unpacked, layout=layout)]


def walk(client, *, content: bytes, name: str) -> Import | None:
    """A file through every page with its first column as a key; None where it is refused."""
    answer = upload(client, content=content, name=name)
    if answer.status_code == 422:
        assert "One answer needs a change" in words(answer)
        return None
    page = client.get(answer["Location"])
    row = Import.objects.latest("id")
    sent = client.post(reverse("import_mapping", args=[row.id]), keyed(page, row))
    assert sent.status_code == 302 or sent.status_code == 303, words(sent)
    work_off(at=clock.now())
    assert client.get(reverse("import", args=[row.id])).status_code == 200
    client.post(reverse("import_run", args=[row.id]))
    work_off(at=clock.now())
    row.refresh_from_db()
    assert (row.state, row.failure) == ("done", ""), name
    for part in ("import", "import_rows", "import_rejects"):
        assert client.get(reverse(part, args=[row.id])).status_code == 200
    told = RowOutcome.objects.filter(batch=row).order_by("line").values_list("line", flat=True)
    assert list(told) == lines_of(row), name
    return row


def test_every_horror_file_is_taken_row_by_row_or_refused_in_words(cast):
    client = signed_in(cast.noor)
    small = [one for one in files() if one.stat().st_size < 60_000]

    found = {one.name: walk(client, content=one.read_bytes(), name=one.name) for one in small}

    taken = {name for name, row in found.items() if row is not None}
    assert len(taken) > 10
    assert set(found) - taken


def test_generated_broken_files_go_through_every_page(cast):
    client = signed_in(cast.noor)
    # The others are of an encoding that somebody has to say: that is asked on its own form.
    through = [seed for seed in GENERATED if not broken(seed).chosen]
    assert len(through) >= 15
    for seed in through:
        file = broken(seed)

        row = walk(client, content=file.content, name=f"broken {seed}.csv")

        told = RowOutcome.objects.filter(batch=row).order_by("line").values_list("line", flat=True)
        assert list(told) == [line for line, _ in file.rows], seed


def test_naughty_strings_as_headings_cells_and_names_of_files(cast):
    strings = json.loads((shared_data("blns") / "blns.json").read_text(encoding="utf-8"))
    client = signed_in(cast.noor)

    def quoted(texts: list[str]) -> str:
        return ",".join('"' + text.replace('"', '""') + '"' for text in texts)

    heads = [text for text in strings if text.strip() and "\n" not in text][:60]
    content = f"{quoted(['Id', *heads])}\n{quoted(['k1', *heads])}\n{quoted(['k2', *heads])}\n"
    row = walk(client, content=content.encode("utf-8", "surrogatepass"), name=heads[7] + ".csv")
    assert row is not None
    assert sum(row.counts.values()) == 2

    lines = "\n".join(f"k{n},{quoted([text])}" for n, text in enumerate(strings))
    row = bring_content(client, content=f"Id,Last Name\n{lines}\n".encode(), name="blns.csv")
    assert row.rows == len(strings)
    assert client.get(reverse("import_rows", args=[row.id])).status_code == 200
    assert client.get(reverse("contacts")).status_code == 200


def test_the_command_answers_every_file_in_words_too(cast, capsys):
    for path in files():
        code = run(["import", str(path), "--dry-run", "--json"])

        said = capsys.readouterr()
        told = json.loads(said.out)
        assert code in (0, 1, 2), path.name
        assert ("error" in told) == (code == 2), path.name
    assert not Import.objects.exists()


def test_rejects_are_downloaded_mended_and_imported_with_the_mapping_that_was_corrected(cast):
    client = signed_in(cast.noor)
    content = "Wer,Post,Ort\nk1,zoe@example.com,Köln\nk2,bo,Rom\nk3,,Ulm\nk4,ada@,Bonn\n"
    corrected = {
        "use-0": ["contact.key"],
        "use-1": ["contact.email"],
        "use-2": ["contact.city"],
        "match-contact": ["key"],
        "system": ["shop"],
    }
    row = bring_content(client, content=content.encode(), name="de.csv", corrected=corrected)
    assert row.counts == {"created": 2, "rejected": 2}

    rejects = client.get(reverse("import_rejects", args=[row.id]))
    text = b"".join(rejects.streaming_content).decode("utf-8-sig")
    assert text == (
        "Why it was rejected,Line,Wer,Post,Ort\r\n"
        "Post: “bo” is no e-mail address.,3,k2,bo,Rom\r\n"
        "Post: “ada@” is no e-mail address.,5,k4,ada@,Bonn\r\n"
    )
    mended = text.replace(",bo,", ",bo@example.com,").replace("ada@,", "ada@example.com,")
    again = bring_content(client, content=mended.encode(), name="import-1-rejects.csv")

    assert again.counts == {"created": 2}
    assert again.mapping == row.mapping
    held = Contact.objects.order_by("keys_text").values_list("keys_text", "email", "city")
    assert list(held) == [
        ("k1", "zoe@example.com", "Köln"),
        ("k2", "bo@example.com", "Rom"),
        ("k3", "", "Ulm"),
        ("k4", "ada@example.com", "Bonn"),
    ]
