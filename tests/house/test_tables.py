"""Whose tables are whose."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps

from tests.house.source import height, is_test, modules, room, tree, where

WRITES = {
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
    "save",
}


IN_SQL = re.compile(
    r"\b(?:insert\s+into|update(?:\s+only)?|delete\s+from|truncate(?:\s+table)?|merge\s+into|copy)"
    r"\s+\"?([a-z]+)_[a-z]",
    re.IGNORECASE,
)


def test_foreign_keys_point_down_a_floor_and_leave_no_trace_there():
    """import-linter cannot see 'people.Contact' in a string; Django can."""
    floor = height()

    wrong = [
        f"{model._meta.label}.{field.name} -> {there}"
        for model, field, here, there in relations()
        if {here, there} <= floor.keys() and here != there
        if floor[there] >= floor[here] or not field.remote_field.hidden
    ]

    assert wrong == []


def test_only_a_room_writes_its_own_tables():
    wrong = [finding for path in modules() if not is_test(path) for finding in foreign_writes(path)]

    assert wrong == []


def test_a_write_to_another_rooms_table_is_found():
    from_elsewhere = ast.parse(
        "from entente.people.models import Contact\n"
        "from entente.people import models as them\n"
        "import entente.people.models\n"
        "Contact.objects.filter(id=1).update(name='')\n"
        "them.Company.objects.create()\n"
        "entente.people.models.Contact.objects.create()\n"
        "rows = Contact.objects.filter(id=1)\n"
        "some = rows.exclude(id=2)\n"
        "some.update(name='')\n"
        "for row in rows:\n"
        "    row.save()\n"
        "(one := rows.get()).delete()\n"
        "SQL = 'with a as (select 1) update people_contact set name = 1'\n"
        "MORE = f'insert into {1} values'\n"
        "OWN = 'delete from sla_told; select * from people_contact for update'\n"
        "mine.delete()\n"
    )

    found = writes(from_elsewhere, "sla")

    assert sorted(node.lineno for node, _ in found) == [4, 5, 6, 9, 11, 12, 13]


def test_a_row_that_was_handed_over_is_still_anothers():
    """A parameter or a local says by its type whose row it is."""
    from_elsewhere = ast.parse(
        "from entente.handoff.models import Handover\n"
        "from entente.handoff import models as them\n"
        "def close(row: Handover, *, other: 'them.Offer | None', own: Clock):\n"
        "    row.status = 'x'\n"
        "    row.save()\n"
        "    other.delete()\n"
        "    own.save()\n"
        "def close_all(rows: Iterable[Handover], words: dict[str, str]):\n"
        "    words.update(a='b')\n"
        "    for row in rows:\n"
        "        row.save()\n"
        "    first: Handover = some()\n"
        "    first.delete()\n"
        "row.save()\n"
    )

    found = writes(from_elsewhere, "sla")

    assert sorted(node.lineno for node, _ in found) == [5, 6, 11, 13]


def test_a_row_that_another_rooms_question_found_is_still_anothers():
    from_elsewhere = ast.parse(
        "from entente.handoff import queries\n"
        "from entente.people.queries import contacts as them\n"
        "from entente.people.queries.contacts import one\n"
        "import entente.handoff.queries\n"
        "from entente.sla import queries as mine\n"
        "queries.one_or_none(handover=1).delete()\n"
        "them.reachable().update(name='')\n"
        "entente.handoff.queries.open_ones().delete()\n"
        "row = one(contact=1)\n"
        "row.save()\n"
        "mine.told().delete()\n"
    )

    found = writes(from_elsewhere, "sla")

    assert sorted(node.lineno for node, _ in found) == [6, 7, 8, 10]


def test_copying_into_another_rooms_table_is_a_write():
    from_elsewhere = ast.parse(
        "SQL = 'copy people_contact (id, name) from stdin'\n"
        "MORE = f'COPY \"people_contact\" ({1}) FROM STDIN'\n"
        "OWN = 'copy sla_told from stdin'\n"
        "READ = 'copy (select * from people_contact) to stdout'\n"
    )

    found = writes(from_elsewhere, "sla")

    assert sorted(node.lineno for node, _ in found) == [1, 2]


def relations():
    """Every relation between two tables: model, field, the room it lies in, the room it names."""
    for model in apps.get_models():
        for field in model._meta.local_fields + model._meta.local_many_to_many:
            if field.is_relation and field.related_model:
                yield model, field, model._meta.app_label, field.related_model._meta.app_label


def foreign_writes(path: Path) -> Iterator[str]:
    """Calls that change a model of another room."""
    here = room(path)
    for node, owner in writes(tree(path), here):
        yield f"{where(path, node)}: {here} changes a table of {owner}"


def writes(module: ast.Module, here: str) -> Iterator[tuple[ast.AST, str]]:
    """Calls and statements of SQL that change what another room remembers, and that room."""
    foreign = dict(foreign_names(module, here))
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    for scope in (module, *functions):
        inside = set(body(scope))
        known = followed(inside, foreign)
        for node in inside:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = owner_of(node.func, known)
                if owner and node.func.attr in WRITES:
                    yield node, owner
    rooms = height().keys() - {here}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((node, room) for room in IN_SQL.findall(node.value) if room in rooms)


def body(scope: ast.AST) -> Iterator[ast.AST]:
    """What stands in a function (or a module) and in no function inside it."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, ast.FunctionDef):
            yield from body(node)


