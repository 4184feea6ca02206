"""The forms of the real documents ask in the words of the people who sign them."""

import re
from copy import deepcopy

import pytest

from entente.agreements import closing, offers
from entente.agreements.rules.content import ContentInvalid
from entente.agreements.testing import agree
from entente.sla.rules.document import STANDARD
from entente.web.accord.forms import checked, drawn, typed
from entente.web.accord.tests.filling import sent, through_the_form
from entente.web.testing import signed_in
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db

KINDS = ("lead_definition", "funnel", "sla", "goal_plan")
PROMISE = {"key": "", "promise": "first_contact", "target": "90", "within_hours": "2"}


@pytest.mark.parametrize("name", KINDS)
def test_a_starter_comes_back_from_its_form_as_it_was(cast, name):
    kind = offers.kind(name)
    for starter in kind.starters:
        _, found, problems = through_the_form(kind, starter.content)

        assert problems == []
        assert kind.validate(found) == kind.validate(starter.content)


@pytest.mark.parametrize("name", KINDS)
def test_no_form_asks_for_a_key(cast, name):
    kind = offers.kind(name)
    nodes = drawn.draw(
        fields=kind.fields, typed=typed.from_content(kind.fields, kind.starters[0].content)
    )

    def asked(nodes):
        for node in nodes:
            if isinstance(node, drawn.Input):
                yield node
            else:
                yield from asked(node.nodes)
                for row in node.rows:
                    yield from asked(row.nodes)

    questions = [one for one in asked(nodes) if one.sort != "key"]
    assert questions
    assert [one.label for one in questions if "key" in f"{one.label} {one.hint}".lower()] == []


def test_a_target_is_typed_in_percent_and_leads_are_counted(cast):
    kind = offers.kind("sla")

    shown, _, _ = through_the_form(kind, STANDARD)

    assert [(one["promise"], one["target"]) for one in shown["promises"]] == [
        ("handed_over", "10"),
        ("accepted", "70"),
        ("context", "100"),
        ("first_contact", "95"),
        ("first_contact", "95"),
        ("attempts", "90"),
        ("verdict", "90"),
        ("reasons", "100"),
    ]


def test_a_row_is_called_what_it_promises_and_says_its_target_with_a_unit(cast):
    kind = offers.kind("sla")

    node = drawn.draw(fields=kind.fields, typed=typed.from_content(kind.fields, STANDARD))[1]

    assert [(row.title, row.note) for row in node.rows] == [
        ("Leads handed over", "10 leads"),
        ("Accepted by sales", "70%"),
        ("Context on each lead", "100%"),
        ("First contact in 15 minutes, hand-raisers", "95% · 0.25 working hours"),
        ("First contact in 4 hours", "95% · 4 working hours"),
        ("6 attempts in 10 working days", "90% · 10 working days · 6 attempts · 2 means"),
        ("Verdict within 5 working days", "90% · 5 working days"),
        ("Reasons given for a no", "100%"),
    ]


def test_a_promise_asks_only_what_it_needs_and_a_new_one_whatever_it_may_become(cast):
    kind = offers.kind("sla")
    shown = typed.from_content(kind.fields, STANDARD)
    blank = typed.empty(next(one for one in kind.fields if one.name == "promises").fields)
    shown["promises"].append(blank)

    rows = drawn.draw(fields=kind.fields, typed=shown)[1].rows

    asked = [
        [f"{one.label} {one.unit}".strip() for one in row.nodes if one.sort != "key"]
        for row in (rows[0], rows[4], rows[6], rows[-1])
    ]
    within, days = "First contact within working hours", "Verdict or attempts within working days"
    tries = ["At least attempts", "Over means"]
    assert asked == [
        ["Promise", "Target leads", "Only for"],
        ["Promise", "Target %", within, "Only for"],
        ["Promise", "Target %", days, "Only for"],
        ["Promise", "Target", within, days, *tries, "Only for"],
    ]


