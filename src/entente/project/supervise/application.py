"""What granian's worker process loads: the pages, in a process that ends with its parent.

Granian's worker would go on holding the port if its main process were killed.
"""

import os
import signal

from django.conf import settings

from entente.project import wsgi
from entente.project.postgres import launch
from entente.project.supervise.warming import warming

# Models exist only once the pages are loaded.
# isort: split
from entente.attribution import queries as attribution

launch.die_with(os.getppid(), signal.SIGKILL)
application = warming(
    pages=wsgi.application, cookie=settings.SESSION_COOKIE_NAME, warm=attribution.warm
)
