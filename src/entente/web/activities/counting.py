"""What was just logged, or taken back, counts on the very next page: that page must not deny it."""

from collections.abc import Collection
from datetime import datetime

from entente.handoff.operations import noting
from entente.handoff.rules.attempts import MEANS
from entente.ledger import queries as ledger


def count_at_once(*, positions: Collection[int], at: datetime) -> None:
    """Let hand-overs count these entries, or count them no more, before anybody looks.

    The worker reads the same entries a little later and finds them counted. In a transaction of
    its own, after that of the log: the worker too locks hand-overs before it writes to the ledger.
    """
    entries = [ledger.entry(position=position) for position in sorted(positions)]
    tried = [entry for entry in entries if entry.kind in MEANS]
    if tried:
        noting.note_attempts(entries=tried, at=at)
