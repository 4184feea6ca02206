"""A file fits in the head, a function on a hand."""

from tests.house.source import files, functions, where

LONGEST_FUNCTION = 50
LONGEST_FILE = {".py": 400, ".html": 120, ".txt": 120, ".js": 150, ".css": 300}
# Made by tools, or read as a table: nobody has to keep them in the head.
NOT_READ_AT_ONCE = ("migrations", "vendor", "requirements")


def test_files_fit_in_the_head():
    too_long = [
        f"{where(path, count)} lines"
        for path in files(*LONGEST_FILE)
        if not set(NOT_READ_AT_ONCE) & set(path.parts)
        if (count := len(path.read_text().splitlines())) > LONGEST_FILE[path.suffix]
    ]

    assert too_long == []


def test_functions_fit_on_a_hand():
    too_long = [
        f"{where(path, node)} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in files(".py")
        if "migrations" not in path.parts
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]

    assert too_long == []
