"""Every field that the product offers, by every operator: one verdict in Python and in SQL."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from entente.agreements import testing as agreements
from entente.audiences import lists, queries
from entente.audiences.queries import Understood
from entente.audiences.vocabulary import Subject, spoken
from entente.funnel.operations import Move, enter_stage
from entente.kit.criteria.meaning.evaluate import evaluate
from entente.kit.criteria.meaning.facts import Asked, Facts
from entente.kit.criteria.meaning.verdict import MET, UNKNOWN
from entente.kit.criteria.operators import TAKES, Operand, Operator, Type, operand
from entente.kit.criteria.text.show import show
from entente.kit.criteria.tree import Amount, Compare, Criterion, Related, Single, Span, Unit, Value
from entente.kit.criteria.vocabulary import FieldSpec, Vocabulary
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations.companies import change_company
from entente.people.operations.contacts import change_contact
from entente.people.operations.customfields import define_field
from entente.people.operations.refusals import opt_out
from entente.people.rules.fields import CUSTOM_TYPES
from entente.people.testing import found_company, meet
from entente.pipeline.operations.deals import change_deal
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.qualification.accord import BUSINESS
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
SUBJECTS: tuple[Subject, ...] = ("contact", "company", "deal")
OWN: dict[str, tuple[Any, Any]] = {
    "text": ("Straße 7", "strasse"),
    "number": ("12", "2.5"),
    "money": ("100 EUR", "70 SEK"),
    "date": ("2026-11-20", "2026-12-24"),
    "moment": ("2026-11-20T10:00+01:00", "2026-12-01T00:00+01:00"),
    "yesno": ("yes", "no"),
    "choice": ("red", "blue"),
}


def day(n: float) -> datetime:
    return MORNING + timedelta(days=n)


@pytest.fixture
def records():
    """By subject: one of whom all is known and has changed, one half known, one of no field."""
    cast = assemble()
    agreements.agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=day(-1))
    own = {record: _own_fields(record, cast) for record in SUBJECTS}
    first, second = ({record: _held(own[record], cast, n) for record in SUBJECTS} for n in (0, 1))
    works = found_company(
        name="Ostgård Dairy", domain="ostgard.example", industry="Food", employees=310,
        country="Sweden", region="Skåne", city="Lund", owner=cast.ada.member_id, **first["company"],
    )  # fmt: skip
    yard = found_company(name="Nordwind", employees=40, **second["company"])
    sara = meet(
        name="Sara Lind", email="sara@ostgard.example", phone="+46 31 555", country="Sweden",
        region="Skåne", city="Lund", channel="Fair", job_title="Maintenance manager",
        owner=cast.ada.member_id, company=works, **first["contact"],
    )  # fmt: skip
    jonas, kim = meet(name="Jonas", company=yard), meet()
    _happens(cast, sara, works)
    change_contact(contact_id=sara, values=_others(second["contact"]), by=SYSTEM, at=day(2))
    change_contact(contact_id=jonas, values={"company": works}, by=SYSTEM, at=day(2))
    change_company(
        company_id=works,
        values={"employees": 12, **_others(second["company"])},
        by=SYSTEM,
        at=day(2),
    )
    big = sell(
        by=cast.ada, contacts=[sara, jonas], name="Big", amount=500, margin=90, currency="EUR",
        expected_close=date(2026, 12, 1), company=works,
        **first["deal"],
    )  # fmt: skip
    small = sell(by=cast.ada, contacts=[sara], name="Small", company=works)
    change_deal(
        deal_id=big, values={"amount": 400, **_others(second["deal"])}, by=cast.ada, at=day(2)
    )
    win_deal(deal_id=big, by=cast.ada, at=day(3))
    return {"contact": (sara, jonas, kim), "company": (works, yard), "deal": (big, small)}


def _own_fields(record: str, cast) -> list[tuple[str, str]]:
    return [
        (
            define_field(
                record=record, label=f"Own {type_}", type=type_, by=cast.root, at=MORNING,
                options=("red", "blue") if type_ == "choice" else (),
            ),
            type_,
        )
        for type_ in CUSTOM_TYPES
    ]  # fmt: skip


def _held(own: list[tuple[str, str]], cast, n: int) -> dict[str, Any]:
    values = {**OWN, "member": (str(cast.ada.member_id), str(cast.noor.member_id))}
    return {key: values[type_][n] for key, type_ in own}


def _others(second: dict[str, Any]) -> dict[str, Any]:
    """Another value for each; every third is emptied."""
    return {key: value if n % 3 else "" for n, (key, value) in enumerate(second.items())}


def _happens(cast, contact: int, company: int) -> None:
    for n, kind in enumerate(("form.submitted", "asset.downloaded")):
        ledger.record(
            entries=[
                NewEntry(kind=kind, occurred_at=day(n), contact=contact, company=company, team="marketing")
            ],
            at=day(n),
        )  # fmt: skip
    for n, stage in enumerate(("mql", "sql")):
        at = day(1 + n)
        enter_stage(move=Move(contact=contact, stage=stage, occurred_at=at, via="hand"), at=at)
    fair = lists.make_list(name="Fair", by=cast.ada, at=day(1))
    lists.add_to_list(list_id=fair, contacts=[contact], by=cast.ada, at=day(1))
    opt_out(contact_id=contact, means="mail", source="said so", by=cast.ada, at=day(1))


def trees(random: Random, words: Vocabulary, known: list[Facts]) -> Iterator[Criterion]:
    """Each field by each operator of its type; then the fields of each related record."""
    for spec in words.fields:
        seen = _seen(spec, known)
        for operator in TAKES[spec.type]:
            yield Compare(spec.key, operator, _value(random, words, spec, operator, seen))
    for related in words.related:
        theirs = [one for facts in known for one in facts.related.get(related.key, ())]
        for tree in trees(random, related.vocabulary, theirs):
            yield Related(related.key, tree)


def _seen(spec: FieldSpec, known: list[Facts]) -> list[Any]:
    histories = [facts.fields[spec.key] for facts in known if spec.key in facts.fields]
    values = [
        value for one in histories for value in (one.now, *(change.old for change in one.changes))
    ]
    return [value for value in values if value is not None]


def _value(
    random: Random, words: Vocabulary, spec: FieldSpec, operator: Operator, seen: list[Any]
) -> Value:
    match operand(operator):
        case Operand.NOTHING:
            return None
        case Operand.SPAN:
            return Span(random.choice((1, 3, 40)), Unit.DAY)
        case Operand.SEVERAL:
            return tuple(_single(random, words, spec, seen) for _ in range(2))
        case Operand.PAIR:
            return _pair(_single(random, words, spec, seen), _single(random, words, spec, seen))
        case _:
            return _single(random, words, spec, seen)


def _pair(one: Any, other: Any) -> tuple[Single, Single]:
    if isinstance(one, Amount):
        low, high = sorted((one.amount, other.amount))
        return Amount(low, one.currency), Amount(high, one.currency)
    return (one, other) if one <= other else (other, one)


def _single(random: Random, words: Vocabulary, spec: FieldSpec, seen: list[Any]) -> Any:
    """Mostly a value that somebody has, or a part of one."""
    match spec.type:
        case Type.TEXT:
            held = str(random.choice(seen or ["Lund"]))
            return random.choice(
                (held, held.upper(), held[: len(held) // 2], held[2:] or held, "x")
            )
        case Type.NUMBER:
            return random.choice((*seen, Decimal(0), Decimal(50)))
        case Type.MONEY:
            return random.choice((*seen, Amount(Decimal(50), "EUR")))
        case Type.DATE | Type.MOMENT:
            days = [one.date() if isinstance(one, datetime) else one for one in seen]
            return random.choice((*days, day(1).date()))
        case Type.YESNO:
            return random.choice((True, False))
        case _:
            return random.choice(words.options(spec)).key


def _differences(
    subject: Subject, records: dict[str, tuple[int, ...]], asked: Asked
) -> tuple[int, list[str]]:
    words = spoken(at=asked.at, subject=subject)
    ids = records[subject]
    known = list(queries.facts_of(records=ids, subject=subject, at=asked.at).values())
    differences, compared = [], 0
    for tree in trees(Random(f"{subject} {asked.at}"), words.vocabulary, known):
        criterion = Understood(tree=tree, words=words, subject=subject)
        found = queries.verdicts(criterion=criterion, asked=asked, ids=ids)
        for facts in known:
            verdict = evaluate(tree, facts=facts, vocabulary=words.vocabulary, asked=asked).verdict
            told = None if verdict is UNKNOWN else verdict is MET
            compared += 1
            if found[facts.record] is not told:
                text = show(tree, vocabulary=words.vocabulary)
                differences.append(f"{told} in Python, {found[facts.record]} in SQL: {text}")
    return compared, differences


@pytest.mark.parametrize("subject", SUBJECTS)
def test_whatever_the_product_offers_means_the_same_in_python_and_in_sql(records, subject):
    """As of a day between the changes, and of now."""
    compared = 0
    for at, present in ((day(1.5), False), (day(4), True)):
        asked = queries.asking(at=at, present=present)
        count, differences = _differences(subject, records, asked)
        compared += count
        assert differences == []

    assert compared > 500


def test_a_companys_own_money_is_asked_of_its_people(records):
    sara = records["contact"][0]
    at = day(1)
    for text, met in (
        ("company Own money is at least 50 EUR", True),
        ("company Own money is more than 100 EUR", False),
        ("company Own money is at least 50 SEK", None),
    ):
        criterion = queries.understood(text=text, at=at)
        asked = queries.asking(at=at)
        outcome = queries.explain(criterion=criterion, record=sara, asked=asked)

        assert queries.verdicts(criterion=criterion, asked=asked, ids=[sara]) == {sara: met}
        assert outcome.verdict.qualifies is (met is True)
