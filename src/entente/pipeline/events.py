"""What can happen to a deal. Pure."""

from collections.abc import Iterable
from typing import Final

from entente.ledger.events import Kind

_OF_A_DEAL: Final = frozenset({"deal"})


def _deal(
    name: str,
    title: str,
    phrase: str,
    sentence: str,
    *,
    said: Iterable[str] = (),
    **properties: str,
) -> Kind:
    return Kind(
        name=name,
        title=title,
        phrase=phrase,
        sentence=sentence,
        properties=properties,
        said=frozenset(said),
        group="deal",
        of_deal=True,
        tells_of=_OF_A_DEAL,
    )


DEAL_OPENED = _deal(
    "deal.opened",
    "Deal opened",
    "had a deal opened",
    "Deal opened in {pipeline}",
    pipeline="text",
    stage="text",
)
DEAL_CHANGED = _deal(
    "deal.changed",
    "Deal changed",
    "had a deal changed",
    "Deal changed: {what}",
    said=("from", "to"),
    what="text",
)
DEAL_OWNER_CHANGED = Kind(
    name="deal.owner_changed",
    title="New owner of the deal",
    phrase="had a deal given to another owner",
    sentence="Deal given to another owner",
    properties={"from": "member", "to": "member"},
    group="deal",
    of_deal=True,
    tells_of=_OF_A_DEAL,
)
DEAL_STAGE_ENTERED = _deal(
    "deal.stage_entered",
    "Deal moved",
    "had a deal enter a stage",
    "Deal moved to {stage}",
    pipeline="text",
    stage="text",
)
DEAL_WON = _deal("deal.won", "Deal won", "had a deal won", "Deal won", pipeline="text")
DEAL_LOST = _deal(
    "deal.lost",
    "Deal lost",
    "had a deal lost",
    "Deal lost: {reason}",
    said=("reason",),
    reason="text",
    stage="text",
)
DEAL_REOPENED = _deal(
    "deal.reopened", "Deal reopened", "had a deal reopened", "Deal reopened", stage="text"
)
DEAL_REFUNDED = _deal(
    "deal.refunded",
    "Refund",
    "had a deal refunded",
    "Refunded: {reason}",
    said=("reason",),
    reason="text",
)
DEAL_CONTACT_ADDED = _deal(
    "deal.contact_added",
    "Joined a deal",
    "joined a deal",
    "Joined the deal ({role})",
    said=("role",),
    role="text",
)
DEAL_CONTACT_LEFT = _deal(
    "deal.contact_left",
    "Left a deal",
    "left a deal",
    "Left the deal",
    said=("role",),
    role="text",
)
DEAL_DELETED = _deal("deal.deleted", "Deal deleted", "had a deal deleted", "Deal deleted")
DEAL_RESTORED = _deal("deal.restored", "Deal restored", "had a deal restored", "Deal brought back")
# The closing itself is a touch of whoever closed it; revenue is the deal's, not this entry's.
CLOSE_MADE = Kind(
    name="close.made",
    title="Close",
    phrase="was closed by sales",
    sentence="Sales closed the deal",
    group="sales",
    touch=True,
    of_deal=True,
    tells_of=_OF_A_DEAL,
)

KINDS = (
    DEAL_OPENED,
    DEAL_CHANGED,
    DEAL_OWNER_CHANGED,
    DEAL_STAGE_ENTERED,
    DEAL_WON,
    DEAL_LOST,
    DEAL_REOPENED,
    DEAL_REFUNDED,
    DEAL_CONTACT_ADDED,
    DEAL_CONTACT_LEFT,
    DEAL_DELETED,
    DEAL_RESTORED,
    CLOSE_MADE,
)
