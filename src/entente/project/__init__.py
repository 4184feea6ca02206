"""Settings, URLs, reactions and offers: the only room that knows every other."""
