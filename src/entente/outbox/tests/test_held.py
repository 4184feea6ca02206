"""When nobody can know: the answer that never came, workers that die, sleep, or are two."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from entente.outbox import operations
from entente.outbox.models import Mail
from entente.outbox.operations import Delivered
from entente.outbox.rules import State
from entente.outbox.smtp import Line, Server
from entente.outbox.testing import sink
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING as AT

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_an_answer_that_never_comes_is_uncertain_held_and_sent_again_only_on_somebodys_word():
    (mail_id,) = queue()

    with sink(dot="drop") as server:
        done = operations.deliver_due(at=AT, line=line(server))
    assert (done, len(server.accepted)) == (Delivered(uncertain=1), 1)
    with sink() as server:
        later = operations.deliver_due(at=AT + timedelta(days=1), line=line(server))
        assert (later, server.accepted) == (Delivered(), [])
        assert operations.send_again(mail_id=mail_id, by=SYSTEM, at=AT)
        assert operations.deliver_due(at=AT, line=line(server)) == Delivered(sent=1)
    assert not operations.send_again(mail_id=mail_id, by=SYSTEM, at=AT)


def test_handed_is_committed_before_the_final_dot():
    queue()
    seen = []

    class Watched(Line):
        def hand_over(self, *, before_dot, **rest):
            def looked() -> bool:
                answer = before_dot()
                thread = threading.Thread(target=lambda: seen.append(states()))
                thread.start()
                thread.join()
                seen.append(len(server.accepted))
                return answer

            return super().hand_over(before_dot=looked, **rest)

    with sink() as server:
        operations.deliver_due(at=AT, line=Watched(server=line(server).server, greeting="x"))

    assert seen == [[State.HANDED], 0]
    assert states() == [State.SENT]


def test_what_a_dead_worker_claimed_goes_again_and_what_it_handed_is_held():
    queue(2)
    taken = operations.claim(at=AT)
    assert len(taken) == 2
    with sink() as server:
        assert operations.deliver_due(at=AT, line=line(server)) == Delivered(), (
            "the lease still holds"
        )
    first, second = Mail.objects.order_by("id")
    Mail.objects.filter(id=second.id).update(state=State.HANDED)
    Mail.objects.update(leased_until=Now() - timedelta(seconds=1))

    with sink() as server:
        done = operations.deliver_due(at=AT, line=line(server))

    assert (done, states()) == (Delivered(sent=1), [State.SENT, State.UNCERTAIN])


def test_a_worker_that_wakes_up_late_changes_nothing_of_the_others_work():
    queue()
    ((letter, fence),) = operations.claim(at=AT)
    Mail.objects.update(leased_until=Now() - timedelta(seconds=1))
    with sink() as server:
        operations.deliver_due(at=AT, line=line(server))
        late = operations._hand_over(letter, fence=fence, line=line(server))

    assert late.reply == "Taken over by another worker"
    assert (len(server.accepted), states()) == (1, [State.SENT])


def test_two_workers_share_the_work_and_send_nothing_twice():
    queue(40)

    with sink() as server:

        def work() -> None:
            operations.deliver_due(at=AT, line=line(server))
            connection.close()

        workers = [threading.Thread(target=work) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    assert sorted(to for _, to, _ in server.accepted) == sorted(
        f"p{n}@example.com" for n in range(40)
    )
