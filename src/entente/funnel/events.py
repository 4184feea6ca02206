"""What can happen in the funnel. Pure."""

from entente.ledger.events import Kind

STAGE_ENTERED = Kind(
    name="stage.entered",
    title="Stage entered",
    phrase="entered a stage",
    sentence="Became {stage_name}",
    properties={
        "stage": "text",
        "stage_name": "text",
        "via": "text",
        "clause": "text",
        "reason": "text",
    },
    said=frozenset({"reason"}),
    group="stage",
)
STAGE_EXITED = Kind(
    name="stage.exited",
    title="Left the funnel",
    phrase="left the funnel",
    sentence="Left the funnel: {stage_name}",
    properties={"stage": "text", "stage_name": "text", "via": "text", "reason": "text"},
    said=frozenset({"reason"}),
    group="stage",
)
KINDS = (STAGE_ENTERED, STAGE_EXITED)
