"""Brings the database and the static files to this version, and says whether commits are durable.

A process of its own: the supervisor stays small, and Django starts once for all of it.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ONE_AT_A_TIME = 7_001_001  # any number, the same in every process that migrates

# htmx's extensions name type files that nobody ships, on which the hashing of imports fails.
UNUSED = ["ext", "htmax*"]


def main() -> None:
    """Migrate, collect, and look how the server keeps its word."""
    django.setup()
    migrate()
    collect()
    sys.stdout.write("durable" if is_durable() else "forgetful")


def migrate() -> None:
    """Apply what is missing; of two starts at once the second waits and finds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        sys.stderr.write(f"Bringing the database to this version: {len(plan)} steps\n")
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def collect() -> None:
    """Collect static files into a draft and put it in place whole."""
    place, draft = Path(os.environ["ENTENTE_STATIC_PLACE"]), Path(os.environ["ENTENTE_STATIC"])
    if not place.exists():
        call_command(
            "collectstatic",
            verbosity=0,
            interactive=False,
            skip_checks=True,
            clear=True,
            ignore_patterns=UNUSED,
        )
        draft.rename(place)


def is_durable() -> bool:
    """Whether what is committed survives a power cut, as far as the server is told."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, commit = cursor.fetchone()
    return fsync == "on" and commit in ("on", "remote_apply", "remote_write")


if __name__ == "__main__":
    main()
