"""What can happen to a contact and a list. Pure."""

from entente.ledger.events import Kind

LIST_JOINED = Kind(
    name="list.joined",
    title="Put on a list",
    phrase="was put on a list",
    sentence="Put on the list “{list}”",
    properties={"list": "text"},
    group="record",
)
LIST_LEFT = Kind(
    name="list.left",
    title="Taken off a list",
    phrase="was taken off a list",
    sentence="Taken off the list “{list}”",
    properties={"list": "text"},
    group="record",
)
KINDS = (LIST_JOINED, LIST_LEFT)
