"""The whole tree: pages, worker and database under one command, treated badly."""

import logging
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from entente.project.postgres import server
from entente.project.supervise import port, web

pytestmark = pytest.mark.slow
HOST = "127.0.0.1"
PATIENCE = 60.0


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of an instance; whatever still runs there at the end is ended."""
    place = tmp_path_factory.mktemp("up") / "our data"
    yield place
    server.discard(folder=place / "postgres")


@pytest.fixture
def up(data: Path, run_apart) -> Callable[[], subprocess.Popen[str]]:
    """Start the instance. All tests of this file do so in one folder, the first finds it empty."""

    def start() -> subprocess.Popen[str]:
        return run_apart("-m", "entente.project", "up", "--data", str(data), "--port", free_port())

    return start


def free_port() -> str:
    """A port that nobody uses now."""
    with socket.socket() as attempt:
        attempt.bind((HOST, 0))
        return str(attempt.getsockname()[1])


def lines_until(process: subprocess.Popen[str], word: str) -> str:
    """What it says, up to the line that holds the word."""
    said = ""
    for line in process.stdout:
        said += line
        if word in line:
            return said
    raise AssertionError(f"{word!r} never came:\n{said}")


def tree_of(pid: int) -> list[int]:
    """A process and all that it started, the oldest first."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in tree_of(int(child)))]


def left_of(pids: list[int]) -> list[int]:
    """Those that still run; a zombie that nobody has collected yet does not."""
    return [pid for pid in pids if is_running(pid)]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):  # it went between the opening and the reading
        return False


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def number(said: str) -> int:
    """The port in what it said."""
    return int(re.search(r"Entente is at http://127.0.0.1:(\d+)", said)[1])


def test_an_empty_instance_says_where_it_is_and_asks_for_the_token(up, data):
    process = up()
    said = lines_until(process, "Ctrl-C")
    token = (data / "setup-token").read_text().strip()
    everything = tree_of(process.pid)

    second = up()
    refusal = second.communicate(timeout=PATIENCE)[0]
    process.send_signal(signal.SIGTERM)
    last = process.communicate(timeout=PATIENCE)[0]

    where = f"http://{HOST}:{number(said)}"
    assert f"First run: open {where}/setup/?token={token}\n" in said
    assert refusal == f"Entente already runs on {data}: {where} (process {process.pid}).\n"
    assert (second.returncode, process.returncode) == (1, 0)
    assert last == ""
    assert left_of(everything) == []
    assert [oct(each.stat().st_mode & 0o77) for each in (data, data / "setup-token")] == ["0o0"] * 2


def test_pages_that_die_come_back_and_kill_9_of_the_supervisor_leaves_nothing(up):
    process = up()
    here = number(lines_until(process, "Ctrl-C"))
    pages = [pid for pid in tree_of(process.pid) if is_called(pid, "supervise.web")]

    for pid in pages:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not left_of(pages))
    wait_until(lambda: port.status(host=HOST, port=here, path="/setup/") == 200)
    assert process.poll() is None

    everything = tree_of(process.pid)
    process.send_signal(signal.SIGKILL)
    wait_until(lambda: not left_of(everything))
    again = up()
    said = lines_until(again, "Ctrl-C")

    assert port.status(host=HOST, port=number(said), path="/setup/") == 200


def is_called(pid: int, name: str) -> bool:
    return name in Path(f"/proc/{pid}/cmdline").read_text()


def test_that_a_worker_took_too_long_to_end_is_no_news_to_who_stops_us():
    told = ["Killing worker-1 after it refused to gracefully stop", "Unexpected exit from worker-1"]
    records = [
        logging.LogRecord("_granian", logging.WARNING, "", 0, words, None, None) for words in told
    ]

    assert [record.msg for record in records if web.is_news(record)] == told[1:]
