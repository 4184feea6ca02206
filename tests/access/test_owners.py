"""Records that are one's own, the team's, another's: every address that holds the id of one."""

from dataclasses import dataclass

import pytest

from entente.kit import clock
from entente.workspace.testing import MORNING
from tests.access.asking import METHODS, Asker, addresses, everything, ids_held, url
from tests.access.people import ADMITS, SEATED, WHOSE, Person, gather
from tests.access.records import DONE, MAKE, NOBODYS, SETTINGS, is_decided, record_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LOOKING = {"GET", "HEAD"}
SEEN_BY_MORE = {"task", "entry"}  # the page that changes it shows it to whoever may see it
NOT_YET = {"deal_refund", "journey"}  # an open deal has nothing to give back, no win to tell of
# Deeds that need no more than this: whoever reaches the record does them.
NEEDS = {
    "absence_end": {},
    "entry": {"reason": "Logged twice"},
    "inbox_read": {},
    "queue_undo": {},
    "view_removal": {"subject": "contact"},
}


@dataclass(frozen=True, kw_only=True)
class Held:
    """An address with the id of a record: what is done there, and in which part the id stands."""

    name: str
    policy: str
    record: str
    action: str
    part: str
    holds: tuple[str, ...]
    methods: tuple[str, ...]

    def asked(self, method: str) -> str:
        """What is done by this method."""
        return "see" if self.name in SEEN_BY_MORE and method in LOOKING else self.action

    def url(self, record_id: int) -> str:
        return url(self.name, self.holds, **{self.part: record_id})


@pytest.fixture(scope="module")
def people(kept_rows):
    with clock.frozen(MORNING):
        return gather()


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(MORNING):
        yield


def of_records() -> list[Held]:
    """Addresses with the id of one record."""
    found, parts = [], ids_held()
    for name, declared, holds in addresses():
        part = next(iter(parts[name]), "")
        record = record_of(name, part) if name not in NOBODYS else None
        if record is not None:
            found.append(
                Held(
                    name=name,
                    policy=declared.access.name,
                    record=record,
                    action=DONE.get(name) or declared.access.name.split()[1],
                    part=part,
                    holds=holds,
                    methods=tuple(method for method in declared.methods if method in METHODS),
                )
            )
    return found


def test_about_every_id_in_an_address_somebody_decided_whose_it_is():
    undecided = {
        (name, part)
        for name, parts in ids_held().items()
        for part in parts
        if not is_decided(name, part)
    }
    open_settings = {
        name
        for name, declared, holds in addresses()
        if SETTINGS & set(holds) and declared.access.name != "administrator"
    }

    assert undecided == set()
    assert open_settings == set()
    assert {held.record for held in of_records()} == set(MAKE)


@pytest.mark.parametrize("called", sorted(SEATED))
def test_a_record_opens_as_far_as_a_seat_reaches(people, called):
    person = people[called]
    asker = Asker(person)
    ids = {
        (record, whose): make(person.owner(whose))
        for record, make in MAKE.items()
        for whose in WHOSE
    }
    before = everything()

    wrong = [
        (held.name, method, whose, found)
        for held in of_records()
        if called in ADMITS[held.policy]
        for method in held.methods
        if method != "HEAD"  # a GET without its body; the test below asks so too
        for whose in WHOSE
        if (
            found := asker.ask(
                method,
                held.url(ids[held.record, whose]),
                keep=not person.reaches(whose, action=held.asked(method), record=held.record),
                sent=NEEDS.get(held.name),
            )
        )
        not in fine(person, whose, held=held, method=method)
    ]

    assert wrong == []
    assert everything() == before


def test_looking_at_a_record_changes_nothing(people):
    person = people["head"]
    asker = Asker(person)
    ids = {record: make(person.owner("own")) for record, make in MAKE.items()}
    before = everything()

    seen = [
        asker.ask(method, held.url(ids[held.record]), keep=True)
        for held in of_records()
        for method in ("GET", "HEAD")
        if method in held.methods
    ]

    assert set(seen) <= {"open", "missing"}
    assert everything() == before


def fine(person: Person, whose: str, *, held: Held, method: str) -> set[str]:
    """What may come of it. A deed within reach may still be refused by its room's own rules."""
    if not person.reaches(whose, action=held.asked(method), record=held.record):
        return {"refused", "missing", "declined"}
    if method == "POST" and held.name not in NEEDS:
        return {"open", "missing", "refused", "declined"}
    return {"open", "missing"} if held.name in NOT_YET else {"open"}
