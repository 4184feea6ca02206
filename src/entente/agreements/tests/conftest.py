"""Every story of this room has one kind of document: the house rules."""

import pytest

from entente.agreements import offers
from entente.agreements.testing import HOUSE


@pytest.fixture(autouse=True)
def house():
    with offers.only(HOUSE):
        yield
