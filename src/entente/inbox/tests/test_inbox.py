"""Members are told once per cause, see only their own, and by mail when it was asked for."""

from datetime import timedelta

import pytest

from entente.inbox import operations, queries
from entente.outbox import queries as outbox
from entente.workspace import testing
from entente.workspace.models import Member
from entente.workspace.operations import deactivate_member
from entente.workspace.testing import MORNING as AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return testing.assemble()


def tell(viewer, **changes) -> bool:
    return operations.tell(
        **{
            "member_id": viewer.member_id,
            "kind": "lead.offered",
            "title": "Sara Lind is yours",
            "words": "Ostgård Dairy, score 86",
            "url": "/queue/12/",
            "cause": "handover:12",
            "at": AT,
            **changes,
        }
    )


def test_somebody_is_told_once_and_by_mail_when_asked(cast):
    assert tell(cast.ada, by_mail=True) is True
    assert tell(cast.ada, by_mail=True) is False

    (notice,) = queries.notices(viewer=cast.ada)
    assert (notice.title, notice.url, notice.read_at) == ("Sara Lind is yours", "/queue/12/", None)
    (mail,) = outbox.mails(viewer=cast.root)
    assert (mail.to, mail.subject) == ("ada@example.com", "Sara Lind is yours")
    assert (
        mail.text
        == "Sara Lind is yours.\n\nOstgård Dairy, score 86\n\nhttp://127.0.0.1:8400/queue/12/\n"
    )


def test_what_is_taken_back_says_so_to_whoever_read_it_and_is_new_to_nobody(cast):
    tell(cast.ada)
    tell(cast.eve)
    tell(cast.ada, cause="handover:13")
    read, later = AT + timedelta(minutes=1), AT + timedelta(minutes=2)
    operations.mark_read(viewer=cast.ada, at=read)

    assert operations.take_back(cause="handover:12", at=later) == 2
    assert operations.take_back(cause="handover:12", at=later + timedelta(minutes=1)) == 0

    assert [(one.read_at, one.taken_back_at) for one in queries.notices(viewer=cast.ada)] == [
        (read, None),
        (read, later),
    ]
    (hers,) = queries.notices(viewer=cast.eve)
    assert (hers.read_at, hers.taken_back_at) == (later, later)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u0085", "\u2028", "\u2029", "\x1c"])
def test_a_name_that_breaks_over_lines_stops_no_mail_and_makes_no_header(cast, end):
    Member.objects.filter(id=cast.ada.member_id).update(name=f"Ada{end}Bcc: eve@example.com")

    assert tell(cast.ada, by_mail=True, title=f"Sara{end}Bcc: eve@example.com is yours") is True

    (mail,) = outbox.mails(viewer=cast.root)
    assert (mail.to, mail.subject) == ("ada@example.com", "Sara Bcc: eve@example.com is yours")


def test_a_name_longer_than_any_notice_is_told_with_its_middle_left_out(cast):
    assert tell(cast.ada, by_mail=True, title=f"{'Sara ' * 80}is yours") is True

    (notice,) = queries.notices(viewer=cast.ada)
    (mail,) = outbox.mails(viewer=cast.root)
    assert notice.title == mail.subject
    assert (len(notice.title), notice.title[:9], notice.title[-13:]) == (
        199, "Sara Sara", "Sara is yours",
    )  # fmt: skip


def test_whom_mail_cannot_reach_is_told_on_the_page(cast):
    Member.objects.filter(id=cast.ada.member_id).update(email="a,b@example.com")

    assert tell(cast.ada, by_mail=True) is True

    assert len(queries.notices(viewer=cast.ada)) == 1
    assert outbox.mails(viewer=cast.root) == []


def test_nobody_sees_or_reads_what_another_was_told(cast):
    tell(cast.ada)
    (notice,) = queries.notices(viewer=cast.ada)

    for other in (cast.milan, cast.noor, cast.eve, cast.root):
        assert queries.notices(viewer=other) == []
        assert queries.notice(viewer=other, notice_id=notice.id) is None
        assert operations.mark_read(viewer=other, at=AT, notice_id=notice.id) == 0
    assert queries.unread(viewer=cast.ada) == 1


def test_reading_one_and_reading_all(cast):
    for n in range(3):
        tell(cast.ada, cause=f"handover:{n}")
    first = queries.notices(viewer=cast.ada)[0]

    assert operations.mark_read(viewer=cast.ada, at=AT, notice_id=first.id) == 1
    assert queries.unread(viewer=cast.ada) == 2
    assert operations.mark_read(viewer=cast.ada, at=AT) == 2
    assert queries.unread(viewer=cast.ada) == 0


def test_who_left_gets_no_mail(cast):
    deactivate_member(member_id=cast.ada.member_id, by=cast.root, at=AT)

    assert tell(cast.ada, by_mail=True) is True
    assert outbox.mails(viewer=cast.root) == []


def test_what_happened_later_stands_first_even_if_it_was_told_earlier(cast):
    for n, hours in enumerate((2, 0, 1, 1, 3)):
        told_at = AT + timedelta(hours=hours)
        tell(cast.ada, cause=f"handover:{n}", title=f"Lead {n}", at=told_at)
    order = ["Lead 4", "Lead 0", "Lead 3", "Lead 2", "Lead 1"]

    for size in (1, 2, 3):
        seen, last = [], None
        while page := queries.notices(viewer=cast.ada, limit=size, before=last):
            seen += [one.title for one in page]
            last = page[-1].id
        assert seen == order
    other = queries.notices(viewer=cast.ada)[0].id
    assert queries.notices(viewer=cast.milan, before=other) == []


def test_pages_go_back_in_time(cast):
    for n in range(5):
        tell(cast.ada, cause=f"handover:{n}", title=f"Lead {n}")

    newest = queries.notices(viewer=cast.ada, limit=2)
    older = queries.notices(viewer=cast.ada, limit=9, before=newest[-1].id)

    assert [notice.title for notice in newest + older] == [f"Lead {n}" for n in (4, 3, 2, 1, 0)]
