"""Style sheets: one component per file, none forgotten, all in one for the browser."""

import re
import shutil

import pytest
from django.conf import settings

from entente.project.storage import together

CSS = settings.PACKAGE / "web" / "static" / "css"
SHEETS = sorted(path for path in CSS.rglob("*.css") if path.name != "main.css")


def test_main_takes_in_every_style_sheet_and_asks_for_none_more(tmp_path):
    shutil.copytree(CSS, tmp_path / "css")
    main = tmp_path / "css" / "main.css"

    together(main)

    text = main.read_text()
    assert "@import" not in text
    assert [path.name for path in SHEETS if path.read_text() not in text] == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_stands_in_its_layer_and_reaches_for_nothing_outside(path):
    text = path.read_text()

    assert path.name == "fonts.css" or re.match(r"(/\*.*?\*/\s*)?@layer \w+ \{", text, re.DOTALL)
    assert "!important" not in text
    assert not re.search(r"https?:|//[a-z]", text)


def test_every_component_is_declared_in_one_sheet_alone():
    """Two of one name would each change the other's pages. Utilities only hide, as in print."""
    sheets: dict[str, set[str]] = {}
    for path in SHEETS:
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        selectors = ",".join(re.findall(r"([^{}]+)\{", rules)).split(",")
        for selector in selectors:
            if path.name != "utilities.css" and re.fullmatch(r"\.[a-z0-9-]+", selector.strip()):
                sheets.setdefault(selector.strip(), set()).add(path.name)

    assert {name: found for name, found in sheets.items() if len(found) > 1} == {}


def test_no_template_carries_style_or_script_of_its_own():
    offenders = [
        path.name
        for path in (settings.PACKAGE / "web" / "templates").rglob("*.html")
        if re.search(
            r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", path.read_text()
        )
    ]

    assert offenders == []


JS = settings.PACKAGE / "web" / "static" / "js"


def test_every_module_that_a_module_imports_is_there():
    """One that is missing would take all the others down with it."""
    wanted = [
        (path.name, found)
        for path in JS.glob("*.js")
        for found in re.findall(r'(?:from|import) "(\./[\w.-]+)"', path.read_text())
    ]

    assert [(name, found) for name, found in wanted if not (JS / found).exists()] == []
