"""Help for tests: a file in, all the way."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from entente.exchange.jobs import Importer
from entente.exchange.models import Import, RowOutcome
from entente.exchange.operations import asking, intake
from entente.exchange.rules import document
from entente.workspace.rules import Viewer


def bring_in(
    *,
    content: bytes | str | Path,
    by: Viewer,
    at: datetime,
    mapping: Any = None,
    check: bool = False,
) -> Import:
    """Take a file and import it (or only look it through); gives the import as it ended."""
    if isinstance(content, Path):
        content = content.read_bytes()
    blocks = [content if isinstance(content, bytes) else content.encode()]
    chosen = document.check(given=mapping) if isinstance(mapping, Mapping) else mapping
    import_id = intake.take_file(blocks=blocks, filename="people.csv", by=by, at=at, mapping=chosen)
    (asking.ask_to_check if check else asking.ask_to_run)(import_id=import_id, by=by)
    work_off(at=at)
    return Import.objects.get(id=import_id)


def work_off(*, at: datetime) -> None:
    """Everything that is due."""
    importer = Importer()
    while importer.step(at=at):
        pass


def fates(row: Import) -> list[tuple[int, str, str]]:
    """Line, outcome and reason of every row of an import."""
    found = RowOutcome.objects.filter(batch=row).order_by("line")
    return list(found.values_list("line", "outcome", "reason"))
