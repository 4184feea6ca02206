"""A new cluster: initdb, passwords, and the role and database that the program uses."""

import os
import secrets
import shutil
import signal
import subprocess

import psycopg
from psycopg import sql

from entente.project import secrets as private
from entente.project.postgres import tuning
from entente.project.postgres.home import DATABASE, SUPERUSER, USER, Home
from entente.project.postgres.identity import Identity, command

LOCALE = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]


class NotBorn(Exception):
    """initdb did not make a cluster; the message holds what it said."""


def initialise(*, home: Home, identity: Identity, sync: bool) -> None:
    """Make the data directory with checksums and one superuser, complete or not at all."""
    draft = home.folder / "cluster.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    key = home.folder / "key"
    private.write_private(path=key, text=remember_passwords(home=home)[SUPERUSER])
    for path in (draft, key):
        if identity.owner:
            os.chown(path, *identity.owner)
    run_initdb(home=home, identity=identity, sync=sync)
    key.unlink()
    (draft / "pg_hba.conf").write_text(tuning.ACCESS)
    draft.rename(home.data)


def run_initdb(*, home: Home, identity: Identity, sync: bool) -> None:
    """Run it within the draft; the password goes through an inherited file, not a path."""
    key = (home.folder / "key").open()
    program = [
        *(identity.binaries.program("initdb"), "--pgdata=/proc/self/cwd"),
        *(f"--username={SUPERUSER}", f"--pwfile=/proc/self/fd/{key.fileno()}"),
        *("--auth=scram-sha-256", "--data-checksums", "--no-instructions", *LOCALE),
        *tuning.arguments(settings=tuning.LAPTOP),
        *(() if sync else ("--no-sync",)),
    ]
    with key:
        done = subprocess.run(  # noqa: S603  our own command line
            command(
                identity=identity.code,
                folder=home.folder / "cluster.draft",
                last_signal=signal.SIGKILL,
                program=program,
            ),
            pass_fds=[key.fileno()],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise NotBorn(f"PostgreSQL could not make its folder.\n{done.stdout}{done.stderr}")


def remember_passwords(*, home: Home) -> dict[str, str]:
    """Random passwords of both roles, kept in the home's passfile."""
    made = {role: secrets.token_urlsafe(32) for role in (SUPERUSER, USER)}
    lines = "".join(f"*:*:*:{role}:{password}\n" for role, password in made.items())
    private.write_private(path=home.passwords, text=lines)
    return made


def password(*, home: Home, role: str) -> str:
    """The password of one role, from the passfile."""
    lines = [line.split(":") for line in home.passwords.read_text().splitlines()]
    return next(line[4] for line in lines if line[3] == role)


def prepare(*, home: Home) -> None:
    """Make the program's role, which is no superuser, and its database; again is harmless."""
    address = home.address.parameters
    as_superuser = {**address, "user": SUPERUSER, "dbname": SUPERUSER}
    with psycopg.connect(**as_superuser, autocommit=True) as connection:
        role, database = sql.Identifier(USER), sql.Identifier(DATABASE)
        roles = connection.execute("select 1 from pg_roles where rolname = %s", [USER])
        if not roles.fetchone():
            make = sql.SQL("create role {} login createdb password {}")
            connection.execute(make.format(role, sql.Literal(password(home=home, role=USER))))
        databases = connection.execute("select 1 from pg_database where datname = %s", [DATABASE])
        if not databases.fetchone():
            connection.execute(sql.SQL("create database {} owner {}").format(database, role))
    home.prepared.touch()
