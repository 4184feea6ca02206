"""What granian's worker process loads: the pages, in a process that ends with its parent.

Granian's worker would go on holding the port if its main process were killed.
"""

import os
import signal

from entente.project import wsgi
from entente.project.postgres import launch

launch.die_with(os.getppid(), signal.SIGKILL)
application = wsgi.application
