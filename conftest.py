"""What every test of ours lives under."""

import pytest
from django.conf import settings

PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"


def pytest_configure() -> None:
    """Static files under their own names, and no query while a template renders."""
    settings.STORAGES["staticfiles"] = {"BACKEND": PLAIN_FILES}
    settings.TEMPLATES_ASK_NOTHING = True


@pytest.fixture(autouse=True)
def _nobody_is_locked_out() -> None:
    """The counters of failed sign-ins live in a cache that outlasts a test."""
    from django.core.cache import cache  # noqa: PLC0415  settings exist only from here on

    cache.clear()
