"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from entente.project import patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entente.project.settings")
patience.have()
application = get_wsgi_application()
