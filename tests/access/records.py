"""Which addresses hold the id of a record, whose it is, and how to make one for somebody."""

from datetime import timedelta

from django.contrib.auth import get_user_model

from entente.activities.models import Activity
from entente.activities.operations.tasks import set_task
from entente.activities.rules import About
from entente.activities.testing import ring
from entente.audiences import operations as audiences
from entente.audiences.models import SavedView
from entente.exchange.models import Import
from entente.exchange.operations import intake
from entente.handoff.models import Handover, Verdict
from entente.handoff.operations import deciding
from entente.handoff.testing import handed_over
from entente.inbox.models import Notice
from entente.people.testing import found_company, meet
from entente.pipeline.testing import sell
from entente.workspace import operations as workspace
from entente.workspace import queries as members
from entente.workspace.rules import SYSTEM, Viewer
from entente.workspace.testing import MORNING

# A record by the part of an address that holds its id; `record_id` is of what the name begins with.
RECORDS = {
    "absence_id": "absence",
    "company_id": "company",
    "contact_id": "contact",
    "deal": "deal",
    "deal_id": "deal",
    "import_id": "import",
    "lead": "handoff",
    "notice_id": "notice",
    "position": "entry",
    "task_id": "activity",
    "verdict": "verdict",
    "view_id": "view",
}
BY_NAME = "record_id"

# What is done there, where the policy of the address does not say so of that record.
DONE = {
    "absence_end": "change",
    "entry": "change",
    "inbox_read": "change",
    "journey": "see",
    "queue_undo": "change",
    "view_removal": "change",
}

# Ids of nobody's records, by address or by part: each with the reason.
_SETTING = "a setting of the workspace: administrators come in, and reach all of them"
_DOCUMENT = "the accord is everybody's: there is no document of one's own"
_TOKEN = "a secret that only its owner was sent; tests of the room tell what a wrong one does"
_SIDE = "a promise is its side's, not one person's; stories of the scorecard tell who may"
SETTINGS = {"calendar_id", "invitation_id", "mail_id", "member_id", "pipeline_id"}
NOBODYS = {
    **dict.fromkeys(SETTINGS, _SETTING),
    "number": _DOCUMENT,
    "join": _TOKEN,
    "account_reset_password_from_key": _TOKEN,
    "undo": _TOKEN,
    "excuse": _SIDE,
    "excuse_answer": _SIDE,
}
# Ids within a record whose id stands before them: who may not reach that never comes to them.
WITHIN = {"deal_leaving": {"contact_id"}, "queue_answer": {"question"}}


def record_of(name: str, part: str) -> str | None:
    """The record whose id stands in this part of an address; None where nobody said yet."""
    return name.partition("_")[0] if part == BY_NAME else RECORDS.get(part)


def is_decided(name: str, part: str) -> bool:
    """Whether somebody decided about the id in this part of an address."""
    if name in NOBODYS or part in NOBODYS or part in WITHIN.get(name, ()):
        return True
    return record_of(name, part) in MAKE


def make_contact(owner: int) -> int:
    return meet(name="Sara Lind", owner=owner)


def make_company(owner: int) -> int:
    return found_company(name="Ostgård Dairy", owner=owner)


def make_task(owner: int) -> int:
    about = About(contact_id=meet(name="Jonas Weber"))
    task = set_task(about=about, subject="Ring back", assignee=owner, by=SYSTEM, at=MORNING)
    Activity.objects.filter(id=task).update(by_id=owner)
    return task


def make_deal(owner: int) -> int:
    return sell(name="Mill", owner=owner)


def make_handoff(owner: int) -> int:
    row = handed_over(contact=meet(name="Ida"), at=MORNING)
    Handover.objects.filter(id=row.id).update(owner_id=owner)
    return row.id


def make_import(owner: int) -> int:
    content = f"email\n{owner}@example.com\n".encode()
    import_id = intake.take_file(blocks=[content], filename="people.csv", by=SYSTEM, at=MORNING)
    Import.objects.filter(id=import_id).update(by_id=owner)
    return import_id


def make_entry(owner: int) -> int:
    """A logged call, by its position in the ledger."""
    logged = ring(contact_id=meet(name="Rosa Alba"), by=SYSTEM, at=MORNING)
    Activity.objects.filter(id=logged).update(by_id=owner)
    return Activity.objects.values_list("position", flat=True).get(id=logged)


def make_verdict(owner: int) -> int:
    row = handed_over(contact=meet(name="Piet"), at=MORNING)
    deciding.accept(handover_id=row.id, by=_noor(), at=MORNING)
    verdict = Verdict.objects.get(handover_id=row.id)
    Verdict.objects.filter(id=verdict.id).update(by_id=owner)
    return verdict.id


def _noor() -> Viewer:
    noor = get_user_model().objects.get(email="noor@example.com")
    return members.viewer(member_id=noor.id, at=MORNING)


def make_view(owner: int) -> int:
    """A view that everybody sees."""
    view = audiences.save_view(
        name=f"Of {owner}", subject="contact", query="", shared="all", by=_noor(), at=MORNING
    )
    SavedView.objects.filter(id=view).update(owner_id=owner)
    return view


def make_absence(owner: int) -> int:
    return workspace.note_absence(
        member_id=owner,
        since=MORNING + timedelta(days=1),
        until=MORNING + timedelta(days=2),
        reason="Holiday",
        by=members.viewer(member_id=owner, at=MORNING),
        at=MORNING,
    )


def make_notice(owner: int) -> int:
    return Notice.objects.create(
        member_id=owner, kind="asked", title="A question", cause=f"test {owner}", at=MORNING
    ).id


MAKE = {
    "absence": make_absence,
    "activity": make_task,
    "company": make_company,
    "contact": make_contact,
    "deal": make_deal,
    "entry": make_entry,
    "handoff": make_handoff,
    "import": make_import,
    "notice": make_notice,
    "verdict": make_verdict,
    "view": make_view,
}
