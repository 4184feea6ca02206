"""Only these of the sign-in library's addresses exist here."""

from django.urls import register_converter

from entente.web.access import PUBLIC, SIGNED_IN
from entente.web.routes import route
from entente.web.signin import views

FORM = ("GET", "POST")


class Base36:
    """A member's id as the reset link writes it."""

    regex = "[0-9A-Za-z]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Base36, "base36")
urlpatterns = [
    route("sign-in/", views.sign_in, name="account_login", access=PUBLIC, methods=FORM),
    route("sign-out/", views.sign_out, name="account_logout", access=PUBLIC, methods=FORM),
    route("sign-in/closed/", views.inactive, name="account_inactive", access=PUBLIC),
    route(
        "password/forgotten/",
        views.forgotten,
        name="account_reset_password",
        access=PUBLIC,
        methods=FORM,
    ),
    route(
        "password/forgotten/sent/",
        views.forgotten_done,
        name="account_reset_password_done",
        access=PUBLIC,
    ),
    route(
        "password/new/<base36:uidb36>-<str:key>/",
        views.new_password,
        name="account_reset_password_from_key",
        access=PUBLIC,
        methods=FORM,
    ),
    route(
        "password/new/done/",
        views.new_password_done,
        name="account_reset_password_from_key_done",
        access=PUBLIC,
    ),
    route(
        "me/password/",
        views.change_password,
        name="account_change_password",
        access=SIGNED_IN,
        methods=FORM,
    ),
    route(
        "me/sessions/",
        views.where_signed_in,
        name="usersessions_list",
        access=SIGNED_IN,
        methods=FORM,
    ),
]
