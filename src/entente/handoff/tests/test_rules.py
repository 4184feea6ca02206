"""Who gets a lead, and what counts as an attempt."""

from dataclasses import replace
from datetime import timedelta

import pytest

from entente.handoff.rules import attempts
from entente.handoff.rules.routing import Candidate, Choice, choose
from entente.ledger.events import Entry
from entente.workspace.testing import MORNING


def seller(member_id: int, minutes_ago: int | None = None, *, open_leads=0, away=False):
    return Candidate(
        member_id=member_id,
        capacity=3,
        open_leads=open_leads,
        away=away,
        last_offered_at=None if minutes_ago is None else MORNING - timedelta(minutes=minutes_ago),
    )


@pytest.mark.parametrize(
    ("deal_owner", "people", "heads", "expected"),
    [
        (9, [seller(1)], [], Choice(member_id=9, why="owns the open deal")),
        (None, [seller(1, 5), seller(2, 50)], [], Choice(member_id=2, why="their turn")),
        (None, [seller(2, 5), seller(1)], [], Choice(member_id=1, why="their turn")),
        (None, [seller(2), seller(1)], [], Choice(member_id=1, why="their turn")),
        (None, [seller(1, away=True), seller(2, 1)], [], Choice(member_id=2, why="their turn")),
        (None, [seller(1, open_leads=3), seller(2, 1, open_leads=2)], [],
         Choice(member_id=2, why="their turn")),
        (None, [seller(1, open_leads=3)], [8],
         Choice(member_id=8, why="head, because nobody is free")),
        (None, [], [], Choice(member_id=None, why="nobody is there")),
    ],
)  # fmt: skip
def test_the_lead_goes_to_the_deals_owner_or_to_whose_turn_it_is(
    deal_owner, people, heads, expected
):
    assert choose(deal_owner=deal_owner, candidates=people, heads=heads) == expected


CALL = Entry(
    position=7,
    kind="call.logged",
    occurred_at=MORNING,
    recorded_at=MORNING,
    source="app",
    message_id="m",
    precision="moment",
    team="sales",
    actor=5,
    contact=1,
    company=None,
    deal=None,
    channel="",
    campaign="",
    asset="",
    value=None,
    currency="",
    cause=None,
    corrects=None,
    batch=None,
    properties={"outcome": "connected"},
)


def seen(*, until=None, **changes):
    found = attempts.recognised(
        entry=replace(CALL, **changes), handed_over_at=MORNING - timedelta(hours=1), until=until
    )
    return found and (found.means, found.connected, (found.at - MORNING) / timedelta(minutes=1))


@pytest.mark.parametrize(
    ("why", "changes", "expected"),
    [
        ("talking connects", {}, ("call", True, 0)),
        ("a voicemail is an attempt", {"properties": {"outcome": "voicemail"}}, ("call", False, 0)),
        ("so is no answer", {"properties": {"outcome": "no_answer"}}, ("call", False, 0)),
        ("a wrong number tried nobody", {"properties": {"outcome": "wrong_number"}}, None),
        ("a colleague's call counts", {"actor": 6}, ("call", True, 0)),
        ("marketing's call does not", {"team": "marketing"}, None),
        ("a machine's mail does not", {"kind": "email.sent_by_workflow"}, None),
        ("a machine has no name", {"kind": "email.sent_by_person", "actor": None}, None),
        ("a person's mail does", {"kind": "email.sent_by_person", "properties": {}},
         ("mail", False, 0)),
        ("a voicemail that they left us is none of ours",
         {"properties": {"outcome": "voicemail", "direction": "inbound"}}, None),
        ("their call that we took is talking",
         {"properties": {"outcome": "connected", "direction": "inbound"}}, ("call", True, 0)),
        ("a meeting is talking", {"kind": "meeting.held", "properties": {}}, ("meeting", True, 0)),
        ("logged late counts from then", {"recorded_at": MORNING + timedelta(minutes=90)},
         ("call", True, 90)),
        ("before the hand-over is not for it", {"occurred_at": MORNING - timedelta(hours=2)}, None),
        ("before the next one began it is for this one", {"until": MORNING + timedelta(minutes=1)},
         ("call", True, 0)),
        ("also where it was logged only after that",
         {"until": MORNING + timedelta(minutes=1), "recorded_at": MORNING + timedelta(minutes=90)},
         ("call", True, 90)),
        ("from the next one's beginning on it is for that", {"until": MORNING}, None),
    ],
)  # fmt: skip
def test_what_counts_as_an_attempt(why, changes, expected):
    assert seen(**changes) == expected, why
