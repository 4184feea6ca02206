"""The form of one condition: its fields follow from what is asked about and how."""

from typing import Any

from django import forms
from django.http import QueryDict

from entente.kit.criteria.operators import TAKES, Operand, Operator, Type, operand
from entente.kit.criteria.tree import Unit
from entente.kit.criteria.values import KEYED
from entente.kit.criteria.vocabulary import (
    BehaviourSpec,
    FieldSpec,
    PropertySpec,
    RelatedSpec,
    UnknownName,
    Vocabulary,
)
from entente.web.forms import HouseForm, NumberField, day_input

UNITS = [(one.value, f"{one.value}s") for one in (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR)]
TIMES = [
    ("at least", "at least"),
    ("at most", "at most"),
    ("exactly", "exactly"),
    ("never", "never"),
]
WHENS = [
    ("", "at any time"),
    (Operator.IN_LAST.value, "in the last"),
    (Operator.AGO.value, "more than … ago"),
    (Operator.ON.value, "on"),
    (Operator.BEFORE.value, "before"),
    (Operator.AFTER.value, "after"),
    (Operator.BETWEEN.value, "between"),
]
MOST_TIMES = 100_000
Spec = FieldSpec | BehaviourSpec | RelatedSpec | None


class ConditionForm(HouseForm):
    """One condition. `spec` is what it asks about, None until that is chosen."""

    spec: Spec = None
    vocabulary: Vocabulary

    @property
    def first_value(self) -> str | None:
        """The field that a refusal of the value stands beside."""
        named = ("value", "values", "low", "number", "day")
        return next((name for name in named if name in self.fields), None)


def form_for(*, what: str, vocabulary: Vocabulary, query: QueryDict) -> ConditionForm:
    """The form for what was chosen ("field:owner", "did:call.logged", "has:deal") and how."""
    spec = spec_of(what=what, vocabulary=vocabulary)
    form = ConditionForm(query if "add" in query else None)
    form.spec, form.vocabulary = spec, vocabulary
    match spec:
        case FieldSpec():
            _field(form, spec, query.get("how", ""))
        case BehaviourSpec():
            _behaviour(form, spec, query)
        case RelatedSpec():
            form.fields["times"] = _choice("How many", TIMES, initial="at least")
            form.fields["count"] = _count()
    for field in form.fields.values():
        field.error_messages["required"] = "Enter a value"
        field.error_messages["invalid_choice"] = "Choose one of the list"
    if not form.is_bound:
        form.initial = {name: query[name] for name in form.fields if query.get(name)}
    return form


def spec_of(*, what: str, vocabulary: Vocabulary) -> Spec:
    """What is meant; None for what there is not."""
    sort, _, key = what.partition(":")
    looks = {"field": vocabulary.field, "did": vocabulary.behaviour, "has": vocabulary.record}
    try:
        return looks[sort](key) if sort in looks else None
    except UnknownName:
        return None


def _field(form: ConditionForm, spec: FieldSpec, how: str) -> None:
    offered = TAKES[spec.type]
    chosen = next((one for one in offered if one.value == how), offered[0])
    words = [(one.value, said(one)) for one in offered]
    form.fields["how"] = _choice("How", words, initial=chosen.value)
    form.fields.update(value_fields(spec=spec, operator=chosen, vocabulary=form.vocabulary))


def said(operator: Operator) -> str:
    """How an operator reads in the form."""
    return {Operator.ONE_OF: "is one of", Operator.AGO: "is more than … ago"}.get(
        operator, operator.value
    )


def value_fields(
    *, spec: FieldSpec | PropertySpec, operator: Operator, vocabulary: Vocabulary
) -> dict[str, forms.Field]:
    """The inputs for what stands to the right of an operator."""
    shape = operand(operator)
    if shape is Operand.NOTHING:
        return {}
    if shape is Operand.SPAN:
        return span_fields()
    options = _options(spec, vocabulary)
    if shape is Operand.SEVERAL:
        return {"values": _several(options)}
    names = ("low", "high") if shape is Operand.PAIR else ("value",)
    labels = {"low": "From", "high": "To", "value": "Value"}
    found: dict[str, forms.Field] = {name: _single(spec.type, options, labels[name])
                                     for name in names}  # fmt: skip
    if spec.type is Type.MONEY:
        found["currency"] = _text("Currency", initial=vocabulary.currency, max_length=3)
    return found


def _options(spec: FieldSpec | PropertySpec, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    options = [(one.key, one.label) for one in vocabulary.options(spec) if one.retired_at is None]
    return [("me", "me"), *options] if spec.type is Type.MEMBER else options


def _single(type_: Type, options: list[tuple[str, str]], label: str) -> forms.Field:
    if type_ in KEYED and options:
        return _choice(label, options)
    match type_:
        case Type.NUMBER | Type.MONEY:
            return NumberField(
                label=label,
                fine=type_ is Type.NUMBER,
                widget=_input(inputmode="decimal"),
                max_digits=30,
                decimal_places=12,
            )
        case Type.DATE | Type.MOMENT:
            return day_field(label)
        case Type.YESNO:
            return _choice(label, [("yes", "yes"), ("no", "no")])
        case _:
            return _text(label)


def _several(options: list[tuple[str, str]]) -> forms.Field:
    if options:
        return forms.MultipleChoiceField(
            label="Values", choices=options, widget=forms.CheckboxSelectMultiple
        )
    return forms.CharField(label="Values", help_text="One on each line.", widget=forms.Textarea)


def _behaviour(form: ConditionForm, spec: BehaviourSpec, query: QueryDict) -> None:
    form.fields["times"] = _choice("How often", TIMES, initial="at least")
    form.fields["count"] = _count()
    form.fields["when"] = _choice("When", WHENS, required=False)
    when = query.get("when", "")
    if when in (Operator.IN_LAST.value, Operator.AGO.value):
        form.fields.update(span_fields())
    elif when == Operator.BETWEEN.value:
        form.fields.update(low=day_field("From"), high=day_field("To"))
    elif when:
        form.fields["day"] = day_field("Day")
    texts = [("", "anything"), *((one.key, one.name) for one in spec.every_property()
                                 if one.type is Type.TEXT)]  # fmt: skip
    form.fields["property"] = _choice("And with", texts, required=False)
    if query.get("property"):
        form.fields["holds"] = _text("that contains")


def span_fields() -> dict[str, forms.Field]:
    """A number of days, weeks, months or years."""
    number = forms.IntegerField(
        label="How many", min_value=0, max_value=36_600, widget=_input(inputmode="numeric")
    )
    return {"number": number, "unit": _choice("Of what", UNITS)}


def day_field(label: str) -> forms.DateField:
    """A day, by the browser's own picker."""
    return forms.DateField(
        label=label,
        widget=day_input(),
        error_messages={"invalid": "Enter a day, like 2026-11-24"},
    )


def _count() -> forms.IntegerField:
    return forms.IntegerField(
        label="Times",
        initial=1,
        min_value=0,
        max_value=MOST_TIMES,
        required=False,
        widget=_input(inputmode="numeric"),
    )


def _choice(label: str, options: list[tuple[str, str]], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=options, **more)


def _text(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, **{"max_length": 400, **more})


def _input(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs=attributes)
