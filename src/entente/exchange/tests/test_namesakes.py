"""Two companies of one name: a file never says by chance which of them it means."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.exchange.operations import asking
from entente.exchange.testing import bring_in, fates
from entente.ledger.models import Entry
from entente.people.models import Company, Contact, FieldChange
from entente.people.testing import found_company, meet
from entente.pipeline.models import Deal
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)
PEOPLE = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["email"], "fields": {"email": "Email", "job_title": "Job"}},
    "company": {"match": ["name"], "fields": {"name": "Company"}},
}
DEALS = {
    "version": 1,
    "system": "crm",
    "deal": {"match": ["key"], "fields": {"key": "Id", "name": "Deal"}},
    "company": {"match": ["name"], "fields": {"name": "Company"}},
}
FIRMS = {
    "version": 1,
    "system": "crm",
    "company": {
        "match": ["name"],
        "fields": {"name": "Company", "domain": "Domain", "city": "City"},
    },
}
UNCLEAR = (
    "Two companies are called “Thornbury Bakers”; let the row tell the company's domain or key, or "
    "merge the two."
)


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()


def thornburys(*domains: str) -> list[int]:
    return [found_company(name="Thornbury Bakers", domain=domain) for domain in domains]


def people(*rows: str) -> str:
    return "\n".join(["Email,Job,Company", *rows])


def works_at() -> dict[str, int | None]:
    return dict(Contact.objects.filter(deleted_at=None).values_list("email", "company_id"))


@pytest.mark.parametrize("own", [0, 1])
def test_who_belongs_to_one_of_the_namesakes_stays_there_and_undoing_gives_all_back(cast, own):
    firms = thornburys("", "thornbury.example")
    meet(name="Ida Berg", email="ida@thornbury.example", job_title="Baker", company=firms[own])

    row = bring_in(
        content=people("ida@thornbury.example,Miller,thornbury bakers"),
        by=cast.noor,
        at=MORNING,
        mapping=PEOPLE,
    )

    changed = FieldChange.objects.filter(record="contact", batch_id=row.id)
    assert (row.counts, works_at()) == ({"updated": 1}, {"ida@thornbury.example": firms[own]})
    assert list(changed.values_list("field", flat=True)) == ["job_title"]
    asking.undo(import_id=row.id, by=cast.noor, at=LATER)
    ida = Contact.objects.get()
    assert (ida.job_title, ida.company_id) == ("Baker", firms[own])


def test_who_is_new_comes_to_the_namesake_of_the_domain_of_their_address(cast):
    _, baker, _ = thornburys("", "thornbury.example", "bakers.example")

    row = bring_in(
        content=people("ida@thornbury.example,Miller,Thornbury Bakers"),
        by=cast.noor,
        at=MORNING,
        mapping=PEOPLE,
    )

    assert (row.counts, works_at()) == ({"created": 1}, {"ida@thornbury.example": baker})


def test_where_nothing_tells_the_namesakes_apart_the_row_is_rejected_before_and_after(cast):
    thornburys("thornbury.example", "bakers.example")
    other = found_company(name="Nordwind")
    meet(name="Ida Berg", email="ida@mail.example", company=other)
    content = people("ida@mail.example,Miller,Thornbury Bakers", "bo@mail.example,,Nordwind")

    foreseen = bring_in(content=content, by=cast.noor, at=MORNING, mapping=PEOPLE, check=True)
    row = bring_in(content=content, by=cast.noor, at=MORNING, mapping=PEOPLE)

    assert foreseen.checked["problems"] == [
        {
            "outcome": "rejected",
            "problem": "Several companies have this name.",
            "rows": 1,
            "examples": [{"line": 2, "reason": UNCLEAR}],
        }
    ]
    assert fates(row) == [(2, "rejected", UNCLEAR), (3, "created", "")]
    assert works_at() == {"ida@mail.example": other, "bo@mail.example": other}


def test_a_deal_stays_with_its_namesake_and_a_new_one_is_not_given_to_either(cast):
    _, second = thornburys("thornbury.example", "bakers.example")
    bring_in(content="Id,Deal\nd1,Ovens", by=cast.noor, at=MORNING,
             mapping={**DEALS, "company": None})  # fmt: skip
    Deal.objects.update(company_id=second)

    row = bring_in(
        content="Id,Deal,Company\nd1,Big ovens,Thornbury Bakers\nd2,Flour,Thornbury Bakers",
        by=cast.noor,
        at=LATER,
        mapping=DEALS,
    )

    assert fates(row) == [(2, "updated", ""), (3, "rejected", UNCLEAR)]
    assert list(Deal.objects.values_list("name", "company_id")) == [("Big ovens", second)]


def test_of_a_file_of_companies_the_domain_tells_the_namesakes_apart(cast):
    first, second = thornburys("thornbury.example", "bakers.example")

    row = bring_in(
        content="Company,Domain,City\nThornbury Bakers,bakers.example,Turin\n"
        "Thornbury Bakers,,Lyon\n",
        by=cast.noor,
        at=MORNING,
        mapping=FIRMS,
    )

    assert fates(row) == [(2, "updated", ""), (3, "rejected", UNCLEAR)]
    assert list(Company.objects.order_by("id").values_list("id", "city")) == [
        (first, ""),
        (second, "Turin"),
    ]


def test_one_domain_of_two_companies_is_told_apart_by_name_or_by_whom_the_row_speaks_of(cast):
    bakers = found_company(name="Bakers", domain="thornbury.example")
    found_company(name="Millers", domain="thornbury.example")
    meet(name="Ida Berg", email="ida@mail.example", company=bakers)
    mapping = {**PEOPLE, "company": {"match": ["domain"],
                                     "fields": {"name": "Company", "domain": "Domain"}}}  # fmt: skip

    row = bring_in(
        content="Email,Job,Company,Domain\nida@mail.example,,,thornbury.example\n"
        "bo@mail.example,,Bakers,thornbury.example\neva@mail.example,,,thornbury.example\n",
        by=cast.noor,
        at=MORNING,
        mapping=mapping,
    )

    unclear = (
        "Two companies have the domain thornbury.example; let the row tell the company's name or "
        "key, or merge the two."
    )
    assert fates(row) == [(2, "unchanged", ""), (3, "created", ""), (4, "rejected", unclear)]
    assert works_at() == {"ida@mail.example": bakers, "bo@mail.example": bakers}


def test_the_same_file_again_means_the_company_that_it_meant_before(cast):
    (first,) = thornburys("thornbury.example")
    content = people("ida@mail.example,Miller,Thornbury Bakers")
    bring_in(content=content, by=cast.noor, at=MORNING, mapping=PEOPLE)
    thornburys("bakers.example")
    Contact.objects.update(company_id=found_company(name="Nordwind"))
    before = (works_at(), Entry.objects.count())

    again = bring_in(content=content, by=cast.noor, at=LATER, mapping=PEOPLE)

    assert (fates(again), (works_at(), Entry.objects.count())) == ([(2, "unchanged", "")], before)
    assert Company.objects.filter(id=first, deleted_at=None).exists()


def test_telling_namesakes_apart_asks_no_more_for_many_rows_than_for_one(cast):
    def asked(count: int) -> int:
        rows = [f"p{n}@thornbury.example,Baker {count},Thornbury Bakers" for n in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            bring_in(content=people(*rows), by=cast.noor, at=MORNING, mapping=PEOPLE)
        return len(queries)

    thornburys("thornbury.example", "bakers.example")
    asked(1)

    assert asked(40) == asked(41)
    assert set(works_at().values()) == {Company.objects.get(domain="thornbury.example").id}
