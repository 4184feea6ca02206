"""The library's pages, answering as ours do: 422 for a refused form, 303 after a deed."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from allauth.account import views as library
from allauth.usersessions import views as sessions
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def _as_ours(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == HTTPStatus.OK:
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            response.status_code = HTTPStatus.SEE_OTHER
        return response

    return answered


sign_in = _as_ours(library.login)
sign_out = _as_ours(library.logout)
inactive = _as_ours(library.account_inactive)
forgotten = _as_ours(library.password_reset)
forgotten_done = _as_ours(library.password_reset_done)
new_password = _as_ours(library.password_reset_from_key)
new_password_done = _as_ours(library.password_reset_from_key_done)
change_password = _as_ours(library.password_change)
where_signed_in = _as_ours(sessions.list_usersessions)