def test_what_a_promise_needs_is_asked_beside_its_field(cast):
    kind = offers.kind("sla")
    shown = typed.from_content(kind.fields, STANDARD)
    shown["promises"][4]["within_hours"] = ""
    shown["promises"][6]["target"] = "120"

    _, problems = checked.content(fields=kind.fields, typed=shown)

    assert problems == [
        (("promises", 4, "within_hours"), "Enter how many working hours"),
        (("promises", 6, "target"), "Enter a percentage from 0 to 100"),
    ]


def test_a_new_promise_gets_its_key_by_itself_and_an_old_one_keeps_it(cast):
    kind = offers.kind("sla")
    shown = typed.from_content(kind.fields, STANDARD)
    blank = typed.empty(next(one for one in kind.fields if one.name == "promises").fields)
    shown["promises"] = [{**blank, **PROMISE}, *shown["promises"]]

    found, problems = checked.content(fields=kind.fields, typed=shown)

    assert problems == []
    assert [one["key"] for one in found["promises"]] == [
        "first_contact_2",
        *(one["key"] for one in STANDARD["promises"]),
    ]
    assert kind.validate(found)["promises"][0]["target"] == "0.9"


def test_what_an_agreement_changes_is_said_with_names_and_units(cast):
    kind = offers.kind("sla")
    new = deepcopy(STANDARD)
    handed, accepted, _, _, contact, attempts, *_ = new["promises"]
    handed["target"] = "16"
    accepted["target"] = "0.65"
    contact |= {"within_hours": "8", "target": "0.9"}
    attempts["working_days"] = 12
    del new["promises"][-1]
    old_closed, new_closed = (
        closing.close(kind=kind, content=one, at=MORNING) for one in (STANDARD, new)
    )
    new_closed = {
        **new_closed,
        "calendar_closed": {
            **new_closed["calendar_closed"],
            "country": "NL",
            "closed_days": ["2026-12-24"],
            "hours": {**new_closed["calendar_closed"]["hours"], "4": [["09:00", "16:00"]]},
        },
    }

    told = closing.difference(kind=kind, old=old_closed, new=new_closed, currency="EUR")

    first = "Promise"
    hours = "First contact within: 4 working hours becomes 8 working hours."
    days = "Verdict or attempts within: 10 working days becomes 12 working days."
    assert told == [
        f"{first} “Leads handed over”: Target: 10 leads becomes 16 leads.",
        f"{first} “Accepted by sales”: Target: 70% becomes 65%.",
        f"{first} “First contact in 8 hours”: Target: 95% becomes 90%.",
        f"{first} “First contact in 8 hours”: {hours}",
        f"{first} “6 attempts in 12 working days”: {days}",
        "Promise “Reasons given for a no” left out.",
        "Working hours, Open, Friday: 09:00–16:00 added.",
        "Working hours, Open, Friday: 09:00–17:00 left out.",
        "Working hours, Public holidays of: “Netherlands” is new.",
        "Working hours, Closed: 24 December 2026 added.",
    ]


def test_a_goal_plan_names_the_stages_of_the_funnel_in_force(cast):
    for name in ("lead_definition", "funnel"):
        kind = offers.kind(name)
        agree(kind=name, content=kind.starters[0].content, by=cast.noor, at=MORNING)

    page = (
        signed_in(cast.noor)
        .get("/accord/goal-plan/2026-q4/draft/?starter=from-visitor-to-customer")
        .text
    )

    assert '<option value="mql" selected>MQL</option>' in page
    assert '<option value="opportunity" selected>Opportunity</option>' in page
    assert '<option value="customer"' not in page


