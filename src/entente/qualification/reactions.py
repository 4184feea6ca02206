"""What qualification does when somebody newly meets a clause."""

from collections.abc import Mapping
from datetime import datetime

from entente.qualification import operations


def qualify(name: str, met: Mapping[int, int | None], at: datetime) -> None:
    """Told by the watch of a clause: let these contacts enter its stage."""
    number, clause = name.removeprefix(operations.PREFIX).split("/")
    operations.qualify(clause=clause, number=int(number), met=met, at=at)
