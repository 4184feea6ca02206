"""An engine with the journeys laid out, ready to be asked under any model."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from entente.attribution.bulk import arrow, chains, questions
from entente.attribution.bulk.columns import Bounds
from entente.attribution.bulk.journeys import Codes
from entente.attribution.rules.markov import Effects
from entente.attribution.rules.models import MARKOV_ORDERS, Model
from entente.attribution.rules.touches import TouchRules


@dataclass(frozen=True, slots=True)
class Prepared:
    """Journeys in an engine's memory, with what the models of one question need."""

    engine: duckdb.DuckDBPyConnection
    refunds: bool
    aspects: tuple[str, ...]
    effects: Mapping[Model, Effects]

    def lines(self, *, model: Model) -> pa.Table:
        """Every line of credit under one model, with the aspects of its touch."""
        asked = questions.lines(model=model, refunds=self.refunds, aspects=self.aspects)
        return self.engine.sql(asked).to_arrow_table()

    def totals(self, *, model: Model) -> pa.Table:
        """The lines under one model added up under the aspects and currencies."""
        asked = questions.totals(model=model, refunds=self.refunds, by=self.aspects)
        return self.engine.sql(asked).to_arrow_table()


@contextmanager
def prepared(
    *,
    touches: pa.Table,
    deals: pa.Table,
    refunds: pa.Table | None,
    rules: TouchRules,
    models: Sequence[Model],
    aspects: Sequence[str],
    bounds: Bounds,
) -> Iterator[Prepared]:
    """Lay out the journeys of these deals in an engine of their own, for these models."""
    read, codes = arrow.touch_table(touches=touches)
    with duckdb.connect() as engine:
        engine.register("touches", read)
        engine.register("deals", arrow.deal_table(deals=deals, bounds=bounds))
        if refunds is not None:
            back = arrow.refund_table(refunds=refunds, deals=deals, bounds=bounds)
            engine.register("refunds", back)
        _walk(engine, rules, codes, models)
        won = questions.won(half_life=rules.half_life, aspects=aspects)
        _keep(engine, "table", "won", won)
        _keep(engine, "table", "sums", questions.sums())
        effects = {
            model: _effects(engine, codes, model) for model in models if model in MARKOV_ORDERS
        }
        yield Prepared(engine, refunds is not None, tuple(aspects), effects)


def _walk(
    engine: duckdb.DuckDBPyConnection, rules: TouchRules, codes: Codes, models: Sequence[Model]
) -> None:
    """Keep the touches that count; all of them only where chains walk over them once more."""
    memory = max((MARKOV_ORDERS.get(model, 0) for model in models), default=0)
    walked = questions.kept(rules=rules, codes=codes, memory=memory)
    _keep(engine, "table" if memory else "view", "kept", walked)


def _effects(engine: duckdb.DuckDBPyConnection, codes: Codes, model: Model) -> Effects:
    asked = questions.steps(channels=len(codes.channels), order=MARKOV_ORDERS[model])
    counted = engine.sql(asked).to_arrow_table()
    effects = chains.solved(counted=counted, channels=codes.channels)
    table = arrow.effect_table(effects=effects.by_channel, channels=codes.channels)
    engine.register(f"effects_{model}", table)
    return effects


def _keep(engine: duckdb.DuckDBPyConnection, kind: str, name: str, question: str) -> None:
    engine.execute(f"create temporary {kind} {name} as {question}")
