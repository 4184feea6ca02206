"""The addresses of undoing."""

from entente.web.access import SIGNED_IN
from entente.web.routes import route
from entente.web.undo import views

urlpatterns = [
    route("recently-done/", views.recently_done, name="recently_done", access=SIGNED_IN),
    route("undo/<str:token>/", views.undo, name="undo", access=SIGNED_IN, methods=("POST",)),
]
