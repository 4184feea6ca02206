"""A file changes nothing that whoever brought it may not change on the pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from entente.exchange.models import Import
from entente.exchange.operations import asking, foreseeing, intake, running
from entente.exchange.queries import imports
from entente.exchange.rules import document
from entente.exchange.testing import bring_in, fates, work_off
from entente.kit import clock
from entente.ledger import queries as ledger
from entente.people.models import Company, Contact, OptOut
from entente.people.testing import found_company, meet
from entente.pipeline.models import Deal, DealContact
from entente.pipeline.operations.deals import change_deal
from entente.web.testing import signed_in
from entente.workspace import operations as workspace
from entente.workspace import queries
from entente.workspace.access import Refused
from entente.workspace.rules import SYSTEM, Reach, Role, Team
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

DEALS = {
    "version": 1,
    "system": "crm",
    "timezone": "UTC",
    "deal": {
        "match": ["key"],
        "fields": {"key": "Id", "name": "Name", "amount": "Amount", "stage": "Stage"},
    },
}
PEOPLE = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["email"], "fields": {"email": "Email", "job_title": "Job"}},
}
BEYOND = "The {} is not among those that you may change."
STAYS = "The {} of the row is not among those that you may change: it stays as it is."
LEFT_OUT = "The {} of the row is not among those that you may change: it was left out."
ONLY_TOLD = "The contact is not among those that you may change: only noes and touches were taken."


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with clock.frozen(MORNING):
        yield assemble(timezone="UTC")


def bounded(*records: str, actions=("see", "change", "export"), reach=Reach.OWN) -> None:
    """How far members of marketing reach from now on."""
    for record in records:
        for action in actions:
            workspace.grant_reach(
                team=Team.MARKETING, role=Role.MEMBER, record=record, action=action, reach=reach,
                by=SYSTEM,
            )  # fmt: skip


def as_of_now(viewer):
    return queries.viewer(member_id=viewer.member_id, at=MORNING)


def deals(*rows: str) -> str:
    return "\n".join(["Id,Name,Amount,Stage", *rows]) + "\n"


def standing() -> list[tuple[str, Decimal | None, str]]:
    return list(Deal.objects.order_by("name").values_list("name", "amount", "outcome"))


def of_ada_and_of_milan(cast) -> None:
    """Two open deals that stand here, by the keys 1 and 2."""
    bring_in(content=deals("1,Mill,1000 EUR,Open", "2,Oven,500 EUR,Open"), by=cast.noor,
             at=MORNING, mapping=DEALS)  # fmt: skip
    for name, owner in (("Mill", cast.ada), ("Oven", cast.milan)):
        Deal.objects.filter(name=name).update(owner_id=owner.member_id)


CLOSED = deals("1,Mill,7 EUR,Lost", "2,Oven,8 EUR,Lost", "3,Press,9 EUR,Open")


def test_a_deal_of_another_team_stays_as_it_is_and_the_row_says_why(cast):
    of_ada_and_of_milan(cast)
    mill = Deal.objects.get(name="Mill")
    with pytest.raises(Refused):
        change_deal(deal_id=mill.id, values={"amount": "7"}, by=cast.milan, at=MORNING)

    row = bring_in(content=CLOSED, by=cast.milan, at=MORNING, mapping=DEALS)

    assert (row.state, row.counts) == ("done", {"skipped": 1, "updated": 1, "created": 1})
    assert fates(row) == [
        (2, "skipped", BEYOND.format("deal")), (3, "updated", ""), (4, "created", ""),
    ]  # fmt: skip
    assert standing() == [
        ("Mill", Decimal(1000), ""), ("Oven", Decimal(8), "lost"), ("Press", Decimal(9), ""),
    ]  # fmt: skip


def test_looking_the_file_through_says_the_same_and_so_does_the_page(cast):
    of_ada_and_of_milan(cast)

    row = bring_in(content=CLOSED, by=cast.milan, at=MORNING, mapping=DEALS, check=True)

    assert row.checked["counts"] == {"matched": 1, "created": 1, "skipped": 1}
    assert row.checked["problems"] == [
        {
            "outcome": "skipped",
            "problem": BEYOND.format("deal"),
            "rows": 1,
            "examples": [{"line": 2, "reason": BEYOND.format("deal")}],
        }
    ]
    assert BEYOND.format("deal") in signed_in(cast.milan).get(f"/imports/{row.id}/").text


def test_the_command_line_and_who_reaches_all_change_everything(cast):
    for who, amount in ((SYSTEM, 7), (cast.noor, 9)):
        of_ada_and_of_milan(cast)
        content = deals(f"1,Mill,{amount} EUR,Open", f"2,Oven,{amount} EUR,Open")
        row = bring_in(content=content, by=who, at=MORNING, mapping=DEALS)
        assert row.counts == {"updated": 2}
        assert [amount for _, amount, _ in standing()] == [Decimal(amount)] * 2


def sara(cast, **more) -> int:
    """A contact of Ada's."""
    return meet(name="Sara Secret", email="sara@example.com", owner=cast.ada.member_id, **more)


