"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from entente.project import patience
from entente.project.headers import readable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entente.project.settings")
patience.have()
application = readable(pages=get_wsgi_application())
