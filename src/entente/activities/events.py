"""What our people can do with a buyer. Pure."""

from typing import Final

from entente.ledger.events import Kind

_OF_AN_ACTIVITY: Final = frozenset({"activity"})

CALL_LOGGED = Kind(
    name="call.logged",
    title="Call",
    phrase="had a call logged",
    sentence="Call, {direction}: {outcome}",
    properties={"outcome": "text", "direction": "text", "minutes": "number"},
    group="sales",
    tells_of=_OF_AN_ACTIVITY,
    touch=True,
)
MEETING_HELD = Kind(
    name="meeting.held",
    title="Meeting",
    phrase="had a meeting",
    sentence="Met ({place})",
    properties={"place": "text", "minutes": "number"},  # online, offline
    group="sales",
    tells_of=_OF_AN_ACTIVITY,
    touch=True,
)
EMAIL_SENT_BY_PERSON = Kind(
    name="email.sent_by_person",
    title="E-mail by one of us",
    phrase="was written to by a person",
    sentence="One of us wrote an e-mail",
    group="sales",
    tells_of=_OF_AN_ACTIVITY,
    touch=True,
)
EMAIL_REPLIED = Kind(
    name="email.replied",
    title="Reply",
    phrase="replied to an e-mail",
    sentence="Replied by e-mail",
    group="sales",
    tells_of=_OF_AN_ACTIVITY,
    touch=True,
)
NOTE_WRITTEN = Kind(
    name="note.written",
    title="Note",
    phrase="had a note written",
    sentence="Note",
    group="sales",
    tells_of=_OF_AN_ACTIVITY,
)
TASK_SET = Kind(
    name="task.set",
    title="Task",
    phrase="had a task set",
    sentence="Task set, due {due}",
    properties={"due": "date", "assignee": "member"},
    group="sales",
    tells_of=_OF_AN_ACTIVITY,
)
TASK_DONE = Kind(
    name="task.done",
    title="Task done",
    phrase="had a task done",
    sentence="Task done",
    properties={"assignee": "member"},
    group="sales",
    tells_of=_OF_AN_ACTIVITY,
)

KINDS = (
    CALL_LOGGED,
    MEETING_HELD,
    EMAIL_SENT_BY_PERSON,
    EMAIL_REPLIED,
    NOTE_WRITTEN,
    TASK_SET,
    TASK_DONE,
)

CHANNELS = {
    CALL_LOGGED.name: "phone",
    EMAIL_SENT_BY_PERSON.name: "email",
    EMAIL_REPLIED.name: "email",
    MEETING_HELD.name: "meeting",
}
"""Through which channel a deed reaches the buyer where nobody says otherwise."""
