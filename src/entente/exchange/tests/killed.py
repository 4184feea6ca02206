"""The worker that `test_killed.py` kills: an import chunk after chunk, until nothing is left."""

from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path

from django.conf import settings

from entente.exchange.jobs import Importer
from entente.exchange.models import Import
from entente.exchange.operations import running
from entente.exchange.queries.imports import GOING
from entente.project import testprocesses
from entente.workspace.testing import MORNING

CHUNK = 250


def start(files: Path) -> BaseProcess:
    """A worker that is about to begin."""
    begun = testprocesses.APART.Event()
    worker = testprocesses.start(work=work, arguments=(files, begun))
    assert begun.wait(timeout=30)
    return worker


def work(files: Path, begun: Event) -> None:
    settings.MEDIA_ROOT = files
    running.run_chunk.__kwdefaults__["size"] = CHUNK
    worker = Importer()
    begun.set()
    # The database may hold the import for the worker before for as long as its last statement runs.
    while worker.step(at=MORNING) or Import.objects.filter(state__in=GOING).exists():
        pass
