"""Adding a condition to a list without writing the language: what, how, which value."""

from dataclasses import dataclass
from datetime import datetime
from decimal import InvalidOperation

from django.http import QueryDict

from entente.kit.criteria.check import check
from entente.kit.criteria.text.sentence import sentence
from entente.kit.criteria.text.show import show
from entente.kit.criteria.tree import all_of
from entente.web import addresses
from entente.web.lists.asking import ConditionForm, form_for
from entente.web.lists.meaning import meant
from entente.web.lists.phrases import parts_of
from entente.web.lists.subjects import Listed
from entente.web.lists.wanted import Wanted, read, understood
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adding:
    """The form. `then` is where to go once it is answered: the list with the condition."""

    listed: Listed
    address: str
    back: str
    where: str
    problem: str
    said: str
    what: str
    groups: tuple[Group, ...]
    form: ConditionForm
    carried: tuple[tuple[str, str], ...]
    then: str = ""


def build(*, query: QueryDict, listed: Listed, viewer: Viewer, at: datetime) -> Adding:
    """The form as far as it is filled in; `add` in the query asks to add the condition."""
    wanted = understood(wanted=_read(query, listed, viewer, at), viewer=viewer, at=at)
    if not wanted.where:
        wanted = _without_problem(wanted)
    assert wanted.words is not None  # noqa: S101  understood always reads the vocabulary
    vocabulary = wanted.words.vocabulary
    what = query.get("what", "")
    form = form_for(what=what, vocabulary=vocabulary, query=query)
    then = ""
    if "text" in query and not wanted.problem:
        then = _list(wanted)
    elif "add" in query and form.spec is not None and form.is_valid():
        then = _added(form, wanted)
    return Adding(
        listed=listed,
        address=addresses.listing(listed.subject).partition("?")[0],
        back=_list(wanted),
        where=wanted.where,
        problem=str(wanted.problem or ""),
        said=sentence(wanted.tree, vocabulary=vocabulary) if wanted.tree else "",
        what=what,
        groups=_groups(wanted),
        form=form,
        carried=tuple(wanted.carried.items()),
        then=then,
    )


def _read(query: QueryDict, listed: Listed, viewer: Viewer, at: datetime) -> Wanted:
    own = QueryDict(mutable=True)
    for name in ("where", "q", "sort", "columns", "saved"):
        if query.get(name):
            own[name] = query[name]
    where = own.pop("where", [""])[0].strip()
    columns = own.get("columns", "").split(",")
    wanted = read(query=own, listed=listed, viewer=viewer, at=at, known=frozenset(columns))
    return Wanted(
        listed=listed,
        where=where,
        q=wanted.q,
        sort=wanted.sort,
        columns=wanted.columns,
        saved=wanted.saved,
    )


def _without_problem(wanted: Wanted) -> Wanted:
    """No text yet is nothing wrong: the list is not narrowed."""
    return Wanted(
        listed=wanted.listed,
        q=wanted.q,
        sort=wanted.sort,
        columns=wanted.columns,
        saved=wanted.saved,
        words=wanted.words,
    )


def _list(wanted: Wanted, **changes: str) -> str:
    return addresses.listing(wanted.listed.subject).partition("?")[0] + wanted.url(**changes)


def _added(form: ConditionForm, wanted: Wanted) -> str:
    """The list with one more condition, or '' with what is wrong in the form."""
    assert wanted.words is not None  # noqa: S101  build has asked
    vocabulary = wanted.words.vocabulary
    try:
        part = meant(form=form)
    except InvalidOperation:
        form.refuse(form.first_value, "Enter numbers, one on each line, like 310")
        return ""
    problems = check(part, vocabulary=vocabulary)
    if problems:
        form.refuse(form.first_value, problems[0].words)
        return ""
    whole = all_of([*parts_of(wanted.tree), part])
    return _list(wanted, where=show(whole, vocabulary=vocabulary))


def _groups(wanted: Wanted) -> tuple[Group, ...]:
    """What one can ask about, in groups: the record, its company, behaviours, related records."""
    assert wanted.words is not None  # noqa: S101  build has asked
    vocabulary = wanted.words.vocabulary
    subject = wanted.listed.subject
    own, firm, custom = [], [], []
    for spec in vocabulary.fields:
        if spec.retired_at:
            continue
        prefix = "company " if subject == "company" else "deal " if subject == "deal" else ""
        words = spec.name.removeprefix(prefix)
        choice = (f"field:{spec.key}", words[:1].upper() + words[1:])
        group = custom if "cf_" in spec.key else own
        (firm if spec.key.startswith("company.") else group).append(choice)
    did = [
        (f"did:{spec.key}", spec.phrase[:1].upper() + spec.phrase[1:])
        for spec in vocabulary.behaviours
        if not spec.retired_at
    ]
    has = [(f"has:{spec.key}", f"Has a {spec.name}") for spec in vocabulary.related]
    named = (
        (wanted.listed.one.capitalize(), own),
        ("Your own fields", custom),
        ("Their company", firm),
        ("What happened", sorted(did, key=lambda one: one[1])),
        ("Belongs to it", has),
    )
    return tuple(Group(title=title, options=tuple(found)) for title, found in named if found)