def test_a_contact_whom_somebody_may_not_see_stays_and_nothing_more_is_told(cast):
    about = sara(cast)
    bounded("contact")
    milan = as_of_now(cast.milan)

    content = "Email,Job\nsara@example.com,Evil\ntom@example.com,Cook\n"
    row = bring_in(content=content, by=milan, at=MORNING, mapping=PEOPLE)

    assert fates(row) == [(2, "skipped", BEYOND.format("contact")), (3, "created", "")]
    assert Contact.objects.get(id=about).job_title == ""
    client = signed_in(milan)
    for page in (f"/imports/{row.id}/", f"/imports/{row.id}/rows/"):
        text = client.get(page).text
        assert BEYOND.format("contact") in text
        assert "Secret" not in text and f"/contacts/{about}/" not in text


@pytest.mark.parametrize("actions", [("change",), ("see", "change", "export")])
def test_a_no_is_recorded_wherever_its_person_stands(cast, actions):
    about = sara(cast)
    bounded("contact", actions=actions)
    mapping = {**PEOPLE, "opt_outs": [{"means": "mail", "said": "No mail"}]}
    content = "Email,Job,No mail\nsara@example.com,Evil,yes\n"

    row = bring_in(content=content, by=as_of_now(cast.milan), at=MORNING, mapping=mapping)

    assert (row.counts, row.warnings) == ({"updated": 1}, {ONLY_TOLD: 1})
    assert Contact.objects.get(id=about).job_title == ""
    assert list(OptOut.objects.values_list("contact_id", "means")) == [(about, "mail")]


@pytest.mark.parametrize("actions", [("change",), ("see", "change", "export")])
def test_the_no_of_somebody_in_a_deal_is_recorded_too(cast, actions):
    about = sara(cast)
    bounded("contact", actions=actions)
    mapping = {
        **DEALS,
        "contact": {"match": ["email"], "fields": {"email": "Email"}},
        "opt_outs": [{"means": "mail", "said": "No mail"}],
    }
    content = "Id,Name,Amount,Stage,Email,No mail\n1,Mill,7 EUR,Open,sara@example.com,yes\n"

    row = bring_in(content=content, by=as_of_now(cast.milan), at=MORNING, mapping=mapping)

    seen = actions == ("change",)
    assert row.counts == {"created": 1}
    assert row.warnings == ({} if seen else {LEFT_OUT.format("contact"): 1})
    assert list(DealContact.objects.values_list("contact_id", flat=True)) == [about] * seen
    assert list(OptOut.objects.values_list("contact_id", "means")) == [(about, "mail")]


