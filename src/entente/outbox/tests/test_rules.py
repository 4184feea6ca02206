"""What goes over the wire is exactly what was meant, and nothing that a value smuggled in."""

import email
import email.policy
from datetime import UTC, datetime, timedelta

import pytest

from entente.outbox import rules
from entente.outbox.rules import Letter, UnfitForMail

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]


def letter(**changes) -> Letter:
    values = {
        "id": 7,
        "cause": "invitation:1",
        "sender": "entente@example.com",
        "to": "ada@example.com",
        "to_name": "Ada Sells",
        "reply_to": "",
        "subject": "A lead for you",
        "text": "Hello Ada\n",
        "queued_at": AT,
    }
    return Letter(**{**values, **changes})


def read(data: bytes):
    return email.message_from_bytes(data, policy=email.policy.default)


def test_a_plain_letter_reads_back_as_it_was_written():
    parsed = read(rules.message(letter=letter(text="Grüße, Ada.\n.\nend")))

    assert list(parsed.keys()) == HEADERS
    assert (parsed["To"], parsed["Subject"]) == ("Ada Sells <ada@example.com>", "A lead for you")
    assert parsed.get_content().splitlines() == ["Grüße, Ada.", ".", "end"]


@pytest.mark.parametrize(
    "value", ["a\nBcc: eve@example.com", "a\rb", "a\x00b", "a\u2028b", "a\u2029b", "a\u0085b"]
)
@pytest.mark.parametrize("field", ["subject", "to_name", "to", "reply_to"])
def test_whatever_ends_a_line_is_refused(field, value):
    fields = {"to": "ada@example.com", "to_name": "", "reply_to": "", "subject": "s"}

    with pytest.raises(UnfitForMail):
        rules.check(**{**fields, field: value})


@pytest.mark.parametrize(
    "value",
    [
        "=?utf-8?q?x=0ABcc:_eve?=",
        "=?utf-8?b?CkJjYzogZXZl?=",
        "x" * 5000,
        "word " * 1000 + "end",
        "Grüße " * 800 + "Ende",
        '"; Bcc: eve',
        "<eve@example.com>, x",
        "日本語の件名",
    ],
)
def test_no_subject_and_no_name_becomes_another_header(value):
    data = rules.message(letter=letter(subject=value, to_name=value))
    parsed = read(data)

    assert list(parsed.keys()) == HEADERS
    assert parsed["Subject"] == value
    assert [box.addr_spec for box in parsed["To"].addresses] == ["ada@example.com"]
    # Python's reader puts blanks between the words of a long encoded name; others do not.
    read_name = parsed["To"].addresses[0].display_name
    assert read_name.replace(" ", "") == value.replace(" ", "")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "@example.com",
        "a b@example.com",
        "a@b@c",
        "<a@b>",
        "a@b,c@d",
        "a@b>",
        "a@b\n",
        '"a"@b',
        "a(b)@c",
        "a@b;c@d",
        "a:b@c",
    ],
)
def test_what_is_no_single_plain_address_is_refused(address):
    assert not rules.is_address(address)


def test_the_number_of_a_message_is_the_same_for_every_try_and_for_no_other_mail():
    first = rules.message_id(letter=letter())

    assert first == rules.message_id(letter=letter(subject="changed"))
    assert first != rules.message_id(letter=letter(id=8))
    assert first.endswith("@example.com>")


def test_dots_at_the_beginning_of_lines_are_doubled():
    assert rules.dots_doubled(b".a\r\n..b\r\nc.\r\n.\r\n") == b"..a\r\n...b\r\nc.\r\n..\r\n"


def test_tries_get_rarer_and_end_after_72_hours():
    waits = [rules.wait(attempts=n) / timedelta(minutes=1) for n in (1, 2, 3, 9, 10, 500)]

    assert waits == [1, 2, 4, 256, 360, 360]
    late = AT + timedelta(hours=66, minutes=1)
    assert rules.next_try(queued_at=AT, attempts=20, at=late - timedelta(minutes=2)) is not None
    assert rules.next_try(queued_at=AT, attempts=20, at=late) is None
