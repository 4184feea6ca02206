"""Imported once by the process that `testprocesses.py` forks: a worker's modules, no connection."""

from importlib import import_module

import django

django.setup()
import_module("entente.project.reactions")  # with all rooms that a worker works for
