"""The source of the house, as its rules read it."""

import ast
import gc
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "entente"
FLOORS = next(
    contract["layers"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    if contract["type"] == "layers" and contract["containers"] == ["entente"]
)
BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")  # where statements hold statements


def height() -> dict[str, int]:
    """The floor of every room, the ground floor lowest; rooms not yet born included."""
    return {
        room.strip(" ()"): -level for level, floor in enumerate(FLOORS) for room in floor.split("|")
    }


def files(*suffixes: str) -> list[Path]:
    """The project's own text files with these endings: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else walk()
    paths = (ROOT / name for name in names if name)
    return sorted(path for path in paths if path.is_file() and path.suffix in suffixes)


def walk() -> Iterator[str]:
    """The same without git, for a copy that was unpacked from an archive."""
    for path in ROOT.rglob("*"):
        inside = path.relative_to(ROOT)
        if not any(part.startswith(".") and part != ".ci" for part in inside.parts):
            yield str(inside)


def modules() -> list[Path]:
    """All Python files of the package."""
    return sorted(PACKAGE.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """One file, parsed once.

    Without the collector, which would look through all trees again at every few files: 0.7 s
    in place of 2.6 s for the whole house. `conftest.py` lets go of them at the end.
    """
    gc.disable()
    try:
        return ast.parse(path.read_text(), filename=str(path))
    finally:
        gc.enable()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a file, those within others included. Only statements hold functions."""
    open_blocks: list[ast.AST] = [tree(path)]
    while open_blocks:
        block = open_blocks.pop()
        if isinstance(block, ast.FunctionDef | ast.AsyncFunctionDef):
            yield block
        for part in BLOCKS:
            open_blocks.extend(getattr(block, part, ()))


def room(path: Path) -> str:
    """The room that a file of the package lies in."""
    return path.relative_to(PACKAGE).parts[0]


def is_test(path: Path) -> bool:
    """Whether a file is a test, which may reach across rooms."""
    return "tests" in path.relative_to(ROOT).parts


def where(path: Path, node: ast.AST | int) -> str:
    """`path:line`, as editors understand it."""
    line = node if isinstance(node, int) else getattr(node, "lineno", 1)
    return f"{path.relative_to(ROOT)}:{line}"
