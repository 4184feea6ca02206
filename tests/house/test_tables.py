"""Whose tables are whose."""

import ast
from collections.abc import Iterator
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


def test_a_write_to_another_rooms_table_is_found(tmp_path):
    from_elsewhere = ast.parse(
        "from entente.people.models import Contact\n"
        "from entente.people import models as them\n"
        "Contact.objects.filter(id=1).update(name='')\n"
        "them.Company.objects.create()\n"
        "mine.delete()\n"
    )

    assert [node.lineno for node, _ in writes(from_elsewhere, "sla")] == [3, 4]


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


def writes(module: ast.Module, here: str) -> Iterator[tuple[ast.Call, str]]:
    foreign = dict(foreign_names(module, here))
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = foreign.get(root_name(node.func) or "")
            if owner and node.func.attr in WRITES:
                yield node, owner


def foreign_names(module: ast.Module, here: str) -> Iterator[tuple[str, str]]:
    """Names that stand for another room's models, and that room."""
    for node in ast.walk(module):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        parts = node.module.split(".")
        for alias in node.names:
            full = [*parts, alias.name]
            is_models = full[0] == "entente" and "models" in full[2:4]
            if is_models and full[1] != here:
                yield alias.asname or alias.name, full[1]


def root_name(node: ast.expr) -> str | None:
    """The name that a chain of attributes and calls begins with."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
