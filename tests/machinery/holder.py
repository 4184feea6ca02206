"""A program that keeps a server and writes a row per line that it prints, until it is killed."""

import sys
import time
from pathlib import Path

import psycopg

from entente.project.postgres import server

running = server.start(folder=Path(sys.argv[1]))
with psycopg.connect(**running.address.parameters, autocommit=True) as connection:
    connection.execute("create table if not exists note (number int)")
    for number in range(1_000_000):
        connection.execute("insert into note values (%s)", [number])
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        time.sleep(0.001)
