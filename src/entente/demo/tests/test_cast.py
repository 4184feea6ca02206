"""The people of the demo company can sign in, whatever chance gives them."""

from django.contrib.auth.password_validation import validate_password

from entente.demo import cast
from entente.workspace.models import Member


def test_no_password_is_ever_refused():
    people = [
        Member(name=name, email=f"{name.split()[0]}@{cast.DOMAIN}") for name, *_ in cast.PEOPLE
    ]

    for _ in range(300):
        for member in people:
            validate_password(cast.a_password(), member)
