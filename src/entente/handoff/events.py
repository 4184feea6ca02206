"""What can happen in a hand-over. Pure."""

from collections.abc import Iterable

from entente.ledger.events import Kind


def _kind(
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
        group="handoff",
        tells_of=frozenset({"handoff"}),
    )


HANDED_OVER = _kind(
    "lead.handed_over",
    "Handed over",
    "was handed over to sales",
    "Handed over to sales",
    clause="text",
    handover="number",
)
OFFERED = _kind(
    "lead.offered",
    "Offered",
    "was offered to a person of sales",
    "Offered to {to_name}: {why}",
    said=("why",),
    to="member",
    why="text",
    handover="number",
)
ACCEPTED = _kind(
    "lead.accepted", "Accepted", "was accepted by sales", "Accepted by sales", handover="number"
)
REJECTED = _kind(
    "lead.rejected",
    "Rejected",
    "was rejected by sales",
    "Rejected by sales and sent back to marketing: {reason_label}",
    reason="text",
    reason_label="text",
    sort="text",
    handover="number",
)
RECYCLED = _kind(
    "lead.recycled",
    "Recycled",
    "was recycled",
    "Sent back to marketing until {until}: {reason_label}",
    reason="text",
    reason_label="text",
    sort="text",
    until="date",
    handover="number",
)
VERDICT_UNDONE = _kind(
    "verdict.undone",
    "Verdict undone",
    "had a verdict undone",
    "The verdict was undone",
    verdict="text",
    handover="number",
)
ASKED = _kind(
    "lead.asked",
    "Marketing asked",
    "had a question asked of marketing",
    "Sales asked marketing a question",
    handover="number",
)
ANSWERED = _kind(
    "lead.answered",
    "Marketing answered",
    "had a question answered by marketing",
    "Marketing answered",
    handover="number",
)
SET_ASIDE = _kind(
    "lead.set_aside",
    "Set aside",
    "was set aside",
    "Set aside until {until}",
    until="moment",
    buyers_date="yesno",
    handover="number",
)
TAKEN_UP = _kind(
    "lead.taken_up", "Taken up again", "was taken up again", "Taken up again", handover="number"
)
REASSIGNED = _kind(
    "lead.reassigned",
    "Reassigned",
    "was given to somebody else",
    "Given to {to_name}: {why}",
    said=("why",),
    to="member",
    why="text",
    handover="number",
)
ATTEMPT_MADE = _kind(
    "attempt.made",
    "Attempt",
    "was tried to be reached",
    "Tried by {means}",
    means="text",
    first="yesno",
    connected="yesno",
    handover="number",
)
CONVERTED = _kind(
    "lead.converted",
    "Converted",
    "became an open deal",
    "Became an open deal",
    handover="number",
)
ENDED = _kind(
    "lead.ended",
    "Hand-over ended",
    "had a hand-over ended without a verdict",
    "The hand-over ended: {why}",
    why="text",
    handover="number",
)
KINDS = (
    HANDED_OVER,
    OFFERED,
    ACCEPTED,
    REJECTED,
    RECYCLED,
    VERDICT_UNDONE,
    ASKED,
    ANSWERED,
    SET_ASIDE,
    TAKEN_UP,
    REASSIGNED,
    ATTEMPT_MADE,
    CONVERTED,
    ENDED,
)
