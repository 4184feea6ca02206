"""What can happen to a person or a company, and what marketing's touches are. Pure."""

from typing import Final

from entente.ledger.events import Kind

_OF_A_COMPANY: Final = frozenset({"company"})

CONTACT_CREATED = Kind(
    name="contact.created",
    title="Contact added",
    phrase="was added",
    sentence="Added to Entente",
    group="record",
)
CONTACT_CHANGED = Kind(
    name="contact.changed",
    title="Contact changed",
    phrase="was changed",
    sentence="Changed: {what}",
    properties={"what": "text"},
    group="record",
)
CONTACT_OWNER_CHANGED = Kind(
    name="contact.owner_changed",
    title="New owner",
    phrase="was given to another owner",
    sentence="Given to another owner",
    properties={"from": "member", "to": "member"},
    group="record",
)
CONTACT_MERGED = Kind(
    name="contact.merged",
    title="Contacts merged",
    phrase="was merged with another contact",
    sentence="Another record of the same person was merged into this one",
    properties={"was": "number"},
    group="record",
)
CONTACT_UNMERGED = Kind(
    name="contact.unmerged",
    title="Merge undone",
    phrase="had a merge undone",
    sentence="A merge was undone: these are two persons",
    properties={"was": "number"},
    group="record",
)
CONTACT_ERASED = Kind(
    name="contact.erased",
    title="Person erased",
    phrase="was erased",
    sentence="Erased at the person's request; the bare facts stay",
    properties={"request": "text"},
    group="record",
)
CONTACT_DELETED = Kind(
    name="contact.deleted",
    title="Contact deleted",
    phrase="was deleted",
    sentence="Deleted",
    group="record",
)
CONTACT_RESTORED = Kind(
    name="contact.restored",
    title="Contact restored",
    phrase="was restored",
    sentence="Brought back",
    group="record",
)
CONTACT_OPTED_OUT = Kind(
    name="contact.opted_out",
    title="Said no",
    phrase="opted out",
    sentence="Wants no {means} any more ({through})",
    properties={"means": "text", "through": "text"},
    said=frozenset({"through"}),
    group="record",
)
CONTACT_OPTED_IN = Kind(
    name="contact.opted_in",
    title="Said yes again",
    phrase="opted in again",
    sentence="Agreed to {means} again",
    properties={"means": "text"},
    group="record",
)
COMPANY_CREATED = Kind(
    name="company.created",
    title="Company added",
    phrase="had its company added",
    sentence="Company added to Entente",
    group="record",
    tells_of=_OF_A_COMPANY,
)
COMPANY_CHANGED = Kind(
    name="company.changed",
    title="Company changed",
    phrase="had its company changed",
    sentence="Company changed: {what}",
    properties={"what": "text"},
    group="record",
    tells_of=_OF_A_COMPANY,
)
COMPANY_OWNER_CHANGED = Kind(
    name="company.owner_changed",
    title="New owner of the company",
    phrase="had its company given to another owner",
    sentence="Company given to another owner",
    properties={"from": "member", "to": "member"},
    group="record",
    tells_of=_OF_A_COMPANY,
)
COMPANY_MERGED = Kind(
    name="company.merged",
    title="Companies merged",
    phrase="had its company merged",
    sentence="Another record of the same company was merged into this one",
    properties={"was": "number"},
    group="record",
    tells_of=_OF_A_COMPANY,
)
COMPANY_UNMERGED = Kind(
    name="company.unmerged",
    title="Merge of companies undone",
    phrase="had a merge of its company undone",
    sentence="A merge was undone: these are two companies",
    properties={"was": "number"},
    group="record",
    tells_of=_OF_A_COMPANY,
)
COMPANY_DELETED = Kind(
    name="company.deleted",
    title="Company deleted",
    phrase="had its company deleted",
    sentence="Company deleted",
    group="record",
    tells_of=_OF_A_COMPANY,
)
COMPANY_RESTORED = Kind(
    name="company.restored",
    title="Company restored",
    phrase="had its company restored",
    sentence="Company brought back",
    group="record",
    tells_of=_OF_A_COMPANY,
)


def _touch(name: str, title: str, phrase: str, sentence: str, **properties: str) -> Kind:
    """A mail's subject and the link clicked may name whom it was sent to."""
    return Kind(
        name=name,
        title=title,
        phrase=phrase,
        sentence=sentence,
        properties=properties,
        said=frozenset({"subject", "link"} & properties.keys()),
        group="marketing",
        touch=True,
    )


FIRST_CONTACT_MADE = _touch(
    "first_contact.made",
    "First contact",
    "first came in touch",
    "First came to us through {channel}",
    page="text",
)
VISIT_MADE = _touch("visit.made", "Visit", "visited", "Visited {page}", page="text")
FORM_SUBMITTED = _touch(
    "form.submitted",
    "Form",
    "submitted a form",
    "Sent the form {asset}",
    asks="text",  # demo, price, call: somebody who raises their hand
    page="text",
)
ASSET_DOWNLOADED = _touch(
    "asset.downloaded",
    "Download",
    "downloaded any asset",
    "Downloaded {asset}",
    topic="text",
    format="text",
)
EMAIL_OPENED = _touch(
    "email.opened", "E-mail opened", "opened an e-mail", "Opened {asset}", subject="text"
)
EMAIL_CLICKED = _touch(
    "email.clicked",
    "E-mail clicked",
    "clicked in an e-mail",
    "Clicked in {asset}",
    subject="text",
    link="text",
)
EVENT_ATTENDED = _touch(
    "event.attended",
    "Event",
    "attended an event",
    "Came to {asset}",
    topic="text",
    place="text",  # online, offline
)
AD_CLICKED = _touch(
    "ad.clicked", "Advertisement", "clicked an advertisement", "Clicked the advertisement {asset}"
)

TOUCHES = (
    FIRST_CONTACT_MADE,
    VISIT_MADE,
    FORM_SUBMITTED,
    ASSET_DOWNLOADED,
    EMAIL_OPENED,
    EMAIL_CLICKED,
    EVENT_ATTENDED,
    AD_CLICKED,
)
KINDS = (
    CONTACT_CREATED,
    CONTACT_CHANGED,
    CONTACT_OWNER_CHANGED,
    CONTACT_MERGED,
    CONTACT_UNMERGED,
    CONTACT_ERASED,
    CONTACT_DELETED,
    CONTACT_RESTORED,
    CONTACT_OPTED_OUT,
    CONTACT_OPTED_IN,
    COMPANY_CREATED,
    COMPANY_CHANGED,
    COMPANY_OWNER_CHANGED,
    COMPANY_MERGED,
    COMPANY_UNMERGED,
    COMPANY_DELETED,
    COMPANY_RESTORED,
    *TOUCHES,
)
