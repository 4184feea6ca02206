"""Mail on its way out: neither lost nor doubled, and caught where no server is set.

Owns what was queued for whom and how it ended. Does not own why it is sent: callers name a cause.
"""
