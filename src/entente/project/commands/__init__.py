"""What `./entente COMMAND` does, a module per command, each with `run(arguments)`."""
