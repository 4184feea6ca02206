"""`entente report NAME`: what the pages show, as a table, CSV or JSON."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import unquote_plus

from entente.insights import attribution, contacts, funnel, plan, sla
from entente.insights.table import Table, written
from entente.kit import clock, periods
from entente.kit.criteria.errors import CriterionError
from entente.kit.periods import Period, UnreadablePeriod
from entente.workspace import queries as workspace
from entente.workspace.queries import NotSetUp
from entente.workspace.rules import SYSTEM

BY = {
    "funnel": ("channel", "campaign", "owner", "month"),
    "attribution": ("channel", "campaign", "team", "person"),
    "sla": ("breach",),
    "plan": (),
    "contacts": (),
}
REPORTS = {
    "funnel": funnel.table,
    "attribution": attribution.table,
    "sla": sla.table,
    "plan": plan.table,
}
FIRST = {"funnel": funnel.first_day, "attribution": attribution.first_day, "sla": sla.first_day}


class Wrong(Exception):
    """What is wrong with the words of the command."""


def parser() -> argparse.ArgumentParser:
    """The words that the command takes."""
    found = argparse.ArgumentParser(prog="entente report", description=__doc__)
    found.add_argument("name", choices=sorted(BY), help="which report")
    found.add_argument("--by", help="funnel, attribution: channel, campaign …; sla: breach")
    found.add_argument(
        "--from", dest="start", metavar="DAY", help="first day, 2026-07-01; else the first of all"
    )
    found.add_argument("--to", dest="last", metavar="DAY", help="last day, 2026-08-31; else today")
    found.add_argument("--period", help="2026-q4, 2026-11, 2026-w48 in place of --from and --to")
    found.add_argument(
        "--where", help="contacts: who is meant, plainly or as the address of a list says it"
    )
    form = found.add_mutually_exclusive_group()
    for name in ("table", "csv", "json"):
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name)
    found.set_defaults(form="table")
    return found


def run(argv: Sequence[str]) -> int:
    """Write one report to standard output; 0, or 2 with one sentence on standard error."""
    try:
        chosen = parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        found = report(chosen=chosen, at=clock.now())
    except (Wrong, UnreadablePeriod, CriterionError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except NotSetUp:
        sys.stderr.write("This instance is not set up yet: start it and open its first page.\n")
        return 2
    sys.stdout.write(written(table=found, form=chosen.form))
    return 0


def report(*, chosen: argparse.Namespace, at: datetime) -> Table:
    """The report that was asked for. Raises Wrong, UnreadablePeriod, CriterionError, NotSetUp."""
    if chosen.by and chosen.by not in BY[chosen.name]:
        known = ", ".join(BY[chosen.name]) or "nothing"
        raise Wrong(f"The report {chosen.name} goes by {known}, not by {chosen.by}.")
    if chosen.name == "contacts":
        return _contacts(chosen, at)
    if chosen.where:
        raise Wrong(f"--where is for contacts, not for {chosen.name}.")
    more = {"by": chosen.by} if chosen.by else {}
    return REPORTS[chosen.name](viewer=SYSTEM, at=at, period=_period(chosen, at), **more)


def _contacts(chosen: argparse.Namespace, at: datetime) -> Table:
    if chosen.start or chosen.last or chosen.period:
        raise Wrong("Contacts have no period; say it within --where.")
    return contacts.table(viewer=SYSTEM, at=at, where=_plain(chosen.where or ""))


def _period(chosen: argparse.Namespace, at: datetime) -> Period | None:
    if chosen.period and (chosen.start or chosen.last):
        raise Wrong("Say --period, or --from and --to: not both.")
    if chosen.period:
        return periods.parse(text=chosen.period)
    if not (chosen.start or chosen.last):
        return None
    start = _day(chosen.start, of="--from") if chosen.start else None
    last = _day(chosen.last, of="--to") if chosen.last else None
    if start and last and last < start:
        raise Wrong(f"--from {start} lies after --to {last}.")
    start, last = start or _beginning(chosen.name, last, at), last or _end(chosen.name, start, at)
    return periods.parse(text=f"{start}..{last}")


def _beginning(name: str, last: date | None, at: datetime) -> date | None:
    """Where days without --from begin: with those of all time; a plan's are one day's quarter."""
    if name == "plan" or last is None:
        return last
    return min(last, FIRST[name](viewer=SYSTEM, at=at))


def _end(name: str, start: date | None, at: datetime) -> date | None:
    """Where days without --to end: today, or with the only day there is."""
    if name == "plan" or start is None:
        return start
    return max(start, periods.day_of(at=at, zone=workspace.current().timezone))


def _day(text: str, *, of: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Wrong(f"{of} {text[:40]} is no day; write it as 2026-07-01.") from None


def _plain(where: str) -> str:
    """A criterion as people write it, also where it was copied from an address with its + and %."""
    copied = " " not in where.strip() and re.search(r"%[0-9A-Fa-f]{2}|\+", where)
    return unquote_plus(where) if copied else where
