"""Open, won and lost deals: a list of deals is looked at one of these at a time, or at all."""

from dataclasses import replace

from entente.kit.criteria.operators import Operator
from entente.kit.criteria.text.literal import quoted
from entente.kit.criteria.text.show import show
from entente.kit.criteria.tree import Compare, Criterion, Everyone, all_of, walk
from entente.web.lists.phrases import parts_of
from entente.web.lists.wanted import Wanted

ABOUT = "outcome"  # the field of a deal, as a criterion names it
OUTCOMES = ("open", "won", "lost")

# Before and after what the listed deals add up to, by their outcome; of all together; of others.
SUMS = {
    "open": ("Their known amounts add up to ", ""),
    "won": ("Won for ", ", as far as amounts are known"),
    "lost": ("Lost amounts that are known add up to ", ""),
    "all": ("Open, won and lost together, their known amounts add up to ", ""),
    "": ("Their known amounts add up to ", ""),
}


def outcome_of(wanted: Wanted) -> str:
    """The one outcome that a list is narrowed to, 'all' where it asks for none, '' otherwise.

    A stage, or an outcome among other things, narrows it too but is none of the three.
    """
    if wanted.problem:
        return ""
    asked = [part for part in walk(wanted.tree or Everyone()) if _narrows(part)]
    if not asked:
        return "all"
    for outcome in OUTCOMES:
        if asked == [_only(outcome)] and asked[0] in parts_of(wanted.tree):
            return outcome
    return ""


def with_usual(wanted: Wanted) -> Wanted:
    """The same with the columns that tell most of deals of one outcome: when won, why lost."""
    return replace(wanted, usual=wanted.listed.by_outcome.get(outcome_of(wanted), ()))


def narrowed(outcome: str) -> str:
    """The criterion of one outcome alone, as text."""
    return f"deal outcome is {quoted(outcome)}"


def looked_at(wanted: Wanted, outcome: str) -> str:
    """The criterion as text with another outcome, or with none for 'all'; the rest of it stays."""
    new = narrowed(outcome) if outcome in OUTCOMES else ""
    if wanted.words is None or wanted.problem:
        return new
    kept = [part for part in parts_of(wanted.tree) if not _asks(part)]
    if outcome in OUTCOMES:
        kept.append(_only(outcome))
    return show(all_of(kept), vocabulary=wanted.words.vocabulary) if kept else ""


def verdict(number: str, one: str, many: str, outcome: str) -> str:
    """How many there are, by what is looked at: 51 open deals, 12 deals won."""
    noun = one if number == "1" else many
    if outcome == "open":
        return f"{number} open {noun}"
    return f"{number} {noun} {outcome}" if outcome in OUTCOMES else f"{number} {noun}"


def added_up(amounts: str, outcome: str) -> str:
    """What they add up to as a sentence that says of which deals it speaks."""
    before, after = SUMS[outcome]
    return f"{before}{amounts}{after}."


def _only(outcome: str) -> Compare:
    return Compare(ABOUT, Operator.IS, outcome)


def _asks(part: Criterion) -> bool:
    return isinstance(part, Compare) and part.field == ABOUT


def _narrows(part: Criterion) -> bool:
    return isinstance(part, Compare) and part.field in {ABOUT, "stage"}
