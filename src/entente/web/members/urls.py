"""Addresses of settings, members and joining."""

from entente.web.access import ADMINISTRATOR, PUBLIC
from entente.web.members import joining, views
from entente.web.routes import route
from entente.web.settings_sections import Section, settings_section

FORM, DEED = ("GET", "POST"), ("POST",)
AT = "settings/members/"


def _route(pattern, view, name, methods=("GET",)):
    return route(pattern, view, name=name, access=ADMINISTRATOR, methods=methods)


urlpatterns = [
    _route("settings/", views.settings, "settings"),
    _route(AT, views.members, "members"),
    _route(f"{AT}invite/", views.invite, "member_invite", FORM),
    _route(f"{AT}<int:member_id>/", views.member, "member"),
    _route(f"{AT}<int:member_id>/seats/", views.seat, "member_seat", DEED),
    _route(f"{AT}<int:member_id>/seats/end/", views.unseat, "member_unseat", DEED),
    _route(f"{AT}<int:member_id>/capacity/", views.capacity, "member_capacity", DEED),
    _route(f"{AT}<int:member_id>/close/", views.close, "member_close", FORM),
    _route(f"{AT}invitations/<int:invitation_id>/again/", views.invite_again, "invite_again", DEED),
    _route(f"{AT}invitations/<int:invitation_id>/end/", views.withdraw, "invite_withdraw", DEED),
    route("join/<str:token>/", joining.join, name="join", access=PUBLIC, methods=FORM),
]

settings_section(
    10,
    Section(title="Members", words="Who works here, their seats, invitations", url_name="members"),
)
settings_section(
    90,
    Section(
        title="Components", words="Every part of the pages, in its states", url_name="components"
    ),
)
