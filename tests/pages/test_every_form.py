"""Whatever is typed into whatever form: an answer, in words, with everything kept that was typed."""

import json
import random
from urllib.parse import urlencode

import pytest
from django.test import Client

from entente.kit import clock
from entente.project.testing import shared_data
from entente.web.testing import signed_in
from entente.workspace.testing import MORNING, assemble
from tests.access.asking import addresses, taken_back
from tests.pages.beside import Refusal
from tests.pages.filled import fill
from tests.pages.reading import Form, Page
from tests.pages.walking import Walk, walk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

POSTS = 5  # for each form
LONG = "x" * 3_000_000  # a form holds two million and a half
BAD = (
    "2999-12-31",
    "1969-12-31",
    "0001-01-01",
    "2026-02-30",
    "2026-13-45T99:99",
    "-1",
    "-0.005",
    "9" * 40,
    "99999999999999.99",
    "1e400",
    "NaN",
    "½",
    "a\x00b",
    b"\xed\xa0\x80",  # half of a surrogate pair, as bytes
    b"\xff\xfe",
    "'; drop table people_contact; --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}{% now %}",
    "x" * 20_000,
    " \t ",
    "\x01\x1b[31m",
    "\u202eabc\u2066",
    "=cmd|' /C calc'!A0",
    "//example.com/\\@",
    "999999999999999999999",
)
LENGTHY = "A long note. " * 200  # 2,600 letters: more than any line holds, less than a form
# No page shows these without something having been done first; other tests do it.
ON_OTHER_OCCASIONS = {
    "account_login",
    "account_reset_password_from_key",
    "accord_starter",
    "companies_views",
    "company_merging",
    "company_restoring",
    "contact_merging",
    "contact_restoring",
    "contacts_views",
    "deal_restoring",
    "entry",
    "excuse_answer",
    "field_offer",
    "import_check",
    "import_stop",
    "join",
    "let_through",
    "mail_again",
    "queue_undo",
    "setup",
    "task_deletion",
    "undo",
    "usersessions_list",
}
# What a summary says without leading to a field, by address: there is none that one could mend.
HIDDEN = "a hidden answer, which only a forged form has otherwise"
ALL_ROWS = "it is about the ticks of all rows"
FORGED = "no choice of the list, which only a forged form sends"
ON_TOP_ONLY = {
    "accord_signature": {
        "Choose marketing, sales or the sponsor: only these three sign.": HIDDEN,
        "The text that you were shown is not the one that is proposed.": HIDDEN,
    },
    "companies_owner": {"Tick companies that you may change; nothing was changed.": ALL_ROWS},
    "contacts_listed": {"Tick contacts that you may change; nothing was changed.": ALL_ROWS},
    "contacts_owner": {"Tick contacts that you may change; nothing was changed.": ALL_ROWS},
    "contacts_unlisted": {"Tick contacts that you may change; nothing was changed.": ALL_ROWS},
    "deal_join": {"Ensure this value has at most 40 characters": HIDDEN},
    "deals_owner": {"Tick deals that you may change; nothing was changed.": ALL_ROWS},
    "import_mapping": {
        "Email: choose one of the list, not": FORGED,
        "First Name: choose one of the list, not": FORGED,
    },
    "pipeline": {"Enter a whole number.": HIDDEN},
    "pipeline_new": {"Enter a whole number.": HIDDEN},
}


