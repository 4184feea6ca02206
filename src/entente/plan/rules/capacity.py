"""What people can take on: more leads than that wait, and waiting leads grow cold."""

from collections.abc import Sequence


def in_work(*, arrivals: float, days: float, cycle_days: float) -> float:
    """How many are in work on average when so many arrive in so many days (Little, 1961)."""
    return arrivals / days * cycle_days


def capacity(*, hours: float, utilised: float, hours_a_lead: float) -> float:
    """Leads that one person works in a period: their hours, the part for leads, hours for each."""
    return hours * utilised / hours_a_lead


def workable(*, leads: float, capacities: Sequence[tuple[float, float]]) -> float:
    """Leads that the team can work of those that come: at most capacity times ramp, summed up.

    `capacities` holds for each person what they can take on and how far they are ramped (0 to 1).
    """
    return min(leads, sum(most * ramped for most, ramped in capacities))