TOUCHED = {
    **PEOPLE,
    "touches": [{"kind": "form.submitted", "at": "On"}],
    "stages": [{"stage": {"value": "mql"}, "at": "On"}],
}
VISIT = "Email,Job,On\nsara@example.com,Evil,2026-11-02\n"


def told_of(contact: int) -> list[str]:
    kinds = [one.kind for one in ledger.timeline(contact=contact).entries]
    return sorted(kind for kind in kinds if kind in ("form.submitted", "stage.entered"))


def test_what_happened_to_somebody_in_sight_is_told_as_the_form_would_and_nothing_else(cast):
    about = sara(cast)
    bounded("contact", actions=("change",))

    row = bring_in(content=VISIT, by=as_of_now(cast.milan), at=MORNING, mapping=TOUCHED)

    assert (row.counts, row.warnings) == ({"updated": 1}, {ONLY_TOLD: 1})
    assert told_of(about) == ["form.submitted"]
    assert Contact.objects.get(id=about).job_title == ""


def test_what_happened_to_somebody_out_of_sight_is_not_told(cast):
    about = sara(cast)
    bounded("contact")

    row = bring_in(content=VISIT, by=as_of_now(cast.milan), at=MORNING, mapping=TOUCHED)

    assert fates(row) == [(2, "skipped", BEYOND.format("contact"))]
    assert told_of(about) == []


def test_who_may_log_nothing_logs_nothing_by_a_file(cast):
    bounded("activity", actions=("change",), reach=Reach.NONE)

    row = bring_in(content=VISIT, by=as_of_now(cast.milan), at=MORNING, mapping=TOUCHED)

    assert row.counts == {"created": 1}
    assert row.warnings == {
        "Your seat does not let you log what happened: touches were left out.": 1
    }
    assert told_of(Contact.objects.get().id) == ["stage.entered"]


FIRMS = {**PEOPLE, "company": {"match": ["name"], "fields": {"name": "Firm", "city": "City"}}}
AT_A_FIRM = "Email,Job,Firm,City\ntom@example.com,Cook,Dairy,Evil\n"


def test_a_company_of_others_is_linked_as_it_is_where_it_may_be_seen(cast):
    firm = found_company(name="Dairy", owner=cast.ada.member_id)
    bounded("company", actions=("change",))

    row = bring_in(content=AT_A_FIRM, by=as_of_now(cast.milan), at=MORNING, mapping=FIRMS)

    assert (row.counts, row.warnings) == ({"created": 1}, {STAYS.format("company"): 1})
    assert Contact.objects.get().company_id == firm
    assert list(Company.objects.values_list("name", "city")) == [("Dairy", "")]


def test_a_company_out_of_sight_is_left_out(cast):
    found_company(name="Dairy", owner=cast.ada.member_id)
    bounded("company")

    row = bring_in(content=AT_A_FIRM, by=as_of_now(cast.milan), at=MORNING, mapping=FIRMS)

    assert (row.counts, row.warnings) == ({"created": 1}, {LEFT_OUT.format("company"): 1})
    assert Contact.objects.get().company_id is None
    assert list(Company.objects.values_list("name", "city")) == [("Dairy", "")]


def test_who_may_add_no_company_or_contact_adds_none_by_a_file(cast):
    bounded("company", actions=("change",), reach=Reach.NONE)
    row = bring_in(content=AT_A_FIRM, by=as_of_now(cast.milan), at=MORNING, mapping=FIRMS)
    assert (row.counts, row.warnings) == ({"created": 1}, {LEFT_OUT.format("company"): 1})
    assert not Company.objects.exists()

    bounded("contact", actions=("change",), reach=Reach.NONE)
    content = "Email,Job\nkim@example.com,Cook\n"
    row = bring_in(content=content, by=as_of_now(cast.milan), at=MORNING, mapping=PEOPLE)
    assert fates(row) == [(2, "skipped", "You may not add a contact.")]


