"""A new cluster: initdb, passwords, and the role and database that the program uses."""

import os
import secrets
import shutil
import signal
import subprocess
from dataclasses import replace

from entente.project import secrets as private
from entente.project.postgres import tuning
from entente.project.postgres.binaries import Binaries
from entente.project.postgres.home import DATABASE, SUPERUSER, USER, Home
from entente.project.postgres.identity import Identity, command
from entente.project.trouble import Trouble

ROLE_AND_DATABASE = """
select format('create role %I login createdb password %L', :'role', :'password')
where not exists (select from pg_roles where rolname = :'role') \\gexec
select format('create database %I owner %I', :'database', :'role')
where not exists (select from pg_database where datname = :'database') \\gexec
"""
LOCALE = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]


class NotBorn(Trouble):
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
    key, draft = (home.folder / "key").open(), home.folder / "cluster.draft"
    where = "/proc/self/cwd" if identity.is_masked else draft
    program = [
        *(identity.binaries.program("initdb"), f"--pgdata={where}"),
        *(f"--username={SUPERUSER}", f"--pwfile=/dev/fd/{key.fileno()}"),
        *("--auth=scram-sha-256", "--data-checksums", "--no-instructions", *LOCALE),
        *tuning.arguments(settings=tuning.LAPTOP),
        *(() if sync else ("--no-sync",)),
    ]
    with key:
        done = subprocess.run(
            command(
                identity=identity.code,
                folder=draft,
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


def prepare(*, home: Home, binaries: Binaries) -> None:
    """Make the program's role, which is no superuser, and its database; again is harmless."""
    superuser = replace(home.address, user=SUPERUSER, database=SUPERUSER)
    words = {"role": USER, "database": DATABASE, "password": password(home=home, role=USER)}
    # Through psql and its standard input: no driver in the supervisor, no password in a list of
    # processes.
    told = "".join(f"\\set {name} {value}\n" for name, value in words.items())
    done = subprocess.run(
        [binaries.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", superuser.url],
        input=told + ROLE_AND_DATABASE,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotBorn(f"PostgreSQL could not make our database.\n{done.stderr}")
    home.prepared.touch()
