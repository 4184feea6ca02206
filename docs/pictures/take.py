"""Takes the pictures of the README from a running demo.

    ./entente demo                                  # in one window
    .venv/bin/python docs/pictures/take.py          # in another

Options: --url of the demo, --data folder of it, --browser to use.
"""

import argparse
import json
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PICTURES = {"room": "/room/", "queue": "/queue/", "attribution": "/attribution/"}
SIZE = {"width": 1440, "height": 900}


def main() -> None:
    """Sign in as the head of sales; take each page in light and dark."""
    asked = options()
    signins = json.loads((asked.data / "sign-ins.json").read_text())
    head = next(one for one in signins if one["role"] == "Head of sales")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=asked.browser, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport=SIZE, color_scheme=scheme)
            page = context.new_page()
            sign_in(page, url=asked.url, email=head["email"], password=head["password"])
            for name, path in PICTURES.items():
                page.goto(asked.url + path, wait_until="networkidle")
                page.screenshot(path=HERE / f"{name}-{scheme}.png")
        browser.close()


def options() -> argparse.Namespace:
    """What the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8400")
    parser.add_argument("--data", type=Path, default=HERE.parents[1] / ".entente" / "demo")
    parser.add_argument("--browser", default=next(filter(None, map(shutil.which, BROWSERS)), None))
    return parser.parse_args()


def sign_in(page: Page, *, url: str, email: str, password: str) -> None:
    """Go in by the front door."""
    page.goto(url, timeout=60_000)
    page.fill("input[name=login]", email)
    page.fill("input[type=password]", password)
    page.locator("form button").last.click()
    page.wait_for_url(lambda there: "sign-in" not in there)


if __name__ == "__main__":
    main()
