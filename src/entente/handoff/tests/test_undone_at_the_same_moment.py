"""A lead that is handed over again while its verdict is taken back waits once, and it is said so."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from entente.handoff.models import Handover
from entente.handoff.operations import deciding
from entente.handoff.rules.standing import Status
from entente.handoff.testing import handed_over
from entente.people.testing import meet
from entente.workspace.access import Refused
from entente.workspace.testing import MORNING, assemble

LATER = MORNING + timedelta(hours=1)


class HandingOver:
    """Another connection that hands a contact over, and commits once somebody waits for it."""

    def __init__(self, contact: int) -> None:
        self._contact = contact
        self._written = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> None:
        self._thread.start()
        assert self._written.wait(timeout=20)

    def __exit__(self, *_) -> None:
        self._thread.join()

    def _run(self) -> None:
        try:
            with transaction.atomic():
                handed_over(contact=self._contact, at=LATER)
                self._written.set()
                until = time.monotonic() + 20
                while not _somebody_waits() and time.monotonic() < until:
                    time.sleep(0.01)
        finally:
            connection.close()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_locks where not granted)")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_verdict_taken_back_while_they_are_handed_over_again_stands():
    cast = assemble()
    sara = meet(name="Sara Lind", at=MORNING)
    row = handed_over(contact=sara, at=MORNING)
    no = deciding.reject(handover_id=row.id, reason="wrong_person", by=cast.ada, at=MORNING)

    with HandingOver(sara), pytest.raises(Refused, match="handed over again meanwhile"):
        deciding.undo(verdict_id=no.verdict_id, by=cast.ada, at=LATER)

    assert list(Handover.objects.order_by("id").values_list("status", flat=True)) == [
        Status.REJECTED,
        Status.NEW,
    ]
