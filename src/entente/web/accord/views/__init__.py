"""The views of the accord: authorise, parse, one call, render."""