def taken(content: str, cast) -> Import:
    """A file of people that Milan asked to import, with nothing done yet."""
    import_id = intake.take_file(
        blocks=[content.encode()], filename="people.csv", by=cast.milan, at=MORNING,
        mapping=document.check(given=PEOPLE),
    )  # fmt: skip
    asking.ask_to_run(import_id=import_id, by=cast.milan)
    return Import.objects.get(id=import_id)


def test_how_far_they_reach_when_it_runs_counts_not_when_they_asked(cast):
    sara(cast)
    row = taken("Email,Job\nsara@example.com,Evil\n", cast)
    bounded("contact")

    work_off(at=MORNING)

    assert fates(row) == [(2, "skipped", BEYOND.format("contact"))]


def test_a_seat_that_ends_while_it_runs_ends_what_they_may_change(cast):
    for name in ("sara", "tom"):
        meet(name=name.title(), email=f"{name}@example.com", owner=cast.ada.member_id)
    row = taken("Email,Job\nsara@example.com,Cook\ntom@example.com,Cook\n", cast)
    running.begin(row=row, at=MORNING)
    reader = running.open_reader(row=row, at=MORNING)

    def go_on(at):
        with transaction.atomic():
            return running.run_chunk(row=row, reader=reader, at=at, size=1)

    go_on(MORNING)
    workspace.deactivate_member(member_id=cast.milan.member_id, by=cast.root, at=MORNING)
    go_on(MORNING + timedelta(minutes=1))

    assert fates(row) == [(2, "updated", ""), (3, "skipped", BEYOND.format("contact"))]
    assert list(Contact.objects.order_by("name").values_list("job_title", flat=True)) == [
        "Cook",
        "",
    ]


def test_what_a_file_made_it_may_go_on_changing_until_it_ends(cast):
    bounded("contact")
    row = taken("Email,Job\nkim@example.com,Cook\nkim@example.com,Baker\n", cast)
    running.begin(row=row, at=MORNING)
    reader = running.open_reader(row=row, at=MORNING)
    for _ in range(2):
        with transaction.atomic():
            running.run_chunk(row=row, reader=reader, at=MORNING, size=1)

    assert fates(row) == [(2, "created", ""), (3, "updated", "")]
    assert Contact.objects.get().job_title == "Baker"


def test_as_many_questions_are_asked_for_many_rows_as_for_two(cast):
    for number in range(60):
        owner = (cast.ada if number % 2 else cast.milan).member_id
        meet(name=f"Kim {number}", email=f"kim{number}@example.com", owner=owner)
    bounded("contact")

    def asked(first: int, last: int) -> int:
        rows = "".join(f"kim{number}@example.com,Cook\n" for number in range(first, last))
        row = taken(f"Email,Job\n{rows}", cast)
        with CaptureQueriesContext(connection) as found:
            work_off(at=MORNING)
        half = (last - first) // 2
        assert Import.objects.get(id=row.id).counts == {"updated": half, "skipped": half}
        return len(found)

    assert asked(0, 2) == asked(2, 60)


def test_nobody_undoes_by_it_what_they_may_not_change(cast):
    of_ada_and_of_milan(cast)
    row = Import.objects.get()
    bounded("import", reach=Reach.ALL)
    milan = as_of_now(cast.milan)
    why = (
        "This import made or changed a deal that you may not change; "
        "whoever brought it, or an administrator, can undo it."
    )

    for deed in (asking.undo, foreseeing.foreseen):
        with pytest.raises(Refused) as refused:
            deed(import_id=row.id, by=milan, at=MORNING)
        assert str(refused.value) == why
    page = signed_in(milan).get(f"/imports/{row.id}/undoing/")
    assert (page.status_code, why in page.text) == (403, True)
    assert imports.info(import_id=row.id, viewer=milan).state == "done"

    Deal.objects.filter(name="Mill").update(owner_id=milan.member_id)
    assert asking.undo(import_id=row.id, by=milan, at=MORNING) == 0
    assert not Deal.objects.filter(deleted_at=None).exists()
