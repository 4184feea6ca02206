"""What can happen to a document of the accord. Pure."""

from typing import Final

from entente.ledger.events import Kind

_OF_THE_ACCORD: Final = frozenset({"accord"})
_DOCUMENT: Final = {"document": "text", "title": "text", "scope": "text"}
_VERSION: Final = {**_DOCUMENT, "version": "number"}


def _kind(name: str, title: str, phrase: str, sentence: str, **more: str) -> Kind:
    return Kind(
        name=name,
        title=title,
        phrase=phrase,
        sentence=sentence,
        properties={**_VERSION, **more},
        group="accord",
        tells_of=_OF_THE_ACCORD,
    )


DRAFTED: Final = Kind(
    name="accord.drafted",
    title="Drafted",
    phrase="had a document drafted",
    sentence="Drafted {title}",
    properties=_DOCUMENT,
    group="accord",
    tells_of=_OF_THE_ACCORD,
)
PROPOSED: Final = _kind(
    "accord.proposed",
    "Proposed",
    "had a document proposed",
    "Proposed {title}, version {version}",
    digest="text",
)
SIGNED: Final = _kind(
    "accord.signed",
    "Signed",
    "had a document signed",
    "Signed {title}, version {version}, for {seat}",
    seat="text",
    digest="text",
)
DECLINED: Final = _kind(
    "accord.declined",
    "Declined",
    "had a document declined",
    "Declined {title}, version {version}: {reason}",
    seat="text",
    reason="text",
)
WITHDRAWN: Final = _kind(
    "accord.withdrawn",
    "Taken back",
    "had a document taken back",
    "Took back {title}, version {version}: {reason}",
    reason="text",
)
PUT_IN_FORCE: Final = _kind(
    "accord.put_in_force",
    "In force",
    "had a document put in force",
    "{title}, version {version}, is in force from {since}",
    since="date",
    baseline="yesno",
)
SUPERSEDED: Final = _kind(
    "accord.superseded",
    "Superseded",
    "had a document superseded",
    "{title}, version {version}, holds until version {successor} begins, on {until}",
    until="date",
    successor="number",
)
CALLED_OFF: Final = _kind(
    "accord.called_off",
    "Called off",
    "had a document called off",
    "{title}, version {version}, never comes into force: from {until} version {successor} does",
    until="date",
    successor="number",
)
REVIEWED: Final = _kind(
    "accord.reviewed",
    "Reviewed",
    "had a document reviewed",
    "Reviewed {title}, version {version}, due on {due}: {outcome}",
    due="date",
    outcome="text",
)
READ: Final = _kind(
    "accord.read",
    "Read",
    "confirmed a document as read",
    "Confirmed to have read {title}, version {version}",
)
KINDS: Final = (
    DRAFTED,
    PROPOSED,
    SIGNED,
    DECLINED,
    WITHDRAWN,
    PUT_IN_FORCE,
    SUPERSEDED,
    CALLED_OFF,
    REVIEWED,
    READ,
)
