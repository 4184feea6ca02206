"""What an excuse asks."""

from collections.abc import Sequence
from typing import Any

from django import forms

from entente.web.forms import HouseForm

LONGEST_NOTE = 500


class ExcuseForm(HouseForm):
    """Why a promise was broken for one lead: a reason of the agreed list, and a note."""

    asks = {"reason": "Choose one of the excuses that we agreed on."}
    reason = forms.ChoiceField(
        label="Which of the agreed reasons?",
        error_messages={"invalid_choice": asks["reason"]},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": f"Shorten the note to {LONGEST_NOTE} characters."},
    )

    def __init__(
        self, *args: Any, lead: int, term: str, reasons: Sequence[str], back: str = ""
    ) -> None:
        """`back` is the page that it leads back to; without one that from which it is sent."""
        super().__init__(*args, auto_id=f"excuse-{lead}-{term}-%s")
        self.about = (lead, term)
        self.back = back
        self.fields["reason"].choices = [(one, one) for one in reasons]
