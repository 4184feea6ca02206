"""What the console tells of requests: our own faults in full, of a bad request one line at most."""

import logging
from typing import Final

BAD_REQUESTS: Final = "django.security."  # an unknown host, a form beyond all bounds


class OurFaults(logging.Filter):
    """Leaves the trace out of what somebody else sent wrongly."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(BAD_REQUESTS):
            record.exc_info = None
        return True
