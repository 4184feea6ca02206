"""Addresses of pipelines."""

from entente.web.access import ADMINISTRATOR
from entente.web.pipelines import views
from entente.web.routes import route
from entente.web.settings_sections import Section, settings_section

AT = "settings/pipelines/"
FORM = ("GET", "POST")

urlpatterns = [
    route(AT, views.overview, name="pipelines", access=ADMINISTRATOR),
    route(f"{AT}new/", views.new, name="pipeline_new", access=ADMINISTRATOR, methods=FORM),
    route(
        f"{AT}<record:pipeline_id>/",
        views.change,
        name="pipeline",
        access=ADMINISTRATOR,
        methods=FORM,
    ),
]

settings_section(
    35, Section(title="Pipelines", words="The stages that deals go through", url_name="pipelines")
)
