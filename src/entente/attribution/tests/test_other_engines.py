"""The questions compile for engines that may take over when history outgrows one machine."""

from datetime import timedelta

import ibis
import pytest
from ibis.backends.sql.compilers import PySparkCompiler
from ibis.config import Config

from entente.attribution.bulk import questions
from entente.attribution.bulk.journeys import Codes
from entente.attribution.testing import STRICT

CODES = Codes(("direct", "email"), ("visit.made",), 1_600_000_000_000_000, 1_800_000_000_000_000)
ACCORD = {"rules": STRICT, "codes": CODES}
QUESTIONS = {
    "booked": questions.booked(refunds=True),
    "walked": questions.walked(**ACCORD, memory=3),
    "repeated": questions.repeated(**ACCORD, memory=3),
    "again": questions.again(**ACCORD, memory=3),
    "kept": questions.kept(memory=3),
    "steps": questions.steps(channels=2, order=3),
    "won": questions.won(half_life=timedelta(days=7), aspects=list(questions.ASPECTS), close=0),
    "totals of lines": questions.totals(refunds=True, kinds=("string", "int64")),
}


class SparkOptions(Config):
    """What Ibis sets when Spark is installed."""

    treat_nan_as_null: bool = False


@pytest.mark.parametrize("dialect", ["duckdb", "trino", "bigquery", "snowflake", "clickhouse"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_is_understood_elsewhere(name, dialect):
    assert ibis.to_sql(QUESTIONS[name], dialect=dialect).lstrip().startswith(("SELECT", "WITH"))


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_is_understood_by_spark(name, monkeypatch):
    # Asked of the compiler itself, with its one option: the door in front of it wants a Spark.
    monkeypatch.setattr(ibis.options, "pyspark", SparkOptions())

    tree = PySparkCompiler().to_sqlglot(QUESTIONS[name])

    assert tree.sql("spark").startswith(("SELECT", "WITH"))
