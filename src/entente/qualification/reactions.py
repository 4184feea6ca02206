"""What qualification does when somebody newly meets a signed criterion."""

from collections.abc import Mapping
from datetime import datetime

from entente.qualification import operations


def qualify(name: str, met: Mapping[int, int | None], when: datetime, at: datetime) -> None:
    """Told by the watch of a criterion: let these contacts enter its stage."""
    operations.newly_met(watch=name, met=met, when=when, at=at)
