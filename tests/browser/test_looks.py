"""What the checks of a page find, and where."""

import pytest

from tests.browser.looks import troubles_of

PAGE = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
<style>:root { color-scheme: light dark; } body { margin: 0; }</style>
<main><h1>Soup</h1><p>Of the day</p>{}</main>"""
HINT = """<style>input { color: #000; background: #fff; } ::placeholder { color: #ccc; }</style>
<p><input aria-label="Salt" placeholder="much"></p>"""
LIGHT = {"1440 px, light", "1024 px, light", "390 px, light", "320 px, light"}
DARK = {"1440 px, dark", "390 px, dark"}


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    yield page
    page.close()


@pytest.mark.parametrize(
    ("spoilt", "words", "where"),
    [
        ("<p>Nothing</p>", "", set()),
        ('<p style="color: #bbb">Dim</p>', "too faint, 1.92: “Dim”", LIGHT),
        ('<p style="color: light-dark(#000, #333)">Night</p>', "too faint, 1.48: “Night”", DARK),
        (HINT, "too faint, 1.61: “much”", LIGHT | DARK),
        ('<div style="width: 350px">Wide</div>', "350 px wide in a window of 320",
         {"320 px, light"}),
        ('<section style="width: 200px"><table style="width: 250px"><tr><td>Long</table></section>',
         "250 px wide in a column of 200", LIGHT),
        ('<p style="position: fixed; top: 0; left: 200px; width: 150px">Adrift</p>',
         "ends 350 px across a window of 320", {"320 px, light"}),
        ('<div class="chart"><svg width="40" viewBox="0 0 40 9" style="width: 90px"></svg></div>',
         "a drawing of 40 px is stretched to 90", LIGHT),
        ("<h1>Bread</h1>", "2 headings of the first level", LIGHT),
        ("<p><input></p>", "has no name: <input>", LIGHT),
        ("<p><a href='#'></a>&nbsp;</p>", "has no name: <a", LIGHT),
        ('<p><label for="gone">Pepper</label></p>', "points at gone", LIGHT),
        ('<p id="a">1</p><p id="a">2</p>', "an id stands twice: a", LIGHT),
        ('<div><a href="#" style="display: block; height: 20px">More</a></div>',
         "only 20 px high", LIGHT),
        ('<section style="height: 9px"><div style="height: 40px">Much</div></section>',
         "hangs out of <section", LIGHT),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_the_width_and_the_light(page, spoilt, words, where):
    page.set_content(PAGE.replace("{}", spoilt))

    found = troubles_of(page, name="soup")

    assert {one.partition(" at ")[2].partition(":")[0] for one in found} == where
    assert [one for one in found if words not in one or not one.startswith("soup ")] == []


def test_a_script_that_fails_and_a_broken_policy_for_content_are_told(visit, windows, cast):
    page = visit(cast.ada, "/me/")

    with page.context.expect_event("weberror"):
        page.evaluate("setTimeout(() => { throw new Error('burnt'); })")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<style>p { color: red }</style>')"
    )
    page.wait_for_function("window.violations.length")

    burnt, red = windows.take_back()
    assert burnt.endswith("/me/: burnt")
    assert red.startswith("style-src-elem: inline")
