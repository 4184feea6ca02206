"""Every projection that is built from the ledger can be emptied and built again to the same state."""

from datetime import timedelta

import pytest

from entente.audiences import judging
from entente.audiences import operations as audiences
from entente.audiences import queries as audience
from entente.audiences.models import Membership, Watch
from entente.funnel.models import Passage, Standing
from entente.funnel.operations import Move, enter_stage
from entente.ledger import consumers as readers
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations.contacts import change_contact
from entente.people.operations.merging import merge_contacts, unmerge_contacts
from entente.people.testing import meet
from entente.project.reactions import consumers
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


def after(days: float):
    return MORNING + timedelta(days=days)


def enter(contact: int, stage: str, days: float, **more) -> int:
    move = Move(contact=contact, stage=stage, occurred_at=after(days), via="import", **more)
    return enter_stage(move=move, at=after(days))


def download(contact: int, days: float, **more) -> None:
    named = {"source": "import", "message_id": str(contact)} if more else {}
    new = NewEntry(
        kind="asset.downloaded", occurred_at=after(days), contact=contact, asset="Price list",
        **more, **named,
    )  # fmt: skip
    ledger.record(entries=[new], at=after(days))


def state() -> list:
    """All rows of the projection but for the numbers that the database gave them."""
    kept = [
        sorted(field.attname for field in model._meta.fields if field.attname != "id")
        for model in (Passage, Standing)
    ]
    return [
        sorted(map(str, model.objects.values_list(*names)))
        for model, names in zip((Passage, Standing), kept, strict=True)
    ]


def replay_all(at) -> list[int]:
    return [
        readers.replay(consumer=consumer, at=at)
        for consumer in consumers()
        if consumer.sort == "projection"
    ]


def catch_up(at) -> None:
    for consumer in consumers():
        readers.register(consumer=consumer, at=at)
        readers.catch_up(consumer=consumer, at=at)


def test_stages_after_all_that_may_happen_to_a_ledger_are_built_again_as_they_were():
    cast = assemble()
    ida, berg, sara, undone, parted = (meet(name=name) for name in ("Ida", "I", "S", "U", "P"))
    catch_up(MORNING)
    for contact in (ida, berg, sara, parted):
        enter(contact, "iql", 0)
    enter(undone, "mql", 1, batch=8, source="import:8", message_id="1")
    enter(berg, "sql", 1)
    enter(sara, "mql", 1)
    wrong = enter(sara, "customer", 2)
    enter(sara, "recycled", 3)
    enter(sara, "sql", 9)
    catch_up(after(9))
    merge_contacts(was=berg, into=ida, by=cast.ada, at=after(10))
    again = merge_contacts(was=parted, into=ida, by=cast.ada, at=after(10))
    unmerge_contacts(merge_id=again, by=cast.ada, at=after(11))
    ledger.retract(position=wrong, reason="wrong person", actor=None, at=after(11))
    ledger.void(batch=8, at=after(11), actor=None)
    catch_up(after(12))
    before = state()
    stages = dict(Standing.objects.values_list("contact_id", "stage"))

    replayed = replay_all(after(13))

    assert all(replayed)
    assert stages == {ida: "sql", sara: "sql", parted: "iql"}
    assert state() == before


def test_who_meets_a_criterion_is_remembered_as_before_and_nobody_is_told_twice():
    assemble()
    told = []
    judging.on_met("replaying/", lambda name, met, when, at: told.append(sorted(met)))
    known, imported, undone = (meet(name=name) for name in ("Known", "Imported", "Undone"))
    tree = audience.understood(text="downloaded any asset", at=MORNING).tree
    catch_up(MORNING)
    audiences.watch(name="replaying/1", tree=tree, at=MORNING)
    download(known, 1)
    download(imported, 1, batch=7)
    download(undone, 1, batch=8)
    catch_up(after(1))
    ledger.void(batch=8, at=after(2), actor=None)
    catch_up(after(2))
    before = list(Membership.objects.order_by("contact_id").values())

    assert replay_all(after(3))
    catch_up(after(3))

    assert [row["contact_id"] for row in before] == [known, imported]
    assert list(Membership.objects.order_by("contact_id").values()) == before
    assert told == [[known]]


