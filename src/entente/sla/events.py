"""What can happen to a promise. Pure."""

from entente.ledger.events import Kind


def _kind(name: str, title: str, phrase: str, sentence: str, **properties: str) -> Kind:
    return Kind(
        name=name,
        title=title,
        phrase=phrase,
        sentence=sentence,
        properties=properties,
        group="handoff",
        tells_of=frozenset({"handoff"}),
        automatic=True,
    )


REMINDED = _kind(
    "sla.reminded",
    "Reminder",
    "had its clock running out",
    "{owner_name} was reminded: {what} is due",
    handover="number",
    what="text",
)
BREACHED = _kind(
    "sla.breached",
    "Promise broken",
    "waited longer than was promised",
    "{what} was due and did not happen; the head of sales was told",
    handover="number",
    what="text",
    term="text",
    version="number",
)
EXCUSED = _kind(
    "sla.excused",
    "Excuse",
    "had an excuse given",
    "An excuse was given: {reason}",
    handover="number",
    term="text",
    reason="text",
)
KINDS = (REMINDED, BREACHED, EXCUSED)
