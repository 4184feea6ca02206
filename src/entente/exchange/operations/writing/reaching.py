"""How far the one who brought a file reaches, and what of a row is left where that ends.

The rule is the pages': what somebody may not change there, they do not change by a file. A no is
recorded all the same, and what happened to somebody they may see, as the form that logs it does.
"""

from dataclasses import replace
from datetime import datetime

from entente.exchange.operations.writing.chunk import Chunk, Run
from entente.exchange.rules.drafts import Wish
from entente.exchange.rules.outcomes import Fate, skipped
from entente.workspace import queries as workspace

STAYS = "The {record} of the row is not among those that you may change: it stays as it is."
LEFT_OUT = "The {record} of the row is not among those that you may change: it was left out."
ONLY_TOLD = "The {record} is not among those that you may change: only noes and touches were taken."
NOT_LOGGED = "Your seat does not let you log what happened: touches were left out."


def reach_now(*, run: Run, at: datetime) -> None:
    """Ask anew who they are: seats end and members join while an import runs or rests."""
    by = run.doing.by
    if by.member_id is not None:
        run.doing = replace(run.doing, by=workspace.viewer(member_id=by.member_id, at=at))
    run.adding.clear()


def unmakeable(*, run: Run, record: str, wish: Wish) -> Fate | None:
    """Why they may not add the record that a row asks for; None if they may.

    For whom is not asked: who adds one of their own may give it to anybody the moment after.
    """
    if wish.found is not None:
        return None
    if record not in run.adding:
        by = run.doing.by
        run.adding[record] = by.may(record=record, action="change", owner_id=by.member_id)
    return None if run.adding[record] else skipped(f"You may not add a {record}.")


def may_log(run: Run) -> bool:
    """Whether they may log what happened, as the form of a record asks."""
    by = run.doing.by
    return by.may(record="activity", action="change", owner_id=by.member_id)


def warn_of_touches(*, run: Run, chunk: Chunk) -> None:
    """Count the rows whose touches are not written."""
    if run.plan.mapping.touches and not may_log(run):
        for row in chunk.rows():
            if _has_touch(run, chunk, row):
                chunk.reading.warnings[NOT_LOGGED] += 1


def only_told(*, run: Run, chunk: Chunk, row: int, wishes: dict[str, Wish]) -> bool:
    """Whether a row whose own record is beyond reach still tells something, which alone it keeps.

    Its wishes are then only whom it speaks of.
    """
    contact = wishes.get("contact")
    known = row in chunk.noes or (contact is not None and contact.found is not None)
    no = known and _says_no(run, chunk, row)
    seen = {record for record, wish in wishes.items() if wish.found and wish.found.reach != "none"}
    touch = run.plan.main in seen and may_log(run) and _has_touch(run, chunk, row)
    if not (no or touch):
        return False
    for record in list(wishes):
        if record in seen or (no and record == "contact"):
            wishes[record].bare = True
        else:
            del wishes[record]
    chunk.reading.warnings[ONLY_TOLD.format(record=run.plan.main)] += 1
    return True


def leave(*, run: Run, chunk: Chunk, row: int, record: str, wishes: dict[str, Wish]) -> None:
    """Link a row to another record beyond reach as it is, or leave out one that is not seen."""
    wish = wishes[record]
    draft = wish.found
    if draft is not None and draft.reach == "see":
        wish.bare = True
        told = wish.values.keys() - {one.kind for one in wish.match}
        if told or (record == "contact" and _has_stage(run, chunk, row)):
            chunk.reading.warnings[STAYS.format(record=record)] += 1
        return
    if record == "contact" and draft is not None and _says_no(run, chunk, row):
        chunk.noes[row] = draft
    del wishes[record]
    chunk.reading.warnings[LEFT_OUT.format(record=record)] += 1


def _says_no(run: Run, chunk: Chunk, row: int) -> bool:
    return any(
        chunk.column(f"opt_outs[{number}].said")[row]
        for number, _ in enumerate(run.plan.mapping.opt_outs)
    )


def _has_stage(run: Run, chunk: Chunk, row: int) -> bool:
    return any(
        chunk.column(f"stages[{number}].at")[row] is not None
        for number, _ in enumerate(run.plan.mapping.stages)
    )


def _has_touch(run: Run, chunk: Chunk, row: int) -> bool:
    return any(
        chunk.column(f"touches[{number}].at")[row] is not None
        for number, _ in enumerate(run.plan.mapping.touches)
    )
