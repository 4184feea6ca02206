"""Rows that are added to a form: what they ask, and when there is none to add."""

import re

import pytest

from entente.agreements import offers
from entente.web.accord.tests.filling import sent, through_the_form
from entente.web.testing import signed_in

pytestmark = pytest.mark.django_db


def added(cast, name, rows, *, scripts):
    """The form of a kind's first starter after somebody added one to these rows."""
    kind = offers.kind(name)
    shown, _, _ = through_the_form(kind, kind.starters[0].content)
    headers = {"HX-Request": "true"} if scripts else {}
    answers = {**sent(shown), "do": f"add:{rows}"}
    return signed_in(cast.noor).post(f"/accord/{kind.slug}/draft/", answers, headers=headers).text


def asked(page, row):
    """The questions of one row that are seen, by name."""
    names = re.findall(
        rf'<(?:input type="(?!hidden)|select|textarea)[^>]* name="{row}\.([^"]+)"', page
    )
    names += re.findall(rf'<(?:input|select|textarea) class[^>]* name="{row}\.([^"]+)"', page)
    return set(names)


def test_with_scripts_a_new_row_asks_what_its_first_choice_needs_and_without_all_it_may(cast):
    tidy, plain = (added(cast, "sla", "promises", scripts=scripts) for scripts in (True, False))

    always = {"promise", "target", "clauses"}
    assert asked(tidy, r"promises\.8") == always
    assert asked(plain, r"promises\.8") == {
        *always,
        *("within_hours", "working_days", "attempts", "means"),
    }
    assert (
        '<option value="handed_over" selected>' in tidy[tidy.index('name="promises.8.promise"') :]
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_a_clause_can_be_added_while_a_kind_of_clause_is_left_and_takes_that_one(cast, scripts):
    kind = offers.kind("lead_definition")
    shown, _, _ = through_the_form(kind, kind.starters[0].content)
    headers = {"HX-Request": "true"} if scripts else {}
    noor = signed_in(cast.noor)

    def after(deed, **answers):
        place = f"/accord/{kind.slug}/draft/"
        return noor.post(place, {**answers, "do": deed}, headers=headers).text

    full = after("show:clauses.0.name", **sent(shown))
    beyond = after("add:clauses", **sent(shown))
    left = after("remove:clauses.1", **sent(shown))
    shown["clauses"].pop(1)
    again = after("add:clauses", **sent(shown))

    offering = ["Add a clause" in page for page in (full, beyond, left, again)]
    assert offering == [False, False, True, False]
    assert 'id="f-clauses.4.name"' not in beyond
    chosen = re.findall(
        r'<option value="([^"]+)" selected', again[again.index("f-clauses.3.name") :]
    )
    assert chosen[0] == "mql"


def test_a_new_stage_stands_before_the_side_exits_and_asks_for_its_clause(cast):
    tidy, plain = (added(cast, "funnel", "stages", scripts=scripts) for scripts in (True, False))

    for page in (tidy, plain):
        assert 'name="stages.7.name" value="Repeat customer"' in page
        assert 'name="stages.8.name" value=""' in page
        assert 'name="stages.9.name" value="Recycled"' in page
        assert page.count("data-focus") == 1
        assert page.index('name="stages.7.name"') < page.index("data-focus")
        assert page.index("data-focus") < page.index('name="stages.8.name"')
    entry = {name for name in asked(tidy, r"stages\.8") if name.startswith("entry")}
    assert entry == {"entry.by", "entry.clause"}
    assert {name for name in asked(plain, r"stages\.8") if name.startswith("entry")} == {
        *("entry.by", "entry.clause", "entry.text", "entry.deed"),
    }


def test_what_hangs_on_a_choice_is_not_called_optional(cast):
    page = added(cast, "funnel", "stages", scripts=False)

    labels = re.findall(
        r'for="f-stages\.8\.([^"]+)">([^<]*)(<span class="field__optional">)?', page
    )
    assert {name: bool(optional) for name, _, optional in labels} == {
        **dict.fromkeys(
            ("name", "meaning", "owner", "entry.by", "entry.clause", "entry.text", "entry.deed"),
            False,
        ),
        **dict.fromkeys(("is_exit", "handover"), False),
        **dict.fromkeys(("supporting", "target_rate", "target_days"), True),
    }
