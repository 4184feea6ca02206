"""Making a mapping ready to run in this house: its zone, fields, stages, and kinds of touches."""

from collections.abc import Sequence
from datetime import datetime

from entente.exchange.models import Import
from entente.exchange.operations.writing.chunk import Run
from entente.exchange.queries import retired
from entente.exchange.queries.again import later_than, twins_of
from entente.exchange.queries.plans import plan_of, stages_of_funnel
from entente.exchange.rules import document, targets
from entente.exchange.rules.adds import Adds
from entente.exchange.rules.problems import BadMapping
from entente.exchange.rules.slots import own_fields
from entente.ledger import offers
from entente.people.operations.customfields import define_field
from entente.people.operations.saving import Doing
from entente.people.queries.known import custom_fields, home_region
from entente.workspace.rules import SYSTEM, Viewer


def problems_of(*, mapping: document.Document, columns: Sequence[str], at: datetime) -> list[str]:
    """What stands against running this mapping on a file with these columns, here and now."""
    try:
        plan = plan_of(mapping=mapping, columns=columns, at=at)
    except BadMapping as error:
        return error.problems
    stages = stages_of_funnel(at=at)
    problems = [*_touch_problems(mapping), *_field_problems(mapping)]
    problems += retired.refusals(mapping=mapping)
    for bound in plan.bound:
        if bound.place is None and bound.slot.path.endswith("].stage"):
            given = str(bound.constant)
            if given.casefold() not in stages:
                known = ", ".join(sorted(set(stages.values())))
                problems.append(
                    f"{bound.slot.path}: our funnel has no stage “{given}”; it has {known}."
                )
    return problems


def _touch_problems(mapping: document.Document) -> list[str]:
    known = offers.touch_kinds()
    return [
        f"touches[{number}].kind: {touch.kind} is no kind of touch; use one of "
        f"{', '.join(sorted(known))}."
        for number, touch in enumerate(mapping.touches)
        if touch.kind not in known
    ]


def _field_problems(mapping: document.Document) -> list[str]:
    """Fields of our own must not be of another type here than the mapping says."""
    known = {
        record: {field.label.casefold(): field for field in custom_fields(record=record).values()}
        for record in targets.RECORDS
    }
    problems = []
    for record, label, slot in own_fields(mapping):
        field = known[record].get(label.casefold())
        if field is not None and field.type != slot.source.type:
            problems.append(
                f"{slot.path}: the field {field.label} holds a {field.type} here, not a "
                f"{slot.source.type}."
            )
    return problems


def ready(*, row: Import, by: Viewer, at: datetime, dry: bool = False) -> Run:
    """Everything that the chunks of an import share. Fields that are missing are made now.

    Raises BadMapping where the house has changed since the mapping was chosen.
    """
    mapping = document.check(given=row.mapping)
    problems = problems_of(mapping=mapping, columns=row.layout["columns"], at=at)
    if problems:
        raise BadMapping(problems)
    adds = Adds() if dry else Adds.of(row.adds)
    fields = _fields(mapping, at, adds, dry=dry)
    twins = twins_of(row=row)
    late, knowing = later_than(fields=set(fields.values()), twins=twins)
    return Run(
        batch=row.id,
        plan=plan_of(mapping=mapping, columns=row.layout["columns"], at=at),
        filename=row.filename,
        doing=Doing(by=by, at=at, source="import", batch=row.id),
        home=home_region(),
        fields=fields,
        adds=adds,
        stages=stages_of_funnel(at=at),
        teams={name: _team(offers.kind(name).group) for name in offers.touch_kinds()},
        dry=dry,
        twins=twins,
        late=late,
        knowing=knowing,
        left_out=_left_out(mapping, row.layout["columns"]),
    )


def _left_out(mapping: document.Document, columns: Sequence[str]) -> dict[int, str]:
    words = retired.left_out(mapping=mapping, columns=columns)
    return {columns.index(column): told for column, told in words.items()}


def _team(group: str) -> str:
    return group if group in ("marketing", "sales") else ""


def _fields(
    mapping: document.Document, at: datetime, adds: Adds, *, dry: bool
) -> dict[tuple[str, str], str]:
    found = {}
    for record, label, slot in own_fields(mapping):
        known = {f.label.casefold(): name for name, f in custom_fields(record=record).items()}
        name = known.get(label.casefold())
        if name is None:
            adds.own_field(label, of=record)
        if name is None and not dry:
            name = define_field(
                record=record,
                label=label,
                type=slot.source.type,
                by=SYSTEM,
                at=at,
                personal=record == "contact",
            )
        found[record, label] = name or "cf_0"
    return found
