"""What the index of search can do for a criterion: a condition that it implies, found at once.

`job title contains "head"` reads a million rows; all that it can meet has "head" in `words`.
"""

from typing import Final, LiteralString

from entente.kit.criteria.operators import Operator
from entente.kit.criteria.sql.fragment import TRUE, Fragment, bound, joined, sql
from entente.kit.criteria.tree import All, Compare, Criterion
from entente.people.rules.words import SHORTEST, like

# The fields whose casefolded texts stand in the column `words`, by sort of record.
HELD: Final = {
    "contact": frozenset({"name", "email", "job_title", "company.name"}),
    "company": frozenset({"name", "domain"}),
    "deal": frozenset({"name"}),
}
COLUMNS: Final[dict[str, LiteralString]] = {
    "contact": "people_contact.words",
    "company": "people_company.words",
    "deal": "pipeline_deal.words",
}
_HOLD: Final = frozenset({Operator.IS, Operator.CONTAINS, Operator.STARTS, Operator.ENDS})


def narrowing(*, tree: Criterion, subject: str) -> Fragment:
    """What holds of every record that meets the criterion now; to be joined to it by `and`.

    Only for finding those who meet it in the present: it says nothing of missed and unknown.
    """
    parts = tree.parts if isinstance(tree, All) else (tree,)
    texts = [
        part.value.casefold()
        for part in parts
        if isinstance(part, Compare)
        and part.field in HELD[subject]
        and part.operator in _HOLD
        and isinstance(part.value, str)
        and len(part.value.casefold()) >= SHORTEST
    ]
    if not texts:
        return TRUE
    column = Fragment(COLUMNS[subject])
    return joined(
        " and ", [sql("{} like {}", column, bound(f"%{like(text)}%", "text")) for text in texts]
    )
