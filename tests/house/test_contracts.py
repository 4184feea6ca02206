"""Who may import whom, and what rules may know."""

import ast
import os
import subprocess
import sys

from tests.house.source import PACKAGE, ROOT, modules, tree, where

HEAVY = {"django", "psycopg", "duckdb", "ibis", "pyarrow"}


def test_rooms_import_as_the_contracts_say():
    told = {**os.environ, "PYTHONPATH": str(ROOT / "src")}

    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_rules_run_in_a_bare_interpreter():
    """import-linter cannot see what a package's __init__ drags in; the interpreter can."""
    pure = [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for pattern in ("kit/**/*.py", "*/rules.py", "*/rules/**/*.py", "*/events.py")
        for path in sorted(PACKAGE.glob(pattern))
        if "tests" not in path.parts
    ]
    code = (
        "import importlib, sys\n"
        f"for name in {pure}: importlib.import_module(name)\n"
        f"print(sorted({{name.split('.')[0] for name in sys.modules}} & {HEAVY}))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_init_files_hold_a_docstring_and_nothing_else():
    wrong = [
        where(path, node)
        for path in modules()
        if path.name == "__init__.py"
        for node in tree(path).body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]

    assert wrong == []
