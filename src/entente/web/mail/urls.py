"""Addresses of outgoing mail."""

from entente.outbox.queries import catches_mail
from entente.web.access import ADMINISTRATOR
from entente.web.mail import views
from entente.web.navigation import shown_when
from entente.web.routes import route
from entente.web.settings_sections import Section, settings_section

urlpatterns = [
    route("mail/", views.mails, name="mail", access=ADMINISTRATOR),
    route("mail/<int:mail_id>/", views.mail, name="mail_one", access=ADMINISTRATOR),
    route(
        "mail/<int:mail_id>/again/",
        views.again,
        name="mail_again",
        access=ADMINISTRATOR,
        methods=("POST",),
    ),
]

# Where mail really leaves, its page stands among the settings, not in the navigation.
shown_when("mail", catches_mail)
settings_section(
    60, Section(title="Outgoing mail", words="What went to whom, and what is held", url_name="mail")
)
