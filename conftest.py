"""What every test of ours lives under."""

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache

OUTBOX = "entente.outbox.backend.OutboxBackend"
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"


def pytest_configure(config: pytest.Config) -> None:
    """Static files under their own names, and no query while a template renders."""
    settings.STORAGES["staticfiles"] = {"BACKEND": PLAIN_FILES}
    settings.TEMPLATES_ASK_NOTHING = True
    config.addinivalue_line("filterwarnings", "ignore:No directory at:UserWarning")
    # The same algorithm, cheap: the cast alone would hash five passwords per test.
    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 8
    Argon2PasswordHasher.parallelism = 1


@pytest.fixture(autouse=True)
def _as_in_real_life() -> None:
    """Mail goes through the outbox, and nobody is locked out for what an earlier test tried."""
    settings.EMAIL_BACKEND = OUTBOX
    cache.clear()
