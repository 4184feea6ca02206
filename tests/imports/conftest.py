"""What tests of whole imports share: a company in which everything follows that should."""

import pytest

from entente.kit import clock
from entente.ledger import consumers
from entente.project import reactions
from entente.workspace.testing import MORNING, assemble


@pytest.fixture
def cast(settings, tmp_path, db):
    """The cast; consumers stand ready, and the clock stands still on a Tuesday morning."""
    settings.MEDIA_ROOT = tmp_path / "files"
    with clock.frozen(MORNING):
        found = assemble()
        for consumer in reactions.consumers():
            consumers.register(consumer=consumer, at=MORNING)
        yield found


@pytest.fixture
def live():
    """Let everything follow that follows from what happened, until nothing more does."""

    def lived(at=MORNING):
        while sum(consumers.catch_up(consumer=one, at=at) for one in reactions.consumers()):
            pass

    return lived
