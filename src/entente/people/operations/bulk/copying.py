"""COPY into a table, and one UPDATE for many rows through a temporary table."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value != {} else "{}"


def copy_in(*, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows by COPY; JSON columns come as text already (`as_json`). Raises IntegrityError."""
    statement = f"copy {table} ({', '.join(columns)}) from stdin"
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def next_ids(*, table: str, count: int) -> list[int]:
    """That many fresh ids of the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(it.name) from (select pg_get_serial_sequence(%s, 'id')::regclass "
            "as name offset 0) it, generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def update_rows(*, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Give rows new values in one statement; each begins with its id, `columns` follow."""
    if not rows:
        return
    named = ", ".join(("id", *columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f"create temporary table staged on commit drop as select {named} from {table} "  # noqa: S608  constants
            "with no data"
        )
        copy_in(table="staged", columns=("id", *columns), rows=rows)
        sets = ", ".join(f"{column} = s.{column}" for column in columns)
        cursor.execute(f"update {table} t set {sets} from staged s where s.id = t.id")  # noqa: S608  constants
        cursor.execute("drop table staged")
