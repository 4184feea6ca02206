"""Makes `.venv` and installs the locked requirements into it. A script: it knows only Python.

    install.py FOLDER LOCK...

Two starts at the same moment take turns. A lock counts as installed when a copy of it lies in
`.venv`, which is written last, so an install that was cut off is taken up again.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

STEPS = re.compile(
    r"^(?:(?:Collecting|Requirement already satisfied:) |Processing \S*/)([A-Za-z0-9._-]+?)"
    r"(?=$|[\s=\[(]|-[0-9])"
)
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==(?!.*(?:win32|emscripten))", re.MULTILINE)
UNPACKING = "Installing collected packages"


def main():
    root, *locks = sys.argv[1:]
    root = Path(root)
    private = root / ".entente"
    private.mkdir(exist_ok=True)
    with (private / "install.lock").open("w") as turn:
        take_turn(turn)
        if not is_whole(root):
            make_environment(root)
        for lock in locks:
            wanted, installed = (
                root / "requirements" / f"{lock}.lock",
                root / ".venv" / f"{lock}.lock",
            )
            if not installed.exists() or wanted.read_bytes() != installed.read_bytes():
                install(root, wanted)
                shutil.copyfile(wanted, installed.with_suffix(".new"))
                installed.with_suffix(".new").replace(installed)


def take_turn(turn):
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another start is installing; waiting for it to finish.")
        fcntl.flock(turn, fcntl.LOCK_EX)


def is_whole(root):
    """Whether `.venv` has a Python that runs and something that can install into it."""
    python = root / ".venv" / "bin" / "python"
    probe = "import sys; sys.exit(sys.version_info < (3, 11))"
    if not shutil.which("uv"):
        probe = f"import pip; {probe}"
    try:
        done = subprocess.run([python, "-c", probe], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def make_environment(root):
    say("Making .venv")
    place = str(root / ".venv")
    if shutil.which("uv"):
        make = ["uv", "venv", "--quiet", "--clear", "--python", sys.executable, place]
    elif find_spec("ensurepip"):
        make = [sys.executable, "-m", "venv", "--clear", place]
    else:
        sudo = "" if os.geteuid() == 0 else "sudo "
        sys.exit(
            f"Python's venv module lacks a part. Install it and start again:\n\n    "
            f"{sudo}apt-get install python3-venv\n"
        )
    if subprocess.run(make, check=False).returncode:
        sys.exit(f"Could not make {place}: the lines above say why.")


def install(root, lock):
    python = str(root / ".venv" / "bin" / "python")
    began, count = time.monotonic(), packages(lock.read_text())
    say(f"Installing {count} packages of {lock.name}")
    if shutil.which("uv"):
        command = ["uv", "pip", "install", "--python", python, "--require-hashes", "-r", lock]
        failed = subprocess.run(command, check=False).returncode
    else:
        failed = install_with_pip(python, lock, count)
    if failed:
        sys.exit("Installing failed: the lines above say why. Starting again continues from here.")
    say(f"Installed {lock.name} in {time.monotonic() - began:.0f} s")


def packages(lock):
    """How many a lock installs: of one that is pinned for several Pythons only one is."""
    return len(set(PINNED.findall(lock)))


def step(line):
    """Which package pip turns to, from an index, a folder or already here; "" in other lines."""
    found = STEPS.match(line)
    return found[1].replace("_", "-") if found else ""


def install_with_pip(python, lock, count):
    """pip, telling package by package what it does; its own words only when it fails."""
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar=off", "--no-deps"]
    # Without byte code: half of pip's time, and Python makes what it needs on its first import.
    command = [python, "-m", "pip", "install", "--require-hashes", "--no-compile", *quiet]
    pip = subprocess.Popen(
        [*command, "-r", str(lock)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lines, done = [], 0
    for line in pip.stdout:
        lines.append(line)
        if name := step(line):
            done += 1
            say(f"  {min(done, count):>3} of {count}  {name}", passing=True)
        elif line.startswith(UNPACKING):
            Thread(target=count_seconds, args=(pip,), daemon=True).start()
    if pip.wait():
        say("".join(lines[-25:]))
    return pip.returncode


def count_seconds(pip):
    """pip unpacks in silence; show that time passes."""
    began = time.monotonic()
    while pip.poll() is None:
        say(f"  unpacking, {time.monotonic() - began:.0f} s", passing=True)
        time.sleep(1 if sys.stderr.isatty() else 5)


def say(sentence, *, passing=False):
    """One line; on a terminal a passing one is overwritten by the next."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{sentence}" + ("" if passing else "\n"))
    else:
        sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
