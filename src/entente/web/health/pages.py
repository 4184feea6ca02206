"""What the health page shows, and what a probe is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from entente.kit import wording
from entente.ledger import health
from entente.ledger.health import CAP, Lag, Safety

LATE = 60.0  # seconds after which a reader counts as behind

_PROMISES = {
    "fsync": "What is written reaches the disk",
    "synchronous_commit": "A commit waits until it has",
    "data_checksums": "A page that the disk spoiled is noticed",
}


READERS = {
    "funnel.passages": "Who entered which stage when",
    "audiences.history": "Which criteria imported contacts meet",
    "audiences.watch": "Who newly meets a criterion",
    "funnel.deals": "Stages that follow from deals",
    "handoff.begin": "Hand-overs to sales",
    "handoff.taken_back": "Hand-overs whose move was taken back",
    "handoff.attempts": "Calls and mails to leads, as attempts",
    "handoff.converted": "Leads that became deals",
    "inbox.accord": "Notices about the accord",
    "activities.reviewed": "Tasks of reviews that were held",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`called` is its name for people, `name` the one that the log and the probe use."""

    called: str
    name: str
    state: str
    tone: str
    unread: str
    late: str
    failing_since: datetime | None
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    words: str
    setting: str
    safe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthPage:
    verdict: str
    readers: Sequence[Reader]
    promises: Sequence[Promise]


def _state(lag: Lag) -> str:
    if lag.failing_since is not None:
        return "failing"
    return "behind" if lag.seconds > LATE else "ok"


def health_page(*, at: datetime) -> HealthPage:
    """Every reader with its lag, and the database's promises."""
    lags, promises = health.lags(at=at), health.safety()
    return HealthPage(
        verdict=_verdict(lags, promises),
        readers=[_reader(lag) for lag in lags],
        promises=[
            Promise(words=_PROMISES[one.name], setting=f"{one.name} = {one.value}", safe=one.safe)
            for one in promises
        ],
    )


def _called(lag: Lag) -> str:
    return READERS.get(lag.name, lag.name)


def _reader(lag: Lag) -> Reader:
    state = _state(lag)
    many = f"more than {wording.number(CAP - 1)}" if lag.entries == CAP else ""
    return Reader(
        called=_called(lag),
        name=lag.name,
        state={"ok": "Up to date", "behind": "Behind", "failing": "Stands still"}[state],
        tone={"ok": "good", "behind": "warn", "failing": "bad"}[state],
        unread=many or wording.number(lag.entries),
        late=wording.span(timedelta(seconds=lag.seconds)) if lag.entries else "",
        failing_since=lag.failing_since,
        failure=lag.failure,
    )


def _verdict(lags: Sequence[Lag], promises: Sequence[Safety]) -> str:
    failing = [f"“{_called(lag)}”" for lag in lags if _state(lag) == "failing"]
    behind = [lag for lag in lags if _state(lag) == "behind"]
    if failing:
        return f"{wording.listed(failing)} {'stands' if len(failing) == 1 else 'stand'} still"
    if behind:
        return f"{wording.counted(len(behind), 'reader')} of the ledger behind by over a minute"
    if not all(one.safe for one in promises):
        return "Everything is read, but the database may lose what it confirmed"
    return "Every fact is read, and the database keeps what it confirms"


def probe(*, at: datetime) -> dict[str, object]:
    """For machines: no words about anybody, and no reason of a failure."""
    lags = health.lags(at=at)
    states = {_state(lag) for lag in lags}
    status = next((one for one in ("failing", "behind") if one in states), "ok")
    return {
        "status": status,
        "consumers": {
            lag.name: {
                "status": _state(lag),
                "entries": lag.entries,
                "seconds": round(lag.seconds, 1),
            }
            for lag in lags
        },
    }
