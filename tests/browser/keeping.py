"""Rows that are dear to write, written once and put back for each test that commits."""

import contextlib
from collections.abc import Callable, Iterator

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction


@contextlib.contextmanager
def kept() -> Iterator[Callable[[], None]]:
    """Takes all rows away; what it gives puts them back into the empty tables, until it ends.

    Sequences run on, so no id is given twice.
    """
    back = "set local session_replication_role = replica;"  # no trigger fires, no key is checked
    with connection.cursor() as cursor:
        cursor.execute("drop schema if exists kept cascade; create schema kept")
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if model._meta.managed and table not in ("django_content_type", "auth_permission"):
                fields = (one for one in model._meta.concrete_fields if not one.generated)
                columns = ", ".join(f'"{one.column}"' for one in fields)
                cursor.execute(f'create table kept."{table}" as select {columns} from "{table}"')
                back += f'insert into "{table}" ({columns}) table kept."{table}";'
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)

    def put_back() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(back)

    yield put_back
    with connection.cursor() as cursor:
        cursor.execute("drop schema kept cascade")
