"""The web server: one granian, WSGI, as many threads as a small team needs."""

import logging
import os

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels, logger

THREADS = 4  # each may hold a database connection; a page takes tens of milliseconds
WAITING = 256  # requests let in at once; more wait in the system's backlog


def is_news(record: logging.LogRecord) -> bool:
    """Whether it is news to who stops us; that a worker was ended is what they asked for."""
    return "refused to gracefully stop" not in record.getMessage()


def main() -> None:
    """Serve until told to stop; requests under way are finished."""
    logger.addFilter(is_news)
    Granian(
        "entente.project.supervise.application:application",
        address=os.environ["ENTENTE_HOST"],
        port=int(os.environ["ENTENTE_PORT"]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backpressure=WAITING,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
