"""Removal effects, against the cases solved by hand and against plain fractions."""

import random
from fractions import Fraction

import pytest

from entente.attribution.rules import markov
from entente.attribution.rules.markov import Path, chain, credits_by_channel, removal_effects


def paths(text):
    """ "AB 2/3; A 1/4" is two paths with conversions/nulls."""
    found = []
    for walk in text.split(";"):
        channels, counts = walk.split()
        won, lost = counts.split("/")
        found.append(Path(tuple(channels), int(won), int(lost)))
    return found


def solved(text, order=1):
    return removal_effects(chain=chain(paths=paths(text), order=order))


@pytest.mark.parametrize(
    ("text", "probability", "effects", "credits"),
    [
        ("123 1/0; 1 0/1; 23 1/0", 2 / 3, (0.5, 1, 1), (0.4, 0.8, 0.8)),
        ("123 1/0; 1 0/1; 23 0/1", 1 / 3, (0.5, 1, 1), (0.2, 0.4, 0.4)),
        ("AB 2/3; A 1/4; B 1/1", 1 / 3, (11 / 14, 3 / 4), (88 / 43, 84 / 43)),
        ("AB 1/0; B 1/0", 1, (0.5, 1), (2 / 3, 4 / 3)),
        ("ABABBA 1/0; ABBAA 1/0; AA 1/0", 1, (1, 0.5), (2, 1)),
    ],
    ids=["4.1", "4.1 third path lost", "4.2", "4.3", "4.5"],
)
def test_cases_solved_by_hand(text, probability, effects, credits):
    found = solved(text)
    conversions = sum(path.conversions for path in paths(text))
    shared = credits_by_channel(effects=found, conversions=conversions)

    assert found.probability == pytest.approx(probability, abs=1e-9)
    assert tuple(found.by_channel.values()) == pytest.approx(effects, abs=1e-9)
    assert tuple(shared.values()) == pytest.approx(credits, abs=1e-9)


def test_without_conversions_every_effect_is_nothing():
    found = solved("AB 0/3")

    assert (found.probability, found.by_channel) == (0.0, {"A": 0.0, "B": 0.0})
    assert credits_by_channel(effects=found, conversions=0) == {"A": 0.0, "B": 0.0}


def test_without_any_path_there_is_nothing_to_solve():
    found = removal_effects(chain=chain(paths=[Path((), 3, 1), Path(("A",))]))

    assert (found.probability, found.by_channel) == (0.0, {})


@pytest.mark.parametrize("order", [2, 3])
def test_two_steps_of_memory_tell_apart_what_one_step_cannot(order):
    text = "AB 1/0; DB 0/1"

    one, more = solved(text), solved(text, order=order)

    assert one.by_channel == pytest.approx({"A": 0.5, "B": 1, "D": 0.5})
    assert more.by_channel == pytest.approx({"A": 1, "B": 1, "D": 0})


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("seed", range(6))
def test_equals_the_plain_solution_in_fractions(seed, order):
    dice = random.Random(seed)
    given = [
        Path(
            tuple(dice.choices("ABCD", k=dice.randrange(1, 6))),
            dice.randrange(3),
            dice.randrange(3),
        )
        for _ in range(12)
    ]

    found = removal_effects(chain=chain(paths=given, order=order))

    expected = in_fractions(given, order)
    assert found.by_channel == pytest.approx({c: float(e) for c, e in expected.items()}, abs=1e-9)


def test_endless_walks_are_solved_by_themselves(monkeypatch):
    given = [Path(("A", "B") * 4000 + ("C",), 1, 1), Path(("C",), 1, 0)]
    monkeypatch.setattr(markov, "DENSE", 0)

    slow = removal_effects(chain=chain(paths=given))
    monkeypatch.undo()

    assert slow.by_channel == pytest.approx(removal_effects(chain=chain(paths=given)).by_channel)


def in_fractions(given, order):
    """Remove, rebuild and eliminate: the definition itself, in exact numbers."""
    channels = sorted({c for p in given if p.conversions + p.nulls for c in p.channels})
    steps = {}
    for path in given:
        states = [
            (),
            *(path.channels[max(0, i - order + 1) : i + 1] for i in range(len(path.channels))),
        ]
        for here, following in zip(states, [*states[1:], "won"], strict=True):
            leaving = steps.setdefault(here, {})
            count = path.conversions + path.nulls
            if following == "won":
                leaving["won"] = leaving.get("won", 0) + path.conversions
                leaving["lost"] = leaving.get("lost", 0) + path.nulls
            else:
                leaving[following] = leaving.get(following, 0) + count
    steps = {state: leaving for state, leaving in steps.items() if sum(leaving.values())}
    whole = chance(steps, None)
    return {c: 1 - chance(steps, c) / whole if whole else Fraction(0) for c in channels}


def chance(steps, removed):
    states = [s for s in steps if not s or s[-1] != removed]
    place = {state: i for i, state in enumerate(states)}
    rows = []
    for state in states:
        total = sum(steps[state].values())
        row = [Fraction(0)] * (len(states) + 1)
        row[place[state]] += 1
        row[-1] = Fraction(steps[state].get("won", 0), total)
        for following, count in steps[state].items():
            if following in place:
                row[place[following]] -= Fraction(count, total)
        rows.append(row)
    return eliminated(rows)[place[()]]


def eliminated(rows):
    for i in range(len(rows)):
        pivot = next(r for r in range(i, len(rows)) if rows[r][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for r in range(len(rows)):
            if r != i and rows[r][i]:
                rows[r] = [a - rows[r][i] * b for a, b in zip(rows[r], rows[i], strict=True)]
    return [row[-1] for row in rows]
