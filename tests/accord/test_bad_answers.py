"""Whatever is typed into a document's form, the answer is a page that says what to change."""

import random

import pytest

from entente.agreements import offers
from entente.kit import clock, periods
from entente.web.accord import addresses
from entente.web.accord.forms import drawn, typed
from entente.web.testing import signed_in
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

NASTY = (
    "",
    " ",
    "0",
    "-1",
    "1e400",
    "NaN",
    "Infinity",
    "9" * 400,
    "1,5",
    "½",
    "٣",
    "\u202eabc",
    "'; drop table x; --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    '"',
    "((((((((((",
    "e-mail is",
    "a" * 20_000,
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "on",
    "\r\n\r\n",
    "🦄",
)


def named(nodes):
    """Every input of a drawn form with its value."""
    for node in nodes:
        if isinstance(node, drawn.Input):
            yield node.name, [one.value for one in node.options if one.chosen] or node.value
        else:
            yield from named(node.nodes)
            for row in node.rows:
                yield from named(row.nodes)


@pytest.mark.parametrize("kind", offers.kinds(), ids=lambda kind: kind.name)
def test_any_answer_gets_a_page(kind):
    noor = signed_in(assemble().noor)
    content = kind.validate(kind.starters[0].content)
    nodes = drawn.draw(fields=kind.fields, typed=typed.from_content(kind.fields, content))
    whole = {
        **dict(named(nodes)),
        "envelope.from_day": "2026-11-24",
        "envelope.review": "monthly",
    }
    quarter = periods.slug(period=periods.around(day=MORNING.date(), kind="quarter"))
    url = addresses.url("accord_draft", kind.name, quarter if kind.scope == "quarter" else "")
    dice = random.Random(f"answers to {kind.name}")

    statuses = set()
    with clock.frozen(MORNING):
        for _ in range(60):
            broken = {**whole}
            for name in dice.sample(sorted(whole), k=min(len(whole), dice.choice((1, 1, 2, 5)))):
                broken[name] = dice.choice(NASTY)
            for name in dice.sample(sorted(whole), k=dice.choice((0, 0, 1))):
                broken.pop(name, None)
            broken["do"] = dice.choice(("save", "save", "propose", "add:" + name, "up:x.1"))
            statuses.add(noor.post(url, broken).status_code)

    assert statuses <= {200, 303, 422}
    assert 422 in statuses
