"""What saving a view asks."""

from django import forms

from entente.web.forms import HouseForm


class ViewForm(HouseForm):
    """A name, and who else sees the view."""

    asks = {"name": "Enter a name for the view"}
    name = forms.CharField(label="Name", max_length=80)
    shared = forms.ChoiceField(
        label="Who sees it",
        choices=[("own", "Only me"), ("team", "My team"), ("all", "Everybody")],
        initial="own",
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=6000)
