"""Real journeys: published tables for two sets of data that are not part of the project."""

import csv
import hashlib
import importlib.util
import os
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path as File
from zoneinfo import ZoneInfo

import pytest

from entente.attribution.bulk.totals import totals
from entente.attribution.rules import shares
from entente.attribution.rules.credit import credit
from entente.attribution.rules.markov import Path, chain, credits_by_channel, removal_effects
from entente.attribution.rules.models import Model, parts
from entente.attribution.rules.touches import Journey, Touch, TouchRules, counted
from entente.attribution.testing import as_tables, walk

# name: first, last, linear, Markov 1 without null paths, removal effect, 40/20/40, Shapley
SAMPLE = {
    "alpha": (6308, 8447, 7574.718594, 5260.070, 0.561719, 7444.824, 7627.944),
    "iota": (4606, 3355, 3857.096221, 3899.246, 0.416398, 3944.948, 3505.044),
    "eta": (3164, 4167, 3539.951157, 3347.766, 0.357505, 3618.796, 3613.656),
    "beta": (2831, 989, 2083.500145, 2585.406, 0.276094, 1969.766, 1982.739),
    "theta": (1606, 653, 1022.801394, 1938.846, 0.207048, 1092.744, 1190.963),
    "lambda": (902, 1207, 1035.257572, 1295.482, 0.138344, 1046.904, 987.782),
    "epsilon": (99, 531, 272.170438, 604.832, 0.064590, 301.050, 374.677),
    "zeta": (27, 107, 136.551540, 394.521, 0.042131, 88.623, 199.992),
}
# name: what first, last and linear say of the value
SAMPLE_VALUES = {
    "alpha": (19_121.272356, 28_414.214274, 24_524.709569),
    "iota": (19_597.261277, 13_487.974271, 15_988.988995),
    "eta": (11_909.476213, 16_754.203800, 13_783.497051),
}
SAMPLE_MODELS = (
    Model.FIRST_TOUCH,
    Model.LAST_TOUCH,
    Model.LINEAR,
    Model.POSITION_BASED,
    Model.SHAPLEY,
)
SAMPLE_DIGEST = "ebf235ab"

EVERY_TOUCH = TouchRules(zone=ZoneInfo("UTC"), look_back=timedelta(days=3650), direct=frozenset())
JULY = TouchRules(zone=ZoneInfo("UTC"), look_back=timedelta(days=40))
REAL_EFFECTS = {
    "Facebook": 0.7911,
    "Instagram": 0.5616,
    "Online Display": 0.5237,
    "Online Video": 0.6136,
    "Paid Search": 0.7280,
}


@pytest.fixture(scope="module")
def sample():
    """The 10,000 paths of ChannelAttribution, which is not a dependency (GPL-3)."""
    package = importlib.util.find_spec("cypack")
    found = package and next(File(package.origin).parent.rglob("Data.csv"), None)
    if not found:
        pytest.skip(f"{len(SAMPLE)} channels not compared: ChannelAttribution is not installed")
    content = found.read_bytes()
    assert hashlib.sha256(content).hexdigest().startswith(SAMPLE_DIGEST)
    lines = csv.DictReader(content.decode().splitlines(), delimiter=";")
    return [
        (
            tuple(row["path"].split(" > ")),
            int(float(row["total_conversions"])),
            float(row["total_conversion_value"]),
        )
        for row in lines
    ]


@pytest.fixture(scope="module")
def real_touches():
    """Touches of July 2018 by customer; the file is not in order of time."""
    root = os.environ.get("ENTENTE_SHARED_DATA") or File(__file__).parents[4] / "../shared/data"
    file = File(root) / "attribution_touchpoints_kaggle/attribution_data_first50k.csv"
    if not file.exists():
        pytest.skip("62,483 touches of 7,896 customers not walked: the data is not here")
    touches = defaultdict(list)
    with file.open(newline="") as lines:
        for position, row in enumerate(csv.DictReader(lines)):
            touches[row["customer_id"]].append((position, row))
    return touches