@pytest.fixture
def walked(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with clock.frozen(MORNING):
        filled = fill(assemble())
        client = signed_in(filled.all)
        yield client, walk(client, start=filled.pages)


def posted(client: Client, action: str, sent: dict[str, list[str | bytes]]):
    """What comes of a form; what it changed is taken back."""
    own = Client(raise_request_exception=False)
    own.cookies.update(client.cookies)
    with taken_back():
        return own.post(
            action,
            urlencode(sent, doseq=True),
            content_type="application/x-www-form-urlencoded",
        )


def spoilt(form: Form, dice: random.Random, bad) -> tuple[dict, dict]:
    """The form with one to three of its fields filled badly, and which."""
    names = sorted({one.name for one in form.fields if one.name and one.kind != "submit"})
    names = [name for name in names if name != "csrfmiddlewaretoken"]
    chosen = dice.sample(names, k=min(len(names), dice.choice((1, 1, 2, 3))))
    spoils = {name: dice.choice(bad) for name in chosen}
    buttons = [one for one in form.fields if one.kind == "submit" and one.name]
    pressed = {one.name: [one.value] for one in dice.sample(buttons, k=min(1, len(buttons)))}
    return form.sent() | pressed | {name: [value] for name, value in spoils.items()}, spoils


def lost(form: Form, spoils: dict, page: Page) -> list[str]:
    """The fields that were typed into and do not show it any more."""
    typed = {one.name for one in form.fields if one.is_typed and one.kind != "password"}
    shown: dict[str, set[str]] = {}
    inside = [one for shown_form in page.forms for one in shown_form.fields]
    for one in (*inside, *page.outside):
        shown.setdefault(one.name, set()).add(" ".join(one.value.split()).casefold())
    return [
        name
        for name, value in spoils.items()
        if name in typed and isinstance(value, str)
        if " ".join(value.split()).casefold() not in shown.get(name, set())
    ]


def wrong(response, form: Form, spoils: dict) -> str:
    """What is not right about an answer, or ''. Who may not, or comes too late, keeps sentences."""
    if response.status_code >= 500:
        return "failed"
    if response.status_code == 422 and 'id="errors"' not in response.text:
        return "no summary on top"
    kept = {
        name: value
        for name, value in spoils.items()
        if response.status_code == 422
        or (response.status_code in (403, 409) and len(str(value).split()) > 1)
    }
    gone = lost(form, kept, Page.read(response.text)) if kept else []
    return f"{response.status_code}, lost {gone}" if gone else ""


def apart(response, shape: str) -> str:
    """What a refusal says on top or beside a field only, or ''."""
    if response.status_code != 422:
        return ""
    name = shape.partition(" ")[0]
    allowed = tuple(ON_TOP_ONLY.get(name, ()))
    found = [one for one in Refusal.read(response.text).troubles() if not one.startswith(allowed)]
    return "; ".join(found)


def at_length(form: Form) -> tuple[dict, dict]:
    """The form with a long text in every field that takes sentences, and something chosen."""
    spoils = {one.name: LENGTHY for one in form.fields if one.name and one.is_text}
    choices = {one.name: [one.value] for one in reversed(form.fields) if one.kind == "radio"}
    return choices | form.sent() | {name: [text] for name, text in spoils.items()}, spoils


def cut(response, form: Form, spoils: dict) -> str:
    """The fields that hold less than was taken from them, or ''."""
    if response.status_code >= 400:
        return ""
    short = [one.name for one in form.fields if one.name in spoils and one.most]
    return f"cut {short}" if short else ""


def refusals_of(text: str, client: Client, found: Walk) -> set[tuple[int, bool]]:
    """How the forms answer a text beyond all measure: each status, and whether words say why."""
    answers = set()
    for action, form in found.forms.values():
        field = next((one for one in form.fields if one.is_typed), None)
        if field is not None:
            response = posted(client, action, form.sent() | {field.name: [text]})
            told = "That is more than a form can hold" in response.text
            answers.add((response.status_code, told))
    return answers


def test_every_form_answers_whatever_is_typed(walked):
    client, found = walked
    naughty = json.loads((shared_data("blns") / "blns.json").read_text())
    bad = (*BAD, *random.Random("blns").sample(naughty, k=len(BAD)))
    troubles, statuses = [], set()

    for (shape, names), (action, form) in sorted(found.forms.items()):
        if names in ((), ("csrfmiddlewaretoken",)):
            continue  # a button alone
        sent, spoils = at_length(form)
        if spoils:
            response = posted(client, action, sent)
            trouble = wrong(response, form, spoils) or cut(response, form, spoils)
            if trouble := trouble or apart(response, shape):
                troubles.append(f"{shape}: {trouble}, at length")
        dice = random.Random(f"{shape} {names}")
        for _ in range(POSTS):
            sent, spoils = spoilt(form, dice, bad)
            response = posted(client, action, sent)
            statuses.add(response.status_code)
            if trouble := wrong(response, form, spoils) or apart(response, shape):
                told = {name: value[:40] for name, value in spoils.items()}
                troubles.append(f"{shape}: {trouble}, {told}")

    assert refusals_of(LONG, client, found) == {(400, True)}
    taking = {name for name, declared, _ in addresses() if "POST" in declared.methods}
    assert troubles == []
    assert {303, 422} <= statuses <= {200, 302, 303, 400, 403, 404, 409, 422, 429}
    assert taking - found.posts() == ON_OTHER_OCCASIONS
    assert {path: status for path, status in found.pages.items() if status != 200} == {}
