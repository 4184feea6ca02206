"""The office of the stories of the scorecard: leads of a Monday in Paris, and what a page says."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

from entente.activities.operations.logging import log_call
from entente.activities.rules import About
from entente.funnel.operations import Move, enter_stage
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.ledger import queries as ledger
from entente.people.testing import meet

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # a Tuesday, four o'clock in Paris
NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # Monday, nine o'clock in Paris


def lead(name: str, hours: float = 0, *, called: float | None = None, by=None) -> int:
    """Handed over so many hours after Monday at nine; tried so many hours after that."""
    handed = NINE + timedelta(hours=hours)
    contact = meet(name=name, channel="Fair", at=handed)
    move = Move(contact=contact, stage="sql", occurred_at=handed, via="hand")
    position = enter_stage(move=move, at=handed)
    reactions.hand_over([ledger.entry(position=position)], handed)
    if called is not None:
        when = handed + timedelta(hours=called)
        log_call(about=About(contact_id=contact), outcome="voicemail", by=by, at=when)
        entries = ledger.timeline(contact=contact).entries
        reactions.note([one for one in entries if one.kind == "call.logged"], when)
    return Handover.objects.get(cause=position).id


def read(response) -> str:
    """What the page says, as one line; what only a screen reader says is in it."""
    assert response.status_code == 200
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S)[0]
    words = re.sub(r"<(script|svg)\b.*?</\1>", " ", main, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", words)).split())


def part(text: str, first: str, after: str) -> str:
    return text[text.index(first) : text.index(after, text.index(first))].strip()
