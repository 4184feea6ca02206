"""Lists and search: who sees what, in which order, with how many queries, by which index."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entente.kit.criteria.sql.fragment import Fragment
from entente.ledger.events import NewEntry
from entente.ledger.operations import record_bulk
from entente.people.models import Contact
from entente.people.operations.customfields import define_field
from entente.people.queries.companies import companies, company, count_companies
from entente.people.queries.contacts import SORTS, contact, contacts, count_contacts
from entente.people.queries.lines import UnknownColumn
from entente.people.queries.paging import BadMark, Counted, Mark, count_capped
from entente.people.queries.search import _indexed, search_companies, search_contacts
from entente.people.testing import found_company, meet
from entente.workspace.operations import grant_reach
from entente.workspace.queries import viewer
from entente.workspace.rules import SYSTEM, Reach, Role, Team
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


def called(page):
    return [line.called for line in page.lines]


def walk(size, **asked):
    """All lines of a list, page by page."""
    found, mark = [], None
    while True:
        page = contacts(viewer=SYSTEM, after=mark, limit=size, **asked)
        found += page.lines
        mark = page.next and Mark.parse(str(page.next))
        if mark is None:
            return [line.id for line in found]


def test_a_list_shows_the_chosen_columns_and_what_to_call_each():
    cast = assemble()
    size = define_field(
        record="contact", label="Size", type="choice", options=["S", "L"], by=cast.root, at=MORNING
    )
    firm = found_company(name="Nordwind")
    meet(name="Ida", company=firm, owner=cast.ada.member_id, **{size: "L"})
    meet(keys=[("olist", "dac32acd4db4c29c230538b72f8dd87d")])

    page = contacts(
        viewer=cast.ada, sort="name", descending=False, columns=["company", "owner", "since", size]
    )

    assert [(line.called, line.company_id, line.values) for line in page.lines] == [
        (
            "Ida",
            firm,
            {"company": "Nordwind", "owner": "Ada Sells", "since": MORNING, size: "L"},
        ),
        (
            "Unnamed dac32acd4db4",
            None,
            {"company": None, "owner": None, "since": MORNING, size: None},
        ),
    ]
    with pytest.raises(UnknownColumn):
        contacts(viewer=cast.ada, columns=["password"])
    with pytest.raises(BadMark):
        Mark.parse("!'; drop table")


names = st.sampled_from(["", "Ada", "ada", "Zoë", "zoë b", "Österreich", "_%", "\\"])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    given=st.lists(names, min_size=1, max_size=12),
    size=st.integers(1, 4),
    descending=st.booleans(),
    sort=st.sampled_from(sorted(SORTS)),
)
def test_paging_gives_each_contact_once_in_order_with_blanks_last(given, size, descending, sort):
    Contact.objects.all().delete()
    for _number, name in enumerate(given):
        meet(name=name, country=name, channel=name, since=MORNING + timedelta(hours=len(name)))

    found = walk(size, sort=sort, descending=descending)

    def key(row):
        if sort in ("name", "country", "channel"):
            return row.name_key
        return row.since if sort == "since" else ""

    rows = sorted(Contact.objects.all(), key=lambda row: (key(row), row.id), reverse=descending)
    known = [row.id for row in rows if key(row)]
    blank = [row.id for row in rows if not key(row)]
    assert found == known + blank


def test_lists_of_one_and_of_three_take_the_same_queries(django_assert_num_queries):
    cast = assemble()
    ida = meet(name="Ida")
    found_company(name="A")

    for _ in range(2):
        with django_assert_num_queries(2):
            contacts(viewer=cast.ada, sort="name")
        with django_assert_num_queries(1):
            contacts(viewer=cast.ada, sort="since")
        with django_assert_num_queries(1):
            count_contacts(viewer=cast.ada)
        with django_assert_num_queries(2):
            companies(viewer=cast.ada)
        with django_assert_num_queries(2):
            search_contacts(text="ida", viewer=cast.ada)
        with django_assert_num_queries(4):
            contact(viewer=cast.ada, contact_id=ida)
        meet(name="Idaho", company=found_company(name="B"))
        meet(name="Idar", company=found_company(name="C"))


def test_counts_are_capped_and_say_so():
    for _ in range(3):
        meet()
    everybody = Fragment("deleted_at is null")

    assert count_contacts(viewer=SYSTEM) == Counted(number=3, capped=False)
    assert count_capped(tables=Fragment("people_contact"), where=everybody, cap=2) == Counted(
        number=2, capped=True
    )


def test_a_criterion_narrows_the_list_and_its_count():
    meet(name="Ida", country="Norway")
    meet(name="Ole", country="Sweden")
    meet(name="Nobody")
    only = Fragment("nullif(people_contact.country_key, '') = %s", ("norway",))

    assert called(contacts(viewer=SYSTEM, criterion=only)) == ["Ida"]
    assert count_contacts(viewer=SYSTEM, criterion=only).number == 1


def test_a_hit_says_what_somebody_does_and_where():
    firm = found_company(name="Acme")
    meet(name="Ida Both", job_title="CEO", company=firm)
    meet(name="Ida Company", company=firm)
    meet(name="Ida Nothing")
    meet(name="Ida Title", job_title="Buyer", email="ida@example.com")
    meet(name="Ida Zero", email="zero@example.com")

    for text in ("ida", "id"):  # through the index, and by the beginnings of names
        assert [hit.about for hit in search_contacts(text=text, viewer=SYSTEM)] == [
            "CEO, Acme",
            "Acme",
            "",
            "Buyer",
            "zero@example.com",
        ]


def test_each_sees_as_far_as_they_reach_and_eve_sees_nothing():
    cast = assemble()
    meet(name="Ada's", owner=cast.ada.member_id)
    meet(name="Milan's", owner=cast.milan.member_id)
    meet(name="Nobody's")
    firm = found_company(name="Ida & Co")

    def seen(reach):
        grant_reach(
            team=Team.SALES, role=Role.MEMBER, record="contact", action="see", reach=reach, by=cast.root
        )  # fmt: skip
        ada = viewer(member_id=cast.ada.member_id, at=MORNING)
        listed = called(contacts(viewer=ada, sort="name", descending=False))
        found = [hit.called for hit in search_contacts(text="'s", viewer=ada)]
        return listed, found, count_contacts(viewer=ada).number

    assert seen(Reach.ALL)[0] == ["Ada's", "Milan's", "Nobody's"]
    assert seen(Reach.TEAM) == (["Ada's", "Nobody's"], [], 2)
    assert seen(Reach.OWN) == (["Ada's"], [], 1)
    assert seen(Reach.NONE) == ([], [], 0)
    assert called(contacts(viewer=cast.eve)) == called(companies(viewer=cast.eve)) == []
    assert search_contacts(text="milan", viewer=cast.eve) == []
    assert search_companies(text="ida", viewer=cast.eve) == []
    assert count_companies(viewer=cast.eve).number == 0
    with pytest.raises(LookupError):
        company(viewer=cast.eve, company_id=firm)
    with pytest.raises(LookupError):
        contact(viewer=cast.eve, contact_id=Contact.objects.earliest("id").id)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ida", ["Ida Berg"]),
        ("IDA", ["Ida Berg"]),
        ("berg ida", ["Ida Berg"]),
        ("nordwind", ["Ida Berg"]),
        ("berg@nord", ["Ida Berg"]),
        ("06 12 34 56 78", ["Ida Berg"]),
        ("+33 (0)612345678", ["Ida Berg"]),
        ("+33612345678", ["Ida Berg"]),
        ("größe", ["Zoë Grösse"]),
        ("dac32", ["Unnamed dac32acd"]),
        ("zo", ["Zoë Grösse"]),
        ("b", ["Ida Berg"]),
        ("rg", []),
        ("100%", []),
        ("%%%", []),
        ("___", []),
        ("\\\\\\", []),
        ("", []),
        ("  ", []),
        ("\x00", []),
        ("nobody here", []),
    ],
)
def test_search_finds_by_every_word_wherever_it_stands(text, found):
    firm = found_company(name="Nordwind")
    meet(name="Ida Berg", email="berg@nord.example", phone="+33612345678", company=firm)
    meet(name="Zoë Grösse")
    meet(keys=[("olist", "DAC32acd")])

    assert [hit.called for hit in search_contacts(text=text, viewer=SYSTEM)] == found


@pytest.mark.parametrize("text", ["0612345678", "06 12 34 56 78", "06-12-34", "612345678"])
def test_a_number_without_its_country_is_found_as_it_was_written(text):
    assemble()  # no calendar says a country
    meet(name="Ida Berg", phone="06 12 34 56 78")
    found_company(name="Nordwind", phone="06.12.34.56.78")
    meet(name="Zoë Grösse", phone="07 12 34 56 99")

    assert [hit.called for hit in search_contacts(text=text, viewer=SYSTEM)] == ["Ida Berg"]
    assert [hit.called for hit in search_companies(text=text, viewer=SYSTEM)] == ["Nordwind"]


def test_what_is_called_so_comes_before_what_begins_so_and_what_holds_it():
    for name in ("Aida", "Berg & Ida", "Idas", "Ida Berg"):
        found_company(name=name)

    hits = search_companies(text="ida", viewer=SYSTEM, limit=4)

    assert [hit.called for hit in hits] == ["Ida Berg", "Berg & Ida", "Idas", "Aida"]


def test_a_surname_comes_before_employers_that_begin_like_it():
    firm = found_company(name="Lindau Fruits")
    for name, email in (
        ("Aoife Burke", "burke@lindau.example"),
        ("Bo Olsen", "bo.lindqvist@fruits.example"),
        ("Carl Linde", ""),
        ("Mia Berg-Lind", ""),
        ("Sara Lind", "sara@elsewhere.example"),
        ("Lind Moe", ""),
        ("Ida Ek", ""),
    ):
        meet(name=name, email=email, company=None if name == "Ida Ek" else firm)

    assert [hit.called for hit in search_contacts(text="LIND", viewer=SYSTEM)] == [
        "Lind Moe",
        "Mia Berg-Lind",
        "Sara Lind",
        "Carl Linde",
        "Bo Olsen",
        "Aoife Burke",
    ]
    assert [hit.called for hit in search_contacts(text="sara lind", viewer=SYSTEM)] == ["Sara Lind"]
    assert [hit.called for hit in search_contacts(text="lindau sara", viewer=SYSTEM)] == [
        "Sara Lind"
    ]


def test_a_surname_is_found_behind_thousands_of_newer_people_whose_employer_begins_so(
    many_contacts, django_assert_num_queries
):
    firm = found_company(name="Lindau Fruits")
    meet(name="Sara Lind", company=firm)
    with connection.cursor() as cursor:
        cursor.execute("update people_contact set id = -id where name_key = 'sara lind'")
        cursor.execute("update people_contact set company_key = 'lindau fruits'")

    with django_assert_num_queries(1):
        found = search_contacts(text="lind", viewer=SYSTEM, limit=3)

    assert [hit.called for hit in found][0] == "Sara Lind"


def plan(sql):
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")  # five thousand rows are read as fast
        cursor.execute(f"explain {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())


@pytest.fixture
def many_contacts():
    keyed = [field.name for field in Contact._meta.fields if field.name.endswith("_key")]
    texts = ["first_name", "last_name", "name", "email", "phone", "job_title", "country", "region"]
    texts += ["city", "channel", "keys_text", *[one for one in keyed if one != "custom_key"]]
    filled = {
        "name_key": "'person ' || i",
        "email_key": "'p' || i || '@example.com'",
        "country_key": "'land ' || i % 50",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into people_contact ({', '.join(texts)}, custom, custom_key, since, created_at) "
            f"select {', '.join(filled.get(one, chr(39) * 2) for one in texts)}, '{{}}', '{{}}', "
            "now() - i * interval '1 minute', now() from generate_series(1, 5000) i"
        )
        cursor.execute("select gin_clean_pending_list('contact_words')")
        cursor.execute("analyze people_contact")


LISTED = "select id from people_contact where deleted_at is null"


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (
            _indexed(
                "people_contact", "id", Fragment("words like '%rson 49%'"), Fragment("0"), 20
            ).text.replace("%s", "20"),
            "contact_words",
        ),
        (
            (
                f"{LISTED} and nullif(name_key, '') is not null and (nullif(name_key, ''), id) > "
                "('person 5'::text, 1::bigint) order by nullif(name_key, ''), id limit 50"
            ),
            "contact_by_name",
        ),
        (
            (
                f"{LISTED} and split_part(name_key, ' ', -1) >= '77' "
                "and split_part(name_key, ' ', -1) < '78' "
                "order by split_part(name_key, ' ', -1), id limit 32"
            ),
            "contact_by_surname",
        ),
        (
            f"{LISTED} and nullif(name_key, '') is null order by nullif(name_key, ''), id limit 50",
            "contact_by_name",
        ),
        (f"{LISTED} order by since desc, id desc limit 50", "contact_by_since"),
        (f"{LISTED} and nullif(country_key, '') = 'land 7' limit 10001", "contact_by_country"),
        (f"{LISTED} and email_key = 'p7@example.com' and email_key <> ''", "contact_by_email"),
    ],
)
def test_lists_and_search_read_their_index(many_contacts, sql, index):
    assert index in plan(sql)


@pytest.fixture
def much_happened():
    """Two hundred facts about each of twenty contacts: a planner that knows it sorts no history."""
    record_bulk(
        entries=[
            NewEntry(
                kind="visit.made",
                occurred_at=MORNING - timedelta(minutes=number),
                source="test",
                contact=number % 20 + 1,
            )
            for number in range(4_000)
        ],
        at=MORNING,
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze ledger_entry")


def test_the_timeline_reads_its_index(much_happened):
    found = plan(
        "select position from ledger_fact where contact_id = 1 "
        "order by occurred_at desc, position desc limit 50"
    )

    assert "ledger_of_contact" in found
    assert "Sort" not in found
