"""Going through a form as a browser would: what it shows, and what is sent back."""

from entente.web.accord.forms import checked, typed


def through_the_form(kind, content):
    """The content, shown in the form of its kind and sent back as it was shown."""
    shown = typed.from_content(kind.fields, content)
    found, problems = checked.content(fields=kind.fields, typed=shown)
    return shown, found, problems


def sent(shown, at=""):
    """The fields of a form as a browser sends them, by the place of each."""
    pairs = shown.items() if isinstance(shown, dict) else enumerate(shown)
    found = {}
    for name, value in pairs:
        place = f"{at}{name}"
        found |= sent(value, f"{place}.") if isinstance(value, dict | list) else {place: value}
    return found
