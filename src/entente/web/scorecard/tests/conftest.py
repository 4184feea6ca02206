"""Four o'clock on a Tuesday, the cast, and the service level agreement that they signed."""

from datetime import timedelta

import pytest

from entente.agreements import testing as agreements
from entente.kit import clock
from entente.sla.rules.document import STANDARD
from entente.web.scorecard.tests.cast import NOW
from entente.workspace.testing import assemble


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def cast():
    return assemble(at=NOW - timedelta(days=30))


@pytest.fixture
def agreed(cast):
    agreements.agree(kind="sla", content=STANDARD, by=cast.noor, at=NOW - timedelta(days=20))
    return cast
