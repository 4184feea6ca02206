"""What a person at the console can mend."""


class Trouble(Exception):
    """Its message is a sentence for that person; no traceback is shown with it."""
