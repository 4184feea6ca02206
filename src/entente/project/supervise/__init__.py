"""One process tree: starts what an instance needs, restarts what dies, drains when told to stop."""
