"""No word of a criterion tells anything of a record that whoever asks may not see."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from entente.audiences import askable, queries
from entente.audiences.queries import Understood
from entente.audiences.vocabulary import spoken
from entente.kit import clock
from entente.kit.criteria.errors import CriterionError
from entente.kit.criteria.operators import TAKES, Operator
from entente.kit.criteria.text.show import show
from entente.kit.criteria.tree import ONCE, Behaviour, Compare, Count, Criterion, Measure, Related
from entente.kit.criteria.vocabulary import Vocabulary
from entente.ledger import offers as ledger_offers
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations.companies import change_company
from entente.people.operations.customfields import define_field
from entente.people.testing import found_company, meet
from entente.pipeline.testing import sell
from entente.workspace.rules import SYSTEM, Reach, Role, Team
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

# Of which record a kind of entry tells, by how its name begins; written out, not asked of the code.
TELLS = {
    "contact": ("contact.", "list.", "stage.", "first_contact.", "visit.", "form.", "asset.",
                "email.opened", "email.clicked", "event.", "ad.", "batch."),
    "company": ("company.",),
    "deal": ("deal.", "close.", "entry."),
    "activity": ("call.", "meeting.", "note.", "task.", "email.sent", "email.replied", "entry."),
    "handoff": ("lead.", "verdict.", "attempt.", "sla.", "entry."),
    "accord": ("accord.",),
}  # fmt: skip
SUBJECTS = ("contact", "company", "deal")
TWICE = Count(Measure.AT_LEAST, 2)


@pytest.fixture
def world():
    """A contact, its company and a deal of it that are Ada's, of which little is known."""
    with clock.frozen(MORNING):
        cast = assemble()
        for record in SUBJECTS:
            define_field(record=record, label="Grade", type="text", by=cast.root, at=MORNING)
        mine = {"owner": cast.ada.member_id}
        works = found_company(name="Ostgård Dairy")
        sara = meet(name="Sara Lind", company=works, **mine)
        deal = sell(contacts=[sara], company=works, **mine)
        yield cast, {"contact": sara, "company": works, "deal": deal}


def kinds_of(record: str) -> list[str]:
    return [one.name for one in ledger_offers.kinds() if one.name.startswith(TELLS[record])]


def hidden_from(subject: str) -> list[str]:
    """The other sorts of record."""
    return [record for record in TELLS if record != subject]


def hide(cast, ids, subject) -> None:
    """All that can be known of other records, Milan's, beside the one of Ada's."""
    ledger.record(
        entries=[
            NewEntry(kind=kind, occurred_at=MORNING, **{subject: ids[subject]})
            for record in hidden_from(subject)
            for kind in kinds_of(record)
        ],
        at=MORNING,
    )
    if subject != "company":
        values = {"domain": "ostgard.example", "industry": "Food", "employees": 310,
                  "country": "Sweden", "region": "Skåne", "city": "Lund",
                  "owner": cast.milan.member_id, custom("company"): "A"}  # fmt: skip
        change_company(company_id=ids["company"], values=values, by=SYSTEM, at=MORNING)
    if subject != "deal":
        sell(
            contacts=[ids["contact"]], company=ids["company"], owner=cast.milan.member_id,
            name="Big", amount=16150, margin=90, currency="EUR", next_step_on=date(2026, 12, 1),
            expected_close=date(2026, 12, 1), **{custom("deal"): "A"},
        )  # fmt: skip


def custom(record: str) -> str:
    found = spoken(at=MORNING, subject=record).vocabulary.fields
    return next(one.key for one in found if one.name.endswith("Grade") and "." not in one.key)


def trees(words: Vocabulary) -> Iterator[Criterion]:
    """What can be asked with each word alone."""
    for field in words.fields:
        if Operator.KNOWN in TAKES[field.type]:
            yield Compare(field.key, Operator.KNOWN)
    for did in words.behaviours:
        yield from (Behaviour(did.key, count=count) for count in (ONCE, TWICE))
    for has in words.related:
        yield from (Related(has.key, count=count) for count in (ONCE, TWICE))
        yield from (Related(has.key, inner) for inner in trees(has.vocabulary))


def answers(viewer, subject) -> dict[str, object]:
    """By text what it lists, or why it may not be asked."""
    whole = spoken(at=MORNING, subject=subject).vocabulary
    of = askable.askable(viewer=viewer, at=MORNING, subject=subject)
    asked = queries.asking(at=MORNING, viewer=viewer, present=True)
    found: dict[str, object] = {}
    for text in (show(tree, vocabulary=whole) for tree in trees(whole)):
        try:
            tree = askable.read(text=text, of=of).tree
        except CriterionError as refused:
            found[text] = str(refused.problem.words)
        else:
            criterion = Understood(tree=tree, words=of.words, subject=subject)
            found[text] = queries.matching(criterion=criterion, asked=asked)
    return found


def told(cast, ids, subject, reach) -> set[str]:
    """The texts whose answer differs by what reaches only so far, and is another's."""
    seats = {(Team.SALES, Role.MEMBER, record, "see"): reach for record in hidden_from(subject)}
    viewer = replace(cast.ada, overrides=seats)
    before = answers(viewer, subject)
    with transaction.atomic():
        hide(cast, ids, subject)
        after = answers(viewer, subject)
        transaction.set_rollback(True)
    assert before.keys() == after.keys()
    return {text for text in before if before[text] != after[text]}


def test_every_kind_of_entry_says_of_which_records_it_tells():
    ours = [one for one in ledger_offers.kinds() if not one.name.startswith("test.")]

    told = {one.name: frozenset(it for it in TELLS if one.name in kinds_of(it)) for one in ours}

    assert {one.name: one.tells_of for one in ours} == told


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_answer_differs_by_what_the_seat_does_not_see(world, subject):
    cast, ids = world

    assert told(cast, ids, subject, Reach.NONE) == set()
    assert told(cast, ids, subject, Reach.OWN) == set()

    seen = told(cast, ids, subject, Reach.ALL)
    words = spoken(at=MORNING, subject=subject).vocabulary
    kinds = {kind for record in hidden_from(subject) for kind in kinds_of(record)}
    assert {
        kind
        for kind in kinds
        if not {show(Behaviour(kind, count=one), vocabulary=words) for one in (ONCE, TWICE)} & seen
    } == set()
    firm = [one for one in words.fields if one.of == "company" and one.key != "company.name"]
    assert {f"{one.name} is known" for one in firm} <= seen
    assert {"has at least 2 deals" for _ in words.related} <= seen
