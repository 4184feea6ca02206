"""What must not stand in the source, and what must stand beside an exception."""

import re

from tests.house.source import PACKAGE, ROOT, files, where

TEXT = (".py", ".html", ".txt", ".js", ".css", ".sql", ".md", ".toml", ".in", ".lock", ".lark", "")
# Spelled in pieces, so that this file does not name what it forbids.
MACHINES = re.compile("|".join(["/" + "work/", "/" + "root/", "/home/" + r"\w", "/Users/" + r"\w"]))
REGISTRIES = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "npm" + "js", "--(extra-)?index" + "-url"])
)
# What only lays a table out by hand (fmt: skip) leaves no check out.
EXCEPTIONS = re.compile(r"#\s*(ruff: |mypy: |noqa|type: ignore|pragma: no cover|fmt: off)[^#]*")
REASONED = re.compile(
    r"# (noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\]|pragma: no cover|fmt: off)  (# )?\S.+"
)
SKIPPED = re.compile(r"pytest\.(mark\.(skip|xfail)\b(?!if\()|xfail\()(?!.*\S\))")


def lines():
    for path in files(*TEXT):
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            yield path, number, line


def test_nothing_names_a_machine_or_a_registry():
    wrong = [
        f"{where(path, number)}: {line.strip()[:80]}"
        for path, number, line in lines()
        if MACHINES.search(line) or REGISTRIES.search(line)
    ]

    assert wrong == []


def test_every_exception_from_a_lint_says_why_on_the_same_line():
    silent = [
        f"{where(path, number)}: {line.strip()[:80]}"
        for path, number, line in lines()
        if path.suffix == ".py" and path.name != "test_words.py"
        if EXCEPTIONS.search(line) and not REASONED.search(line)
    ]

    assert silent == []


def test_no_test_is_left_out_or_expected_to_fail_without_a_word():
    silent = [
        f"{where(path, number)}: {line.strip()[:80]}"
        for path, number, line in lines()
        if path.suffix == ".py" and path.name != "test_words.py" and SKIPPED.search(line)
    ]

    assert silent == []


def test_every_rule_that_is_left_out_for_some_files_says_why():
    project = (ROOT / "pyproject.toml").read_text()
    table = project.split("[tool.ruff.lint.per-file-ignores]\n")[1].split("\n[")[0]
    written = table.splitlines()

    silent = [
        line
        for before, line in zip(["", *written], written, strict=False)
        if line.startswith('"') and "  # " not in line and not before.startswith("# ")
    ]

    assert written
    assert silent == []


def test_the_map_names_every_room():
    rooms = [path.parent.name for path in sorted(PACKAGE.glob("*/__init__.py"))]
    chart = (ROOT / "docs" / "map.md").read_text()

    assert [room for room in rooms if f"`{room}`" not in chart] == []
