"""What the deeds share: the lock on a document, and telling the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from entente.agreements import events, offers, queries
from entente.agreements.models import Document, Version, Withdrawal
from entente.agreements.rules.envelope import titled
from entente.ledger import operations as ledger
from entente.ledger.events import Kind, NewEntry
from entente.workspace.rules import Viewer

TEAM_OF_SEAT = {"marketing": "marketing", "sales": "sales", "sponsor": "shared"}


def locked(*, kind: str, scope: str) -> Document:
    """The document, made if it is new, held until the transaction ends: its life is serial."""
    row, _ = Document.objects.get_or_create(kind=kind, scope=scope)
    return Document.objects.select_for_update().get(id=row.id)


def locked_version(*, version_id: int) -> Version:
    """The version as it stands once its document is held."""
    document_id = Version.objects.values_list("document_id", flat=True).get(id=version_id)
    Document.objects.select_for_update().get(id=document_id)
    return Version.objects.select_related("document", "decline", "withdrawal", "in_force").get(
        id=version_id
    )


def take_back_open(*, document: Document, reason: str, by: Viewer, at: datetime) -> None:
    """Take back the proposal that is still open, if there is one."""
    for version in queries.open_versions().filter(document=document):
        Withdrawal.objects.create(version=version, member_id=by.member_id, at=at, reason=reason)
        tell(events.WITHDRAWN, about=version, by=by, at=at, properties={"reason": reason})


def tell(
    kind: Kind,
    *,
    about: Document | Version,
    by: Viewer,
    at: datetime,
    once: str = "",
    team: str = "",
    properties: Mapping[str, Any] | None = None,
) -> None:
    """Write what happened to a document or version; with `once` at most one entry of that name."""
    version = about if isinstance(about, Version) else None
    document = version.document if version else about
    title = titled(title=offers.kind(document.kind).title, scope=document.scope)
    said: dict[str, Any] = {"document": document.kind, "scope": document.scope, "title": title}
    if version:
        said["version"] = version.number
    name = f"{kind.name}:{about.pk}:{once}" if once or version else None
    entry = NewEntry(
        kind=kind.name,
        occurred_at=at,
        message_id=name,
        team=team,
        actor=by.member_id,
        properties={**said, **(properties or {})},
    )
    ledger.record(entries=[entry], at=at)
