"""The command line's commands, one module a group; each lists its rows in COMMANDS."""