def foreign_names(module: ast.Module, here: str) -> Iterator[tuple[str, str]]:
    """Names that stand for another room's models or its questions, and that room."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if holds_rows(parts) and parts[1] != here:
                    yield alias.asname or alias.name, parts[1]
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                parts = [*node.module.split("."), alias.name]
                if holds_rows(parts) and parts[1] != here:
                    yield alias.asname or alias.name, parts[1]


def holds_rows(parts: list[str]) -> bool:
    return parts[0] == "entente" and bool({"models", "queries"} & set(parts[2:4]))


def followed(inside: Iterable[ast.AST], foreign: dict[str, str]) -> dict[str, str]:
    """With the names besides that are given rows of other rooms here, or typed as such."""
    found = dict(foreign)
    for name, annotation in typed(inside):
        if owner := owner_in(annotation, foreign):
            found[name] = owner
    before = -1
    while before != len(found):
        before = len(found)
        for node in inside:
            target, value = given(node)
            owner = owner_of(value, found) if value is not None else None
            if owner and isinstance(target, ast.Name):
                found.setdefault(target.id, owner)
    return found


def given(node: ast.AST) -> tuple[ast.expr | None, ast.expr | None]:
    """The name that a statement gives a value to, and the value."""
    if isinstance(node, ast.Assign):
        return node.targets[0], node.value
    if isinstance(node, ast.AnnAssign):
        return node.target, node.value
    if isinstance(node, ast.For | ast.comprehension):
        return node.target, node.iter
    if isinstance(node, ast.NamedExpr):
        return node.target, node.value
    return None, None


def typed(inside: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Parameters and locals that say their type, and the type."""
    for node in inside:
        if isinstance(node, ast.arg) and node.annotation:
            yield node.arg, node.annotation
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.annotation


def owner_in(annotation: ast.expr, foreign: dict[str, str]) -> str | None:
    """The room whose rows a type speaks of: `Lead`, `list[them.Lead]`, `"Lead | None"`."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name | ast.Attribute):
            owner = owner_of(node, foreign)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            owner = owner_in(expression(node.value), foreign)
        else:
            owner = None
        if owner:
            return owner
    return None


def expression(text: str) -> ast.expr:
    """What a quoted type says; a pattern inside `Annotated` says none."""
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        return ast.Constant(None)


def owner_of(node: ast.expr, foreign: dict[str, str]) -> str | None:
    """The room whose rows an expression stands for, by the name that it begins with."""
    for name in (name for name in foreign if "." in name):
        if ast.unparse(node).startswith(f"{name}."):
            return foreign[name]
    return foreign.get(root_name(node) or "")


def root_name(node: ast.expr) -> str | None:
    """The name that a chain of attributes and calls begins with."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript | ast.NamedExpr):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
