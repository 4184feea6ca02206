"""Processes of a test with Django in them, there in hundredths of a second and killed at any time.

One process sets Django up and never works itself; each that is started is a fork of it. Setting up
takes a second of CPU, which would be most of the time of a test that kills and starts again.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from unittest import mock

from entente.project.postgres import launch

APART = multiprocessing.get_context("forkserver")
APART.set_forkserver_preload(["entente.project.testready"])


def start(*, work: Callable[..., None], arguments: tuple[object, ...] = ()) -> BaseProcess:
    """A process that does this work, a function of a module, and ends with this one at the latest.

    `kill()` is `kill -9`; `exitcode` is None while it runs, 0 when its work is done.
    """
    # Until Python 3.12.3 the process that is forked does not learn our path in any other way.
    with mock.patch.dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)):
        forkserver.ensure_running()
    process = APART.Process(target=_begin, args=(work, arguments), daemon=True)
    process.start()
    return process


def _begin(work: Callable[..., None], arguments: tuple[object, ...]) -> None:
    launch.die_with(os.getppid(), signal.SIGKILL)
    work(*arguments)
