"""Opening the house: the token that the console shows, and the first three deeds in one."""

import contextlib
import hmac
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from entente.pipeline.operations.pipelines import set_up_pipeline
from entente.web.setup.forms import SetUpForm
from entente.workspace import operations as workspace


def token_fits(offered: str) -> bool:
    """Whether this is the token of this instance; takes the same time for every wrong one."""
    try:
        token = Path(settings.SETUP_TOKEN_FILE or "/nonexistent").read_text().strip()
    except OSError:
        return False
    return bool(token) and hmac.compare_digest(token.encode(), offered.strip().encode())


def open_house(*, form: SetUpForm, at: datetime) -> int:
    """The workspace, its first administrator and a pipeline, all or none.

    Gives the administrator's id.
    """
    asked = form.cleaned_data
    with transaction.atomic():
        workspace.set_up(
            name=asked["company"], timezone=asked["timezone"], currency=asked["currency"], at=at
        )
        member_id = workspace.add_member(
            name=asked["name"],
            email=asked["email"],
            password=asked["password"],
            seats=form.held(),
            at=at,
        )
        set_up_pipeline(at=at)
    return member_id


def forget_token() -> None:
    """No token fits any more."""
    with contextlib.suppress(OSError):
        Path(settings.SETUP_TOKEN_FILE).unlink()