def test_a_criterion_of_a_stage_that_does_not_read_is_told_beside_its_field(cast):
    noor = signed_in(cast.noor)
    draft = "/accord/funnel/draft/"
    kind = offers.kind("funnel")
    shown, _, _ = through_the_form(kind, kind.starters[0].content)
    typed_in = {**sent(shown), "envelope.from_day": "2026-11-24", "envelope.review": "quarterly"}
    typed_in |= {"stages.2.entry.by": "criterion", "stages.2.entry.text": "soup is hot"}

    asked = noor.post(draft, typed_in | {"do": "show:stages.2.entry.by"})
    empty = noor.post(draft, typed_in | {"stages.2.entry.text": ""})
    refused = noor.post(draft, typed_in)
    kept = noor.post(draft, typed_in | {"stages.2.entry.text": 'country is "Sweden"'})

    assert asked.status_code == 200
    assert '<textarea class="input input--code" id="f-stages.2.entry.text"' in asked.text
    assert 'id="f-stages.2.entry.clause"' not in asked.text
    assert asked.text.count("<details open>") == 1
    assert "One answer needs a change" in empty.text
    assert "MQL, Criterion: Enter a criterion" in empty.text
    assert refused.status_code == 422
    assert 'id="f-stages.2.entry.text-error"' in refused.text
    assert "soup is hot" in refused.text
    assert kept.status_code == 303
    page = noor.get("/accord/funnel/draft/").text
    assert "country is &quot;Sweden&quot;" in page


# What is wrong at once, by a kind of document: what is typed, and all that is told on top.
WRONG = {
    "lead_definition": (
        {
            "clauses.0.name": "mql",
            "clauses.1.text": "soup is hot",
            "fit.1.label": "Size",
            "fit.0.points": "x",
            "reasons.0.label": "",
        },
        [
            "clauses.1.name",
            "clauses.1.text",
            "fit.0.points",
            "fit.1.label",
            "reasons.0.label",
        ],
    ),
    "funnel": (
        {
            "stages.1.name": "mql",
            "stages.1.meaning": "",
            "stages.2.entry.by": "criterion",
            "stages.2.entry.text": "soup is hot",
            "stages.4.handover": "on",
            "stages.5.target_rate": "x",
            "stages.6.is_exit": "on",
        },
        [
            "stages.1.meaning",
            "stages.2.name",
            "stages.2.entry.text",
            "stages.4.handover",
            "stages.5.target_rate",
            "stages.6.entry.by",
            "stages.7.is_exit",
        ],
    ),
    "sla": (
        {"promises.4.within_hours": "", "promises.6.target": "120", "question_hours": "x"},
        ["promises.4.within_hours", "promises.6.target", "question_hours"],
    ),
    "goal_plan": ({"goal": "x", "assumed.1.stage": "sql"}, ["goal", "assumed.2.stage"]),
}


@pytest.mark.parametrize("name", KINDS)
def test_all_that_is_wrong_is_told_at_once_beside_its_field_and_on_top(cast, name):
    kind = offers.kind(name)
    shown, _, _ = through_the_form(kind, kind.starters[0].content)
    changed, places = WRONG[name]
    around = {"envelope.from_day": "2026-11-01", "envelope.review": "quarterly"}
    scope = "2026-q4/" if kind.scope == "quarter" else ""

    page = signed_in(cast.noor).post(
        f"/accord/{kind.slug}/{scope}draft/", {**sent(shown), **around, **changed}
    )

    places = [*places, "envelope.from_day"]
    assert page.status_code == 422
    assert re.findall(r'<li><a href="#f-([^"]*)">', page.text) == places
    assert re.findall(r'class="field__error" id="f-([^"]*)-error"', page.text) == places
    faulty = set(re.findall(r"^\w+\.[0-9]+", "\n".join(places), re.MULTILINE))
    assert page.text.count("<details open>") == (0 if name == "goal_plan" else len(faulty))
    assert "Not saved yet. Changes are shown once the answers above are right." in page.text


def test_a_stage_that_is_assumed_twice_is_called_by_its_name(cast):
    kind = offers.kind("goal_plan")
    content = kind.starters[0].content
    twice = {**content, "assumed": [*content["assumed"], content["assumed"][2]]}

    with pytest.raises(ContentInvalid) as refused:
        kind.validate(twice)

    assert refused.value.problems == [
        (
            ("assumed", 5, "stage"),
            "SQL has an assumption already; choose another stage, or leave this one out",
        )
    ]
