"""Mail against a real server on the loopback: sent once, tried again, given up, or held."""

import email
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.db import transaction

from entente.outbox import jobs, operations, queries
from entente.outbox.models import Mail
from entente.outbox.operations import Delivered
from entente.outbox.rules import State, UnfitForMail
from entente.outbox.smtp import Line, Server
from entente.outbox.testing import sink
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING as AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_server_is_set(settings):
    settings.SMTP_URL = "smtp://127.0.0.1:1"


def queue(number: int = 1, **changes) -> list[int]:
    return [
        operations.queue_mail(
            **{
                "cause": f"test:{n}",
                "to": f"p{n}@example.com",
                "subject": f"Mail {n}",
                "text": "Hello\n.\n",
                "at": AT,
                **changes,
            }
        )
        for n in range(number)
    ]


def line(server, **query) -> Line:
    url = f"smtp://127.0.0.1:{server.port}"
    return Line(server=Server.at(url), greeting="localhost")


def states() -> list[str]:
    return list(Mail.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)  # here, as in real life, nobody holds one around it
def test_what_is_due_goes_out_once_over_one_connection():
    queue(12)

    with sink() as server:
        done = operations.deliver_due(at=AT, line=line(server))
        again = operations.deliver_due(at=AT, line=line(server))

    assert (done, again) == (Delivered(sent=12), Delivered())
    assert server.connections == 1
    assert sorted(to for _, to, _ in server.accepted) == sorted(
        f"p{n}@example.com" for n in range(12)
    )
    assert states() == [State.SENT] * 12
    assert (
        email.message_from_bytes(server.accepted[0][2]).get_payload(decode=True)
        == b"Hello\r\n.\r\n"
    )


def test_the_same_cause_and_person_is_one_mail():
    assert queue() == queue() == queue(to="P0@EXAMPLE.com")
    assert Mail.objects.count() == 1
    assert len(set(queue(cause="another") + queue(to="other@example.com"))) == 2


def test_without_a_server_mail_is_caught_and_never_leaves(settings):
    settings.SMTP_URL = ""
    queue()

    assert jobs.deliver(AT) == Delivered()
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    with sink() as server:
        assert operations.deliver_due(at=AT, line=line(server)) == Delivered()
    assert states() == [State.CAUGHT]


def test_a_mail_may_be_held_back_until_later():
    queue(after=AT + timedelta(seconds=60))

    with sink() as server:
        assert operations.deliver_due(at=AT + timedelta(seconds=59), line=line(server)).sent == 0
        assert operations.deliver_due(at=AT + timedelta(seconds=60), line=line(server)).sent == 1


@pytest.mark.parametrize("moment", ["MAIL", "RCPT", "DATA", "dot"])
def test_a_passing_refusal_is_tried_again_and_a_lasting_one_is_not(moment):
    queue()

    with sink(**{moment: "451 later"}) as server:
        done = operations.deliver_due(at=AT, line=line(server))
    row = Mail.objects.get()
    assert (done, row.state, row.due_at) == (
        Delivered(later=1),
        State.QUEUED,
        AT + timedelta(minutes=1),
    )
    with sink(**{moment: "550 never"}) as server:
        done = operations.deliver_due(at=AT + timedelta(minutes=1), line=line(server))
    row = Mail.objects.get()
    assert (done, row.state, row.reply) == (Delivered(failed=1), State.FAILED, "550 never")


def test_one_refused_address_does_not_hold_up_the_others():
    queue(3)

    with sink(RCPT="550 unknown") as server:
        done = operations.deliver_due(at=AT, line=line(server))

    assert (done, states()) == (Delivered(failed=3), [State.FAILED] * 3)
    assert server.connections == 1


def test_after_72_hours_we_give_up_and_say_what_was_said_last():
    queue()
    at = AT

    with sink(RCPT="450 box full") as server:
        for _ in range(60):
            operations.deliver_due(at=at, line=line(server))
            row = Mail.objects.get()
            if row.state == State.FAILED:
                break
            at = row.due_at

    assert (row.state, row.reply) == (State.FAILED, "450 box full")
    assert timedelta(hours=66) < at - AT <= timedelta(hours=72)


@pytest.mark.parametrize(
    "script", [{"greeting": "drop"}, {"greeting": "421 busy"}, {"EHLO": "drop"}]
)
def test_a_server_that_is_down_lets_everything_wait(script):
    queue(7)

    with sink(**script) as server:
        done = operations.deliver_due(at=AT, line=line(server))

    assert done.later == operations.GROUP and done.down
    assert states() == [State.QUEUED] * 7
    assert server.accepted == []


def test_nobody_listens_at_all():
    queue()

    done = operations.deliver_due(
        at=AT, line=Line(server=Server.at("smtp://127.0.0.1:1"), greeting="x")
    )

    assert done.later == 1 and "127.0.0.1:1" in done.down


def test_a_line_that_breaks_in_the_midst_is_tried_again_without_a_second_copy():
    queue()

    with sink(body="drop") as server:
        operations.deliver_due(at=AT, line=line(server))
    assert (server.accepted, Mail.objects.get().state in (State.QUEUED, State.UNCERTAIN)) == (
        [],
        True,
    )


def test_a_line_that_should_be_encrypted_and_is_not_carries_neither_password_nor_mail():
    queue()

    with sink() as server:
        strict = Server.at(f"smtp://ada:secret@127.0.0.1:{server.port}?tls=starttls")
        done = operations.deliver_due(at=AT, line=Line(server=strict, greeting="x"))

    assert done.later == 1 and "STARTTLS" in done.down
    assert server.accepted == [] and not any(
        b"AUTH" in line or b"secret" in line for line in server.heard
    )


def test_where_mail_goes_out_is_read_from_one_address_and_other_machines_must_encrypt():
    def read(url):
        found = Server.at(url)
        return (found.host, found.port, found.user, found.password, found.tls)

    assert read("smtp://localhost:1025") == ("localhost", 1025, "", "", "none")
    assert read("smtp://u%40x:p%3A@mail.example.com") == (
        "mail.example.com",
        587,
        "u@x",
        "p:",
        "starttls",
    )
    assert read("smtps://mail.example.com") == ("mail.example.com", 465, "", "", "implicit")
    assert read("smtp://mail.example.com?tls=none")[4] == "none"
    for wrong in ("mail.example.com", "http://x", "smtp://x?tls=maybe"):
        with pytest.raises(ValueError):
            Server.at(wrong)


def test_mail_of_the_sign_in_library_takes_the_same_way_and_nothing_is_dropped_silently():
    EmailMessage(
        "Hello", "Words", django_settings.DEFAULT_FROM_EMAIL, ["Ada <ada@example.com>"]
    ).send()
    (mail,) = queries.mails(viewer=SYSTEM)
    assert (mail.to, mail.to_name, mail.subject, mail.text, mail.state) == (
        "ada@example.com",
        "Ada",
        "Hello",
        "Words",
        State.QUEUED,
    )

    message = EmailMessage("Hello", "Words", None, ["ada@example.com"])
    message.attach("a.txt", "text")
    with pytest.raises(UnfitForMail):
        message.send()


def test_a_mail_queued_in_a_transaction_that_fails_was_never_queued():
    with pytest.raises(RuntimeError), transaction.atomic():
        queue()
        raise RuntimeError
    assert Mail.objects.count() == 0
