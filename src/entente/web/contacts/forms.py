"""What the deeds on a contact ask."""

from datetime import datetime

from django import forms

from entente.funnel import queries as funnels
from entente.web.forms import HouseForm

MEANS = [("mail", "E-mail"), ("phone", "Phone calls"), ("tracking", "Tracking")]


class MoveForm(HouseForm):
    """Which stage, and why."""

    asks = {
        "stage": "Choose the stage",
        "reason": "Say why this contact moves: the other team will read it",
    }
    stage = forms.ChoiceField(label="Stage")
    reason = forms.CharField(
        label="Why",
        help_text="Both teams read it on the timeline.",
        max_length=300,
        widget=forms.Textarea,
    )


def move_form(*, data: object, at: datetime, hands_over: str = "", waits: bool = False) -> MoveForm:
    """The form with the stages of the funnel in force, side exits after the others.

    Without a choice of stages where it is the hand-over that is asked for.
    """
    form = MoveForm(data)
    if hands_over:
        del form.fields["stage"]
        return form
    funnel = funnels.canon(at=at).document
    to_sales = "waits for sales already" if waits else "hands over to sales"
    path = [(one.key, f"{one.name} ({to_sales})" if one.handover else one.name)
            for one in funnel.path]  # fmt: skip
    exits = [(one.key, one.name) for one in funnel.exits]
    form.fields["stage"].choices = [("", "Choose a stage"), ("Stages", path),
                                    ("Out of the funnel", exits)]  # fmt: skip
    return form


class RefuseForm(HouseForm):
    """What they want no more, and how we know."""

    asks = {"means": "Choose what they want no more", "source": "Say how they told us"}
    means = forms.ChoiceField(label="They want no more", choices=MEANS, widget=forms.RadioSelect)
    source = forms.CharField(
        label="How they told us",
        help_text="Like: told Ada on the phone, 24 November.",
        max_length=200,
    )


class AgreeForm(HouseForm):
    """The proof of a new consent."""

    asks = {"proof": "Say when, where and how they agreed; that is the proof"}
    proof = forms.CharField(
        label="When, where and how they agreed",
        help_text="This is kept as the proof of their consent.",
        max_length=2000,
        widget=forms.Textarea,
    )


class EraseForm(HouseForm):
    """How they asked to be erased."""

    asks = {"request": "Say how they asked, without naming them"}
    request = forms.CharField(
        label="How they asked",
        help_text="Like: by letter, 12 November. Without their name: this stays.",
        max_length=200,
    )
