"""The script in the root, before anything is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from entente.project.instance import ROOT

PARTS = ("__init__.py", "__main__.py", "bytecode.py", "install.py", "trouble.py")


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A copy that nobody has started yet, in a folder with a space, reached through a link."""
    place = tmp_path / "our copy"
    project = place / "src" / "entente" / "project"
    project.mkdir(parents=True)
    (project.parent / "__init__.py").touch()
    for part in PARTS:
        shutil.copy(ROOT / "src" / "entente" / "project" / part, project / part)
    shutil.copytree(ROOT / "requirements", place / "requirements")
    shutil.copy(ROOT / "entente", place / "entente")
    (tmp_path / "link").symlink_to(place / "entente")
    return tmp_path / "link"


def start(door: Path, *words: str, **told: str) -> subprocess.CompletedProcess[str]:
    """Start it from elsewhere, with a PATH that holds this Python and the system's tools only."""
    tools = door.parent / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "python3").unlink(missing_ok=True)
    (tools / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    return subprocess.run(
        [str(door), *words],
        cwd="/",
        env={"PATH": f"{tools}:{os.defpath}", **told},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", ["", "--help", "up --help", "import --help", "import x.csv -h"])
def test_help_is_there_before_anything_is_installed(fresh, words):
    done = start(fresh, *words.split())

    assert done.stdout.startswith("./entente COMMAND\n\n  up ")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (fresh.resolve().parent / ".venv").exists()


def test_a_python_without_ensurepip_is_told_in_one_line_what_to_install(fresh, tmp_path):
    lacking = tmp_path / "lacking"
    lacking.mkdir()
    (lacking / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")

    done = start(fresh, "up", PYTHONPATH=str(lacking))

    sudo = "" if os.geteuid() == 0 else "sudo "
    assert done.returncode == 1
    assert f"\n    {sudo}apt-get install python3-venv\n" in done.stderr


def test_a_machine_without_python_is_told_so(fresh):
    nothing = fresh.parent / "nothing"
    nothing.mkdir()
    for tool in ("sh", "dirname", "readlink", "cmp"):
        (nothing / tool).symlink_to(shutil.which(tool))

    done = subprocess.run(
        [shutil.which("sh"), str(fresh), "up"],
        env={"PATH": str(nothing)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("Entente needs Python 3.11 or newer.")


@pytest.mark.parametrize("command", ["report", "import", "bench", "up", "demo"])
def test_asking_a_command_for_help_makes_no_data(command, tmp_path):
    place = tmp_path / "data"

    done = subprocess.run(
        [str(ROOT / "entente"), command, "--help"],
        env={**os.environ, "ENTENTE_DATA": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert f"entente {command}" in done.stdout + done.stderr
    assert not place.exists()
