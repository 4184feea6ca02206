"""The revenue room, the funnel, credit and the plan: how they look, and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from entente.insights.testing import live
from tests.browser.looks import is_sound

# The words of a drawing that stand over others, two by two.
OVER_EACH_OTHER = """(drawing) => {
  const words = [...drawing.querySelectorAll("text")].filter((it) => it.textContent.trim());
  const over = (one, two) => {
    const [a, b] = [one.getBoundingClientRect(), two.getBoundingClientRect()];
    return a.left < b.right && b.left < a.right && a.top < b.bottom - 2 && b.top < a.bottom - 2;
  };
  return words.flatMap((one, i) => words.slice(i + 1).filter((two) => over(one, two))
    .map((two) => `${one.textContent} / ${two.textContent}`));
}"""


@pytest.fixture
def quarter(cast):
    return live(cast=cast)


def test_the_pages_of_a_quarter_look_right(look_at, cast, quarter):
    look_at(
        cast.noor,
        {
            "room": "/room/",
            "plan": "/plan/",
            "funnel": "/funnel/?by=channel",
            "attribution": "/attribution/?models=all",
            "journey": f"/attribution/deals/{quarter.deals[0]}/",
        },
    )


@pytest.mark.parametrize("width", [1280, 1130])
def test_on_a_laptop_the_plan_stays_beside_what_needs_somebody(visit, cast, quarter, width):
    page = visit(cast.noor, "/room/", width=width)

    is_sound(page)
    assert page.locator(".plan").bounding_box()["width"] > 400
    assert page.locator(".room__side").bounding_box()["y"] < 100


@pytest.mark.parametrize(
    ("width", "drawn"), [(1440, 800), (1280, 640), (1130, 358), (1024, 640), (768, 640), (390, 358)]
)
def test_the_pace_is_drawn_as_wide_as_there_is_room_for_and_never_scaled(
    visit, cast, quarter, width, drawn
):
    page = visit(cast.noor, "/room/", width=width)

    pictures = page.locator(".room__pace svg").filter(visible=True)

    assert [one.bounding_box()["width"] for one in pictures.all()] == [drawn]
    assert pictures.first.evaluate(OVER_EACH_OTHER) == []
    is_sound(page)


def test_the_forecast_is_named_beyond_the_end_of_its_line_at_its_height(visit, cast, quarter):
    page = visit(cast.noor, "/room/")

    picture = page.locator(".room__pace svg").filter(visible=True)
    words = picture.get_by_text("Forecast").locator("xpath=ancestor-or-self::*[name()='text']")
    said = words.bounding_box()
    end = picture.locator("path[stroke-dasharray='5,4']").evaluate(
        """(line) => {
          const end = line.getPointAtLength(line.getTotalLength());
          const { x, y } = end.matrixTransform(line.getScreenCTM());
          return { x, y };
        }"""
    )

    assert said["x"] - end["x"] == pytest.approx(8, abs=2)
    assert said["y"] + said["height"] / 2 == pytest.approx(end["y"], abs=3)


A4 = 794  # px: what a browser says a sheet is wide, also where a page asks for it lengthwise


@pytest.mark.parametrize(("path", "of"), [("/room/", ".plan"), ("/funnel/", ".by-stage")])
def test_on_paper_a_page_is_laid_out_as_in_a_wide_window(visit, cast, quarter, path, of):
    page = visit(cast.noor, path, width=A4, apart=True)
    table = page.locator(of)

    page.emulate_media(media="print")

    assert table.evaluate("it => getComputedStyle(it).display") == "table"
    assert table.locator("thead").bounding_box()["height"] > 16
    assert page.locator("main .only-narrow").filter(visible=True).count() == 0


def test_the_tinted_rows_of_a_sheet_end_at_its_edge(visit, cast, quarter):
    page = visit(cast.noor, "/room/", width=A4, apart=True)

    page.emulate_media(media="print")

    rows = [row.bounding_box() for row in page.locator(".plan tr.is-hole").all()]
    assert rows
    assert [row for row in rows if row["x"] < 0 or row["x"] + row["width"] > A4] == []


def test_on_a_phone_every_stage_stands_on_one_line_with_its_figures(visit, cast, quarter):
    page = visit(cast.noor, "/room/", width=390)

    off = page.locator(".plan tbody tr").evaluate_all(
        """(rows) => rows.map((row) => {
          const middle = (it) => {
            const range = document.createRange();
            range.selectNodeContents(it);
            const { top, bottom } = range.getBoundingClientRect();
            return (top + bottom) / 2;
          };
          const name = row.querySelector(".plan__name");
          return Math.abs(middle(name.querySelector("a") ?? name.lastChild) - middle(row.querySelector("b")));
        })"""
    )

    assert len(off) > 5
    assert max(off) <= 1


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_the_rates_against_plan_have_an_axis_that_fits_them(visit, cast, quarter, width):
    page = visit(cast.noor, "/funnel/", width=width)

    words = page.locator(".forest__axis text")
    plan = page.locator(".forest__plan").first.bounding_box()
    low, middle, high = (one.bounding_box() for one in words.all())

    assert words.all_text_contents()[1] == "plan"
    assert middle["x"] + middle["width"] / 2 == pytest.approx(plan["x"] + plan["width"] / 2, abs=1)
    assert 0 <= low["x"] < middle["x"] < high["x"] < width - high["width"]
    assert 0 < plan["y"] - middle["y"] < 80
    is_sound(page)


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def step_to(page, words: str) -> None:
    """Press Tab until the focus is on what is called so; it has to be visible there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if focused(page) == words:
            expect(page.locator(":focus")).to_be_in_viewport()
            return
    raise AssertionError(f"The keyboard never came to {words}")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_room_is_walked_with_the_keyboard_alone(visit, cast, quarter, width):
    page = visit(cast.noor, "/room/", width=width)

    page.keyboard.press("Tab")
    assert focused(page) == "Skip to content"
    page.keyboard.press("Enter")
    step_to(page, "How we work this out")
    step_to(page, "The numbers behind this chart" if width > 800 else "Open the SLA scorecard")
    if width > 800:
        page.keyboard.press("Enter")
        expect(page.get_by_role("cell", name="€14k – €26k")).to_be_visible()
    step_to(page, "Change the plan")
    step_to(page, "SQL")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "We lose most between SQL and Accepted."
    )
    step_to(page, "By channel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=3)).to_have_text(
        ["IQL", "MQL", "SQL", "Accepted", "Opportunity", "Customer"]
    )
    step_to(page, "14")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("14 contacts")


def test_on_a_phone_shares_and_credits_of_a_journey_stand_in_columns(visit, cast, quarter):
    page = visit(cast.noor, f"/attribution/deals/{quarter.deals[0]}/", width=390)

    ends = page.locator(".touches tbody tr").evaluate_all(
        """(rows) => rows.map((row) => [...row.querySelectorAll("td.num")].map((cell) => {
          const words = document.createRange();
          words.selectNodeContents(cell);
          return Math.round(words.getBoundingClientRect().right);
        }))"""
    )

    assert len(ends) > 1
    assert ends == [ends[0]] * len(ends)
    assert ends[0][-1] == 374  # the edge of the page


def test_from_credit_to_the_journey_of_a_deal_without_scripts(visit, cast, quarter):
    page = visit(cast.noor, "/attribution/", width=390, java_script_enabled=False)

    page.get_by_role("link", name="By team").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("First touch says marketing")
    page.get_by_role("link", name="Deal 0").click()
    page.get_by_role("link", name="Linear").click()

    expect(page.get_by_role("row").nth(1)).to_contain_text("€3,000.01")
