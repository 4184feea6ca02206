"""Nobody signs for another's seat, another text, or at the same time as somebody else."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, connections, transaction

from entente.agreements import beginnings, offers, queries
from entente.agreements.models import InForce, Signature, Version
from entente.agreements.operations import drafting, signing
from entente.agreements.rules.life import SEATS, State
from entente.agreements.rules.prose import Section
from entente.agreements.testing import HOUSE, agree
from entente.agreements.tests.stories import SOUP, STEW, propose, sign, three_heads, told, version
from entente.workspace.access import Refused
from entente.workspace.testing import MORNING, assemble


@pytest.fixture
def cast(db):
    return assemble()


def test_a_signature_for_a_seat_that_one_does_not_hold_is_refused_whole(cast):
    mia, _, _ = three_heads()
    proposed = propose(SOUP, by=mia)
    before = told()

    reasons = []
    for signer, seats in (
        (mia, ["marketing", "sales"]),
        (cast.ada, ["sales"]),
        (cast.root, ["sponsor"]),
        (cast.eve, ["marketing"]),
    ):
        with pytest.raises(Refused) as refused:
            sign(proposed, *seats, by=signer)
        reasons.append(refused.value.why)

    lifted = "An administrator can seat you under Settings, Members."
    assert reasons == [
        f"Only the head of sales signs for that seat, and you do not hold it. {lifted}",
        f"Only the head of sales signs for that seat, and you do not hold it. {lifted}",
        f"Only the sponsor signs for that seat, and you do not hold it. {lifted}",
        f"Only the head of marketing signs for that seat, and you do not hold it. {lifted}",
    ]
    assert version(1, viewer=mia).signatures == ()
    assert told() == before


def test_who_holds_several_seats_signs_once_for_each_and_it_says_so(cast):
    proposed = propose(SOUP, by=cast.noor)

    sign(proposed, "marketing", by=cast.noor)
    sign(proposed, "sales", "sponsor", by=cast.noor)

    words = "Noor Leads, head of marketing, head of sales and sponsor"
    signed = version(1, viewer=cast.ada)
    assert [(one.seat, one.words) for one in signed.signatures] == [
        ("marketing", words),
        ("sales", words),
        ("sponsor", words),
    ]
    assert signed.state is State.IN_FORCE


def test_a_seat_signs_once(cast):
    proposed = propose(SOUP, by=cast.noor)
    sign(proposed, "marketing", by=cast.noor)

    with pytest.raises(signing.UnableToSign) as refused:
        sign(proposed, "marketing", by=cast.noor)

    assert str(refused.value) == "Noor Leads has signed for the head of marketing already."


def test_nobody_signs_another_text_than_the_page_showed(cast):
    shown = propose(SOUP, by=cast.noor)
    changed = propose(STEW, by=cast.noor)

    with pytest.raises(signing.UnableToSign) as refused:
        signing.sign(
            version_id=changed.id, seats=SEATS, digest=shown.digest, by=cast.noor, at=MORNING
        )

    assert str(refused.value) == (
        "The text that you were shown is not the one that is proposed. Read it, then sign."
    )
    assert version(2, viewer=cast.noor).signatures == ()


def test_the_database_refuses_to_change_what_was_proposed_or_signed(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    deeds = [
        lambda: Version.objects.update(text="Soup for all"),
        lambda: Version.objects.update(closed={}),
        lambda: Version.objects.update(digest="0" * 64),
        lambda: Version.objects.update(number=7),
        lambda: Signature.objects.update(digest="0" * 64),
        lambda: Signature.objects.all().delete(),
        lambda: InForce.objects.update(since_day="2020-01-01"),
        lambda: InForce.objects.all().delete(),
        lambda: connection.cursor().execute("update agreements_inforce set span = '(,)'"),
        lambda: connection.cursor().execute("delete from agreements_version"),
    ]

    for deed in deeds:
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()

    assert queries.verify(version_id=version(1, viewer=cast.noor).id).holds


def test_one_is_in_force_at_a_time(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    proposed = propose(STEW, by=cast.noor)

    with pytest.raises(IntegrityError, match="one_in_force_at_a_time"), transaction.atomic():
        InForce.objects.create(
            version_id=proposed.id,
            document_id=Version.objects.get(id=proposed.id).document_id,
            span=(datetime(2026, 12, 1, tzinfo=UTC), None),
            since_day="2026-12-01",
            at=MORNING,
        )


def test_a_text_that_was_tampered_with_is_found_out_and_not_signed(cast):
    proposed = propose(SOUP, by=cast.noor)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table agreements_version disable trigger stands")
        cursor.execute("update agreements_version set text = replace(text, 'soup', 'caviar')")
        cursor.execute("alter table agreements_version enable trigger stands")

    found = queries.verify(version_id=proposed.id)
    with pytest.raises(signing.UnableToSign) as refused:
        sign(proposed, "sales", by=cast.noor)

    assert (found.holds, found.digest, found.recomputed == found.digest) == (
        False,
        proposed.digest,
        False,
    )
    assert str(refused.value) == (
        "The stored text no longer agrees with its digest, so nobody can sign it. "
        "Propose it anew, and tell your administrator."
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_the_same_moment_put_it_in_force_once():
    assemble()
    mia, sam, sue = three_heads()
    proposed = propose(SOUP, by=mia)
    sign(proposed, "sponsor", by=sue)
    together = threading.Barrier(2)
    answers = {}

    def signs(seat, signer):
        together.wait()
        answers[seat] = sign(proposed, seat, by=signer)
        connections.close_all()

    threads = [
        threading.Thread(target=signs, args=pair) for pair in (("marketing", mia), ("sales", sam))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(len(answer.missing) for answer in answers.values()) == [0, 1]
    assert InForce.objects.count() == 1
    assert [entry[0] for entry in told()].count("put_in_force") == 1


@pytest.mark.django_db(transaction=True)
def test_a_signature_and_an_edit_at_the_same_moment_leave_one_of_them_standing():
    assemble()
    mia, sam, sue = three_heads()
    proposed = propose(SOUP, by=mia)
    sign(proposed, "sponsor", by=sue)
    sign(proposed, "marketing", by=mia)
    together = threading.Barrier(2)
    refused = []

    def run(deed):
        together.wait()
        try:
            deed()
        except (signing.UnableToSign, beginnings.UnableToBegin) as no:
            refused.append(str(no))
        connections.close_all()

    def edit():
        drafting.begin_draft(kind="house_rules", number=1, by=mia, at=MORNING)

    deeds = [lambda: sign(proposed, "sales", by=sam), edit]
    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    state = version(1, viewer=mia).state
    assert (state, refused) in [
        (State.IN_FORCE, []),
        (State.WITHDRAWN, ["This version was taken back: The text was changed."]),
    ]


def test_a_kind_that_is_worded_anew_changes_no_text_and_no_digest_that_was_signed(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    before = version(1, viewer=cast.noor)

    with offers.only(replace(HOUSE, prose=lambda content: [Section(title="Other words")])):
        after = version(1, viewer=cast.noor)
        verified = queries.verify(version_id=before.id)

    assert (after.text, after.digest) == (before.text, before.digest)
    assert "Ada cooks soup." in after.text
    assert verified.holds