def test_whoever_was_lost_from_a_criterion_is_found_again_however_they_came_and_not_told_of():
    assemble()
    told = []
    judging.on_met("lost/", lambda name, met, when, at: told.append(sorted(met)))
    early, known, imported, cold = (meet(name=name) for name in ("Early", "Known", "Imported", "C"))
    download(early, -1)
    tree = audience.understood(text="downloaded any asset", at=MORNING).tree
    catch_up(MORNING)
    audiences.watch(name="lost/1", tree=tree, at=MORNING)
    download(known, 1)
    download(imported, 1, batch=7)
    catch_up(after(1))
    before = list(Membership.objects.order_by("contact_id").values_list("contact_id", "position"))

    Membership.objects.filter(contact_id__in=[early, known, imported]).delete()
    Membership.objects.create(watch_id=Watch.objects.get().id, contact_id=cold, since=MORNING)
    replay_all(after(2))
    catch_up(after(2))

    found = list(Membership.objects.order_by("contact_id").values_list("contact_id", "position"))
    assert [contact for contact, _ in before] == [early, known, imported]
    assert (found, told) == (before, [[known]])


def test_whose_news_nobody_has_read_or_whose_time_has_just_come_is_still_told_of():
    assemble()
    told = []
    judging.on_met("coming/", lambda name, met, when, at: told.append((name, sorted(met))))
    sara, jonas = meet(name="Sara"), meet(name="Jonas")
    catch_up(MORNING)
    for name, text in (
        ("coming/news", "downloaded any asset"),
        ("coming/days", "downloaded any asset and never downloaded any asset in the last 3 days"),
        ("coming/hours", "downloaded any asset and never downloaded any asset in the last 4 hours"),
    ):
        tree = audience.understood(text=text, at=MORNING).tree
        audiences.watch(name=name, tree=tree, at=MORNING)
    download(jonas, 0)
    catch_up(after(0.01))
    download(sara, 5)

    replay_all(after(5.01))  # and nobody has looked since
    missed = sorted(Membership.objects.values_list("watch__name", "contact_id"))
    catch_up(after(5.01))
    audiences.tick(after(5.02))

    assert missed == [("coming/news", jonas)]
    assert told == [
        ("coming/news", [jonas]),
        ("coming/news", [sara]),
        ("coming/days", [jonas]),
        ("coming/hours", [jonas]),
    ]


@pytest.mark.parametrize("at_once", [1, 2_000])
@pytest.mark.parametrize("import_is", ["done", "undone"])
@pytest.mark.parametrize("first", ["import", "colleague"])
def test_nobody_is_passed_over_whom_an_import_concerned_while_a_colleague_made_them_fit(
    first, import_is, at_once
):
    assemble()
    told = []
    judging.on_met("passing/", lambda name, met, when, at: told.append(sorted(met)))
    sara = meet(name="Sara", city="Rome")
    text = 'city is "Oslo" or (city is "Paris" and downloaded any asset)'
    catch_up(MORNING)
    audiences.watch(
        name="passing/1", tree=audience.understood(text=text, at=MORNING).tree, at=MORNING
    )
    if import_is == "undone":
        download(sara, 1, batch=8)
        catch_up(after(1))

    def of_the_import():
        if import_is == "undone":
            ledger.void(batch=8, at=after(2), actor=None)
        else:
            download(sara, 2, batch=8)

    def of_a_colleague():
        change_contact(contact_id=sara, values={"city": "Oslo"}, by=SYSTEM, at=after(2))

    deeds = [of_the_import, of_a_colleague]
    for deed in deeds if first == "import" else reversed(deeds):
        deed()
    for consumer in consumers():
        readers.advance(consumer=consumer, at=after(2), limit=at_once)
    catch_up(after(2))

    assert told == [[sara]]
    assert list(Membership.objects.values_list("contact_id", flat=True)) == [sara]
