"""The company's own fields: define, rename, offer other options, retire."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from entente.people.models import CustomField
from entente.people.rules.changes import UnableToSave
from entente.people.rules.fields import CUSTOM_TYPES, BadValue, clean
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def define_field(
    *,
    record: str,
    label: str,
    type: str,
    by: Viewer,
    at: datetime,
    options: Sequence[str] = (),
    personal: bool = True,
) -> str:
    """A new field on contacts, companies or deals; gives its name for ever, cf_<id>.

    `personal` values are emptied when a person is erased. Raises UnableToSave, Refused.
    """
    require(viewer=by, record="workspace", action="change")
    label = _label(label)
    if record not in ("contact", "company", "deal"):
        raise UnableToSave({"record": "A field belongs to contacts, companies or deals."})
    if type not in CUSTOM_TYPES:
        raise UnableToSave({"type": f"Choose one of {', '.join(CUSTOM_TYPES)}."})
    if (type == "choice") != bool(options):
        raise UnableToSave({"options": "Give a choice its options, and only a choice."})
    row = CustomField(
        record=record,
        label=label,
        label_key=label.casefold(),
        type=type,
        options=_options([], options),
        personal=personal,
        defined_at=at,
        defined_by_id=by.member_id,
    )
    _save(row)
    return f"cf_{row.id}"


def rename_field(*, name: str, label: str, by: Viewer) -> None:
    """Another label; values, criteria and history stay with the name."""
    require(viewer=by, record="workspace", action="change")
    row = _row(name)
    row.label = _label(label)
    row.label_key = row.label.casefold()
    _save(row)


def offer_options(*, name: str, options: Sequence[str], by: Viewer) -> None:
    """The labels that a choice offers from now on; known labels keep their keys and values."""
    require(viewer=by, record="workspace", action="change")
    row = _row(name)
    if row.type != "choice" or not options:
        raise UnableToSave({"options": "Give a choice its options, and only a choice."})
    row.options = _options(row.options, options)
    row.save(update_fields=["options"])


def retire_field(*, name: str, by: Viewer, at: datetime) -> None:
    """Offer the field no more; what it holds stays."""
    require(viewer=by, record="workspace", action="change")
    CustomField.objects.filter(id=_row(name).id, retired_at=None).update(retired_at=at)


def offer_field_again(*, name: str, by: Viewer) -> str:
    """Offer a retired field as before, with what it holds; gives its label.

    Raises UnableToSave where another field has its name by now.
    """
    require(viewer=by, record="workspace", action="change")
    row = _row(name)
    row.retired_at = None
    _save(row)
    return row.label


def _row(name: str) -> CustomField:
    number = name.removeprefix("cf_")
    row = CustomField.objects.filter(id=number).first() if number.isdigit() else None
    if row is None:
        raise UnableToSave({"": f"There is no field {name} (any more)."})
    return row


def _label(label: str, *, asked: str = "label", what: str = "the field") -> str:
    try:
        text = clean(label)
    except BadValue as error:
        raise UnableToSave({asked: str(error)}) from None
    if not text or len(text.casefold()) > 80:
        raise UnableToSave({asked: f"Give {what} a name of at most 80 characters."})
    return text


def _options(known: Sequence[dict[str, str]], labels: Sequence[str]) -> list[dict[str, str]]:
    """Options that are offered no more stay behind the others, so that no key is given twice.

    A key looks like no label: a file that says "1" means the label, wherever it stands.
    """
    by_label = {one["label"].casefold(): one["key"] for one in known}
    offered: dict[str, dict[str, str]] = {}
    for given in labels:
        label = _label(given, asked="options", what="each answer")
        key = by_label.setdefault(label.casefold(), f"option:{len(by_label) + 1}")
        offered[key] = {"key": key, "label": label}
    former = [{**one, "former": "yes"} for one in known if one["key"] not in offered]
    return [*offered.values(), *former]


def _save(row: CustomField) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise UnableToSave({"label": f"There is a field {row.label} already."}) from error