def test_the_published_table_of_the_sample_paths(sample):
    sums = _shared([(channels, conversions) for channels, conversions, _ in sample])
    effects = removal_effects(chain=chain(paths=[Path(c, n) for c, n, _ in sample]))
    markov = credits_by_channel(effects=effects, conversions=19_785)

    for name, (first, last, linear, by_markov, effect, position, shapley) in SAMPLE.items():
        found = tuple(sums[model][name] for model in SAMPLE_MODELS)
        assert found == pytest.approx((first, last, linear, position, shapley), abs=1e-3)
        assert (effects.by_channel[name], markov[name]) == (
            pytest.approx(effect, abs=1e-6),
            pytest.approx(by_markov, abs=1e-3),
        )
    assert [round(sum(found.values()), 6) for found in sums.values()] == [19_785] * 5


def test_the_published_values_of_the_sample_paths(sample):
    sums = _shared([(channels, value) for channels, _, value in sample])

    for name, values in SAMPLE_VALUES.items():
        found = tuple(sums[model][name] for model in SAMPLE_MODELS[:3])
        assert found == pytest.approx(values, abs=1e-6)
    assert [round(sum(found.values()), 6) for found in sums.values()] == [74_802.971587] * 5


def test_real_journeys_are_credited_whole_and_their_effects_are_the_published_ones(real_touches):
    journeys = [_journey(n, rows) for n, rows in enumerate(real_touches.values())]
    paths = [
        Path(tuple(t.channel for t in j.touches), int(j.converted), int(not j.converted))
        for j in journeys
    ]

    effects = removal_effects(chain=chain(paths=paths)).by_channel
    found = totals(
        **as_tables(journeys=journeys, refunds={}), rules=JULY, models=list(Model), by=["channel"]
    ).to_pylist()

    won = [j for j in journeys if j.converted]
    assert {name: round(effect, 4) for name, effect in effects.items()} == REAL_EFFECTS
    for model in Model:
        lines = [line for line in found if line["model"] == model]
        assert sum(line["share"] for line in lines) == pytest.approx(len(won))
        assert sum(line["cents"] for line in lines) == sum(j.value for j in won) * 100
    assert (len(journeys), len(won)) == (7_896, 1_642)


def test_the_plain_form_credits_real_journeys_as_the_bulk_form_does(real_touches):
    journeys = [_journey(n, rows) for n, rows in enumerate(real_touches.values()) if n % 20 == 0]

    found = totals(
        **as_tables(journeys=journeys, refunds={}), rules=JULY, models=list(Model), by=["channel"]
    )

    plain = credit(journeys=journeys, rules=JULY, models=list(Model))
    expected = {
        (model.value, channel): int(total.amount * 100)
        for model in Model
        for (channel, _), total in shares.totals(
            credits=[line for line in plain if line.model is model], by="channel"
        ).items()
    }
    assert {
        (line["model"], line["channel"]): line["cents"] for line in found.to_pylist()
    } == expected


def _shared(paths):
    """What each channel gets of the weights of these paths, under every model of the table."""
    sums = {model: defaultdict(float) for model in SAMPLE_MODELS}
    for channels, weight in paths:
        journey = counted(journey=walk(channels), rules=EVERY_TOUCH)
        for model in SAMPLE_MODELS if weight else ():
            divided = parts(journey=journey, model=model, half_life=JULY.half_life)
            whole = sum(part.weight for part in divided)
            for part in divided:
                sums[model][channels[part.touches[0]]] += weight * part.weight / whole
    return sums


def _journey(number, rows):
    """One journey per customer: every touch, ended by the last one; won if anything was bought."""
    ordered = sorted(rows, key=lambda found: (found[1]["time"], found[0]))
    touches = tuple(
        Touch(
            position=position,
            at=datetime.fromisoformat(row["time"]),
            contact=number,
            team="marketing",
            channel=row["channel"],
            kind=row["interaction"],
        )
        for position, row in ordered
    )
    return Journey(
        deal=number,
        value=sum((Decimal(row["conversion_value"]) for _, row in rows), Decimal(0)),
        currency="EUR",
        closed_at=touches[-1].at,
        touches=touches,
        converted=any(row["conversion"] == "1" for _, row in rows),
    )
