"""Imports: how they look, and a file brought in by somebody at a browser."""

import re
import threading

import pytest
from django.db import connections

from entente.exchange.jobs import Importer
from entente.exchange.models import Import
from entente.exchange.operations import asking, intake
from entente.exchange.testing import work_off
from entente.people.models import Contact
from entente.people.operations.contacts import change_contact
from entente.project.testing import shared_data
from entente.workspace.testing import MORNING
from tests.browser.looks import is_sound

LEADS = """Id;E-mail;First name;Last name;Company;Country;Owner;Phone;Created;Unsubscribed;Note
1;sara@ostgard.example;Sara;Lind;Ostgård Dairy;Sweden;Ada Sells;+46701234567;3/4/2026;;likes cheese
2;per@ostgard.example;Per;Ek;Ostgård Dairy;Sweden;Ada Sells;;5/6/2026;yes;
3;jonas;Jonas;Weber;Brauhaus Kessel;Germany;Bo Buyer;;7/6/2026;;
4;priya@coldstream.example;Priya;Nair;Coldstream Foods;United Kingdom;;;;;
;;Nobody;;;;;;;;
"Emma;emma@thornbury.example;Emma
"""


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def worker():
    """What the worker process does, beside the server."""
    stop = threading.Event()

    def work():
        importer = Importer()
        while not stop.wait(0.1):
            importer.work(MORNING)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


def taken(cast, content: str = LEADS, name: str = "leads of may.csv") -> int:
    return intake.take_file(blocks=[content.encode()], filename=name, by=cast.noor, at=MORNING)


def test_imports_look_right_in_every_state(look_at, cast):
    waiting = taken(cast)
    look_at(cast.noor, {"import-mapping": f"/imports/{waiting}/mapping/"})
    asking.ask_to_check(import_id=waiting, by=cast.noor)
    work_off(at=MORNING)
    look_at(cast.noor, {"import-checked": f"/imports/{waiting}/"})
    asking.ask_to_run(import_id=waiting, by=cast.noor)
    Import.objects.filter(id=waiting).update(state="running", lines=8, line=4)
    look_at(cast.noor, {"import-running": f"/imports/{waiting}/"})
    Import.objects.filter(id=waiting).update(line=0)
    work_off(at=MORNING)
    look_at(
        cast.noor,
        {
            "import-done": f"/imports/{waiting}/",
            "import-rows": f"/imports/{waiting}/rows/",
            "import-undo": f"/imports/{waiting}/undoing/",
        },
    )
    change_contact(
        contact_id=Contact.objects.first().id,
        values={"job_title": "CFO"},
        by=cast.ada,
        at=MORNING,
    )
    asking.undo(import_id=waiting, by=cast.noor, at=MORNING)
    taken(cast, "Deal ID,Deal Stage,Amount\n1,Won,5\n", "deals.csv")
    look_at(cast.noor, {"import-undone": f"/imports/{waiting}/", "imports": "/imports/"})


def test_a_wide_file_of_another_system_looks_right(look_at, cast):
    name = "salesforce/sf_lead_data.csv"
    content = (shared_data("crm_exports_fivetran") / name).read_text(encoding="utf-8")
    waiting = taken(cast, content, "sf_lead_data.csv")

    look_at(cast.noor, {"import-wide": f"/imports/{waiting}/mapping/"})


def test_a_file_comes_in_and_its_report_appears_by_itself(visit, cast, worker, tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text(LEADS, encoding="utf-8")
    page = visit(cast.noor, "/imports/new/")

    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Look at the file").click()
    assert page.locator("h1").inner_text() == "10 columns are understood, 1 is left out"
    page.get_by_role("button", name="Look through all rows").click()
    page.get_by_role("button", name="Import the file").click(timeout=20_000)
    page.get_by_role("link", name="Undo this import…").wait_for(timeout=20_000)

    assert page.locator("h1").inner_text() == "3 of 6 rows imported"
    counts = page.locator(".imports__counts > div").all_inner_texts()
    assert [re.sub(r"\s+", " ", one) for one in counts] == ["New 3", "Rejected 3"]
    is_sound(page)


def test_a_file_comes_in_by_keyboard_and_without_any_script(visit, cast, worker, tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text(LEADS, encoding="utf-8")
    page = visit(cast.noor, "/imports/new/", java_script_enabled=False)
    page.get_by_label("File").set_input_files(path)
    page.get_by_label("File").press("Enter")
    page.get_by_role("button", name="Look at the file").press("Enter")
    page.get_by_role("button", name="Look through all rows").press("Enter")
    for _ in range(100):
        if page.get_by_role("button", name="Import the file").count():
            break
        page.wait_for_timeout(200)
        page.reload()
    page.get_by_role("button", name="Import the file").press("Enter")
    for _ in range(100):
        if page.get_by_role("link", name="Undo this import…").count():
            break
        page.wait_for_timeout(200)
        page.reload()

    assert Contact.objects.filter(deleted_at=None).count() == 3


def reach(page, words: str) -> None:
    """Press Tab until the link, button or field of that name has the focus, and shows it."""
    for _ in range(250):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == words:
            assert page.evaluate(SEEN), f"{words}: the focus is not seen"
            return
    raise AssertionError(f"{words} is not reached by Tab")


FOCUSED = """
() => { const it = document.activeElement;
  return (it.getAttribute("aria-label") || it.labels?.[0]?.textContent || it.textContent).trim(); }
"""
# The focus has a ring and lies within the window, clear of the bars above and below.
SEEN = """
() => { const it = document.activeElement, box = it.getBoundingClientRect();
  const ringed = getComputedStyle(it).outlineStyle !== "none";
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return ringed && (it === top || it.contains(top) || top?.closest("label")?.control === it); }
"""


@pytest.mark.parametrize("width", [1440, 390])
def test_keys_alone_bring_a_file_in_and_take_it_back(visit, cast, worker, tmp_path, width):
    path = tmp_path / "leads.csv"
    path.write_text(LEADS, encoding="utf-8")
    page = visit(cast.noor, "/imports/new/", width=width)
    assert page.evaluate(FOCUSED) == "File"
    page.get_by_label("File").set_input_files(
        path
    )  # the window in which files are chosen is not ours
    is_sound(page)

    reach(page, "Look at the file")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mapping/")
    reach(page, "Note becomes")
    page.keyboard.type("Contact: job")
    assert page.evaluate("document.activeElement.value") == "contact.job_title"
    is_sound(page)
    reach(page, "Look through all rows")
    page.keyboard.press("Enter")

    page.get_by_role("button", name="Import the file").wait_for(timeout=20_000)
    is_sound(page)
    reach(page, "Import the file")
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Undo this import…").wait_for(timeout=20_000)
    assert page.locator("h1").inner_text() == "3 of 6 rows imported"
    is_sound(page)
    reach(page, "Rejected")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rows/?outcome=rejected")
    assert page.locator("tbody tr").count() == 3
    is_sound(page)
    page.go_back()
    reach(page, "Undo this import…")
    page.keyboard.press("Enter")
    page.wait_for_url("**/undoing/")
    is_sound(page)
    reach(page, "Undo the import")
    page.keyboard.press("Enter")
    page.get_by_text("This import was undone").wait_for()
    is_sound(page)
    assert Contact.objects.filter(deleted_at=None).count() == 0
