"""The worker process: consumers of the ledger, the timetable, and the queue of jobs."""

import os
import signal
import threading

import django


def main() -> None:
    """Run until told to stop; a second signal is not needed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entente.project.settings")
    django.setup()
    from entente.jobs.timetable import Timetable  # noqa: PLC0415  after Django is ready
    from entente.kit import clock  # noqa: PLC0415  the same
    from entente.ledger.runner import Runner  # noqa: PLC0415  the same
    from entente.project import reactions  # noqa: PLC0415  the same
    from entente.workspace import queries as workspace  # noqa: PLC0415  the same

    loops = (
        Runner(consumers=reactions.consumers(), now=clock.now),
        Timetable(deeds=reactions.deeds(), now=clock.now),
    )
    threads = [threading.Thread(target=loop.run, name=type(loop).__name__) for loop in loops]
    told_to_stop = threading.Event()

    def stop(*_: object) -> None:
        told_to_stop.set()
        for loop in loops:
            loop.stop.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    # Before the first-run page is through there is no zone to reckon in and nothing to do.
    while not told_to_stop.is_set() and not workspace.is_set_up():
        told_to_stop.wait(1)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
