"""Starts, joins and stops the server of one home."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from entente.project import lock as locks
from entente.project.postgres import binaries as programs
from entente.project.postgres import birth, home, identity, remains, tuning
from entente.project.postgres.home import Address, Home
from entente.project.postgres.identity import Identity
from entente.project.trouble import Trouble

LONGEST_RECOVERY = 900.0  # seconds; replaying 2 GB of log on a slow disk
LARGEST_LOG = 10_000_000  # bytes
Say = Callable[[str], None]


class NotStarted(Trouble):
    """The server ended before it was ready; the message holds its last words."""


def silence(sentence: str) -> None:
    """Say nothing."""


@dataclass
class Server:
    """A running server that we started and that ends with us."""

    home: Home
    process: subprocess.Popen[bytes]
    lock: locks.Lock
    is_durable: bool

    @property
    def address(self) -> Address:
        """Where it answers."""
        return self.home.address

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def ask(self, *, question: str) -> str:
        """The answer as text; nothing when there is none. For the few questions of a supervisor."""
        return ask(address=self.address, question=question).stdout.decode().strip()

    def revive(self, *, say: Say = silence) -> None:
        """Start it again after it died; the folder stays ours meanwhile, the address the same."""
        self.process = open_server(place=self.home, durable=self.is_durable, say=say)

    def stop(self) -> None:
        """End it: clients are cut off, what was committed is safe; then let go of the folder."""
        for last_word in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.is_alive():
                self.process.send_signal(last_word)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(30)
        home.close_socket_folder(home=self.home)
        self.lock.release()


def start(*, folder: Path, durable: bool = True, say: Say = silence) -> Server:
    """Start the server of the cluster in `folder`, which is made when it does not exist.

    Call it in the main thread: the kernel ends the server when the thread that started it ends.
    Raises `lock.Taken` when somebody else runs it, and `NotStarted` with the server's last words.
    """
    place = Home(folder=folder.absolute())
    place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = locks.take(path=place.lock, note={"process": str(os.getpid())})
    try:
        process = open_server(place=place, durable=durable, say=say)
    except BaseException:
        home.close_socket_folder(home=place)
        held.release()
        raise
    return Server(home=place, process=process, lock=held, is_durable=durable)


def open_server(*, place: Home, durable: bool, say: Say) -> subprocess.Popen[bytes]:
    """Everything between taking the lock and the first connection."""
    remains.clear(home=place)
    found = programs.find()
    is_new = not (place.data / "PG_VERSION").exists()
    who = identity.choose(data=place.folder if is_new else place.data, binaries=found)
    if is_new:
        say("Making the database folder")
        birth.initialise(home=place, identity=who, sync=durable)
    give(place=place, who=who)
    socket = home.open_socket_folder(home=place, masked=who.is_masked, owner=who.owner)
    process = spawn(place=place, who=who, socket=socket, durable=durable)
    wait_until_ready(place=place, process=process, say=say)
    if not place.prepared.exists():
        birth.prepare(home=place, binaries=found)
    return process


def give(*, place: Home, who: Identity) -> None:
    """Where a system user of our own serves, the data are its."""
    if who.owner and place.data.stat().st_uid != who.owner[0]:
        for path in [place.data, *place.data.rglob("*")]:
            os.chown(path, *who.owner, follow_symlinks=False)


def spawn(*, place: Home, who: Identity, socket: Path, durable: bool) -> subprocess.Popen[bytes]:
    """The postmaster, in a session of its own: Ctrl-C is for us, and we end it last."""
    settings = {
        **tuning.ALWAYS,
        **(tuning.DURABLE if durable else tuning.THROWAWAY),
        "unix_socket_directories": str(socket),
    }
    where = "/proc/self/cwd" if who.is_masked else str(place.data)
    server = [who.binaries.program("postgres"), "-D", where]
    line = identity.command(
        identity=who.code,
        folder=place.data,
        last_signal=signal.SIGINT if durable else signal.SIGQUIT,
        program=[*server, *tuning.arguments(settings=settings)],
    )
    quiet = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    if place.log.exists() and place.log.stat().st_size > LARGEST_LOG:
        place.log.replace(place.log.with_name("log.before"))
    with place.log.open("ab") as log:
        return subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=quiet,
            start_new_session=True,
        )


def wait_until_ready(*, place: Home, process: subprocess.Popen[bytes], say: Say) -> None:
    """Return when it takes connections; a crash may have to be repaired before."""
    began, told = time.monotonic(), False
    while status(place=place, process=process) != "ready":
        if process.poll() is not None:
            raise NotStarted(f"PostgreSQL did not start. {place.log} ends with:\n{tail(place.log)}")
        if time.monotonic() - began > LONGEST_RECOVERY:
            process.send_signal(signal.SIGQUIT)
            raise NotStarted(f"PostgreSQL is not ready after a quarter of an hour: {place.log}")
        if not told and time.monotonic() - began > 3:
            say("The database repairs what a sudden end left behind")
            told = True
        time.sleep(0.02)


def status(*, place: Home, process: subprocess.Popen[bytes]) -> str:
    """The word that this very postmaster last wrote about itself, as pg_ctl reads it."""
    try:
        lines = (place.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return ""
    is_its_own = bool(lines) and lines[0].strip() == str(process.pid)
    return lines[7].strip() if is_its_own and len(lines) > 7 else ""


def tail(path: Path) -> str:
    """The last lines of a log."""
    return "\n".join(path.read_text(errors="replace").splitlines()[-12:])


@contextlib.contextmanager
def serving(*, folder: Path, durable: bool = True, say: Say = silence) -> Iterator[Address]:
    """The address of the folder's server: joined where it runs, else started for this block."""
    server = start_unless_it_runs(folder=folder, durable=durable, say=say)
    try:
        yield Home(folder=folder.absolute()).address
    finally:
        if server:
            server.stop()


def start_unless_it_runs(*, folder: Path, durable: bool, say: Say) -> Server | None:
    """The server that we started; None where somebody else's answers.

    Who holds the folder may be about to start its server, or just dying: we ask until one of the
    two is true. Raises `NotStarted` when nobody answers for a minute.
    """
    place, end = Home(folder=folder.absolute()), time.monotonic() + 60
    while time.monotonic() < end:
        try:
            return start(folder=folder, durable=durable, say=say)
        except locks.Taken:
            if place.socket_note.exists() and not ask(address=place.address).returncode:
                return None
        time.sleep(0.05)
    raise NotStarted(f"Somebody holds {place.lock}, but no server answers in {place.folder}.")


def ask(*, address: Address, question: str = "select 1") -> subprocess.CompletedProcess[bytes]:
    """What the server answers to one question, as text; it may not answer at all."""
    psql = [programs.find().program("psql"), "-X", "-q", "-A", "-t", "-w", "-c", question]
    return subprocess.run([*psql, address.url], capture_output=True, check=False)


def discard(*, folder: Path) -> None:
    """End whatever runs there, and remove the cluster with all that belongs to it.

    Raises `lock.Taken` where somebody rightly runs it.
    """
    place = Home(folder=folder.absolute())
    if place.folder.exists():
        held = locks.take(path=place.lock, note={"process": str(os.getpid())})
        remains.clear(home=place)
        home.close_socket_folder(home=place)
        shutil.rmtree(place.folder)
        held.release()
