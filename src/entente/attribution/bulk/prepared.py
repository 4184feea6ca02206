"""An engine with the journeys laid out, ready to be asked under any model."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache

import duckdb
import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table

from entente.attribution.bulk import arrow, chains, questions
from entente.attribution.bulk.columns import Bounds
from entente.attribution.bulk.journeys import Codes
from entente.attribution.rules.markov import Effects
from entente.attribution.rules.models import MARKOV_ORDERS, Model
from entente.attribution.rules.models import steps as whole_steps
from entente.attribution.rules.touches import TouchRules

REMEMBERED = 64  # questions: to compile one takes longer than to answer it for a few touches


@dataclass(frozen=True, slots=True)
class Prepared:
    """Journeys in an engine's memory, with what the models asked for need."""

    engine: duckdb.DuckDBPyConnection
    models: tuple[Model, ...]
    aspects: tuple[str, ...]
    refunds: bool

    def lines(self) -> pa.Table:
        """Every line of credit under every model, with the aspects of its touch."""
        return self._answered(_lines_in_sql(refunds=self.refunds, kinds=self._kinds()))

    def totals(self) -> pa.Table:
        """The lines added up under models, aspects and currencies."""
        return self._answered(_totals_in_sql(refunds=self.refunds, kinds=self._kinds()))

    def _kinds(self) -> tuple[str, ...]:
        return tuple(questions.ASPECTS[name] for name in self.aspects)

    def _answered(self, question: str) -> pa.Table:
        found = self.engine.sql(question).to_arrow_table()
        names = {f"aspect_{place}": name for place, name in enumerate(self.aspects)}
        named = found.rename_columns([names.get(name, name) for name in found.column_names])
        models = pa.array([model.value for model in self.models], pa.string())
        place = named.column_names.index("model")
        return named.set_column(place, "model", models.take(named["model"]))


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
    """Lay out the journeys of these deals, in tables that nobody else sees, for these models."""
    read, channels, kinds = arrow.touch_table(touches=touches)
    outcomes = arrow.deal_table(deals=deals, bounds=bounds)
    back = arrow.refund_table(refunds=refunds, deals=deals, bounds=bounds)
    span = arrow.span(touches=read, deals=outcomes, look_back=rules.look_back)
    codes = Codes(tuple(channels), tuple(kinds), *span)
    asked = tuple(dict.fromkeys(models))
    with _engine().cursor() as engine:
        engine.register("touches", read)
        engine.register("deals", outcomes)
        engine.register("refunds", back)
        engine.register("channels", arrow.name_table(names=channels))
        _keep(engine, "table", "sums", _booked_in_sql(refunds=len(back) > 0))
        _walk(engine, rules, codes, asked)
        won = _won_in_sql(rules.half_life, tuple(aspects), codes.close)
        _keep(engine, "table", "won", won)
        for name, table in _weigh(engine, codes, asked, _lessons(outcomes)).items():
            engine.register(name, table)
        yield Prepared(engine, asked, tuple(aspects), len(back) > 0)


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """One for this process: to start it takes longer than most questions do."""
    return duckdb.connect()


def warm() -> None:
    """Compile the dearest of the questions that reports and journeys ask, before anybody does."""
    for refunds in (False, True):
        _booked_in_sql(refunds=refunds)
        for kind in ("string", "int64"):
            _totals_in_sql(refunds=refunds, kinds=(kind,))
    _lines_in_sql(refunds=False, kinds=tuple(questions.ASPECTS.values()))


def _walk(
    engine: duckdb.DuckDBPyConnection, rules: TouchRules, codes: Codes, models: Sequence[Model]
) -> None:
    memory = max((MARKOV_ORDERS.get(model, 0) for model in models), default=0)
    for kind, name, question in _walk_in_sql(rules=rules, codes=codes, memory=memory):
        _keep(engine, kind, name, question)


def _weigh(
    engine: duckdb.DuckDBPyConnection,
    codes: Codes,
    models: Sequence[Model],
    lessons: Sequence[int],
) -> dict[str, pa.Table]:
    """Write the models asked for into the tables of their kinds, by their place."""
    steps: dict[tuple[Model, int], list[int]] = {}
    for model in models:
        if model is Model.SHAPLEY:
            steps |= {(model, lesson): [1] * len(codes.channels) for lesson in lessons}
        elif model in MARKOV_ORDERS:
            for lesson, found in _effects(engine, codes, MARKOV_ORDERS[model], lessons):
                weights = [found.by_channel[name] for name in codes.channels]
                steps[model, lesson] = whole_steps(weights=weights)
    return arrow.model_tables(models=models, steps=steps)


def _lessons(deals: pa.Table) -> list[int]:
    """The lessons by which deals are shared; the others only teach."""
    shared = deals.filter(pc.and_(deals["converted"], deals["asked"]))
    return sorted(pc.unique(shared["lesson"]).to_pylist())


def _effects(
    engine: duckdb.DuckDBPyConnection, codes: Codes, order: int, lessons: Sequence[int]
) -> Iterator[tuple[int, Effects]]:
    asked = _steps_in_sql(channels=len(codes.channels), order=order)
    counted = engine.sql(asked).to_arrow_table()
    return chains.solved(counted=counted, channels=codes.channels, order=order, lessons=lessons)


def _keep(engine: duckdb.DuckDBPyConnection, kind: str, name: str, question: str) -> None:
    engine.execute(f"create temporary {kind} {name} as {question}")


@lru_cache(maxsize=REMEMBERED)
def _walk_in_sql(
    *, rules: TouchRules, codes: Codes, memory: int
) -> tuple[tuple[str, str, str], ...]:
    """The tables and the view of journeys: kind, name, question."""
    laid_out = (
        ("walked", questions.walked),
        ("repeated", questions.repeated),
        ("again", questions.again),
    )
    tables = [
        ("table", name, _in_sql(question(rules=rules, codes=codes, memory=memory)))
        for name, question in laid_out
    ]
    return (*tables, ("view", "kept", _in_sql(questions.kept(memory=memory))))


@lru_cache(maxsize=REMEMBERED)
def _steps_in_sql(*, channels: int, order: int) -> str:
    return _in_sql(questions.steps(channels=channels, order=order))


@cache
def _booked_in_sql(*, refunds: bool) -> str:
    return _in_sql(questions.booked(refunds=refunds))


@cache
def _won_in_sql(half_life: timedelta, aspects: tuple[str, ...], close: int) -> str:
    return _in_sql(questions.won(half_life=half_life, aspects=aspects, close=close))


@cache
def _lines_in_sql(*, refunds: bool, kinds: tuple[str, ...]) -> str:
    return _in_sql(questions.lines(refunds=refunds, kinds=kinds))


@cache
def _totals_in_sql(*, refunds: bool, kinds: tuple[str, ...]) -> str:
    return _in_sql(questions.totals(refunds=refunds, kinds=kinds))


def _in_sql(question: Table) -> str:
    return str(ibis.to_sql(question, dialect="duckdb", pretty=False))
