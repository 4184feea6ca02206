"""What every test of ours lives under."""

import gc
from collections.abc import Iterator

import django.test.utils
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import transaction
from pytest_django import DjangoDbBlocker

OUTBOX = "entente.outbox.backend.OutboxBackend"
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"


def pytest_configure(config: pytest.Config) -> None:
    """Static files under their own names, and no query while a template renders."""
    settings.STORAGES["staticfiles"] = {"BACKEND": PLAIN_FILES}
    settings.TEMPLATES_ASK_NOTHING = True
    # Nobody collects static files before the tests; the server of real life does at its start.
    config.addinivalue_line("filterwarnings", "ignore:No directory at:UserWarning")
    # The same algorithm, cheap: the cast alone would hash five passwords per test.
    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 8
    Argon2PasswordHasher.parallelism = 1
    # Nobody asks an answer of which templates it was made: noting it takes a fifteenth of its time.
    django.test.utils.instrumented_test_render = lambda it, context: it.nodelist.render(context)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The dearest files first: whoever is done early takes from the many small ones."""
    dear = {item.path for item in items for name in ("browser", "slow") if name in item.keywords}
    items.sort(key=lambda item: item.path not in dear)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for rubbish is one second in twenty-five."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def pytest_unconfigure() -> None:
    """At the end it may go again: libraries complain about what they find left then."""
    gc.unfreeze()


@pytest.fixture(scope="module")
def kept_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What other fixtures of a module's scope write after this one stays for all of its tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _as_in_real_life() -> None:
    """Mail goes through the outbox, and nobody is locked out for what an earlier test tried."""
    settings.EMAIL_BACKEND = OUTBOX
    cache.clear()
