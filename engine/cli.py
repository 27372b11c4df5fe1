"""The engine's command line: the same code as the app; JSON or plain text on stdout.

Exit codes: 0 done; 1 it could not be done, one line on stderr says why; 2 bad usage.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from engine.commands import (
    bench,
    complete,
    evaluate,
    export,
    finetune,
    info,
    models,
    outline,
    rewrite,
    taking,
)
from engine.commands.base import Command, Usage, warn, write_json
from engine.errors import EngineError
from engine.version import VERSION

COMMANDS: tuple[Command, ...] = (
    *info.COMMANDS,
    *models.COMMANDS,
    *taking.COMMANDS,
    *complete.COMMANDS,
    *rewrite.COMMANDS,
    *outline.COMMANDS,
    *export.COMMANDS,
    *finetune.COMMANDS,
    *evaluate.COMMANDS,
    *bench.COMMANDS,
)
_GROUPS = {"models": "list, find, take in, verify, rename and remove models"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    parser = build_parser()
    args = parser.parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A console of another encoding must not fail on a curly quote.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return _run(args)
    except Usage as error:
        parser.error(str(error))
    except EngineError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        # Nobody reads any more; Python's own flush at exit must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _refuse(f"{error.filename or 'a file'} cannot be used: {error.strerror}.")
    except KeyboardInterrupt:
        return 130


def _run(args: argparse.Namespace) -> int:
    if args.command == "host":
        from engine.host import run_host

        return run_host(args.role)
    command: Command = args.row
    payload = command.run(args)
    if payload is not None:
        if args.json:
            write_json(payload, sys.stdout)
        else:
            command.show(payload, sys.stdout)
    sys.stdout.flush()
    return 0


def _refuse(reason: str) -> int:
    warn(" ".join(reason.splitlines()))
    return 1


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    parser = argparse.ArgumentParser(
        prog="longhand-engine", description="Runs, exports and measures local language models."
    )
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    groups = {"": commands}
    for row in COMMANDS:
        group, _, name = row.name.rpartition(" ")
        if group not in groups:
            words = _GROUPS[group]
            entry = commands.add_parser(group, help=words, description=words)
            groups[group] = entry.add_subparsers(required=True, metavar="COMMAND")
        command = groups[group].add_parser(name, help=row.help, description=row.help)
        row.add_options(command)
        command.add_argument("--json", action="store_true", help="one JSON object on stdout")
        command.set_defaults(row=row)
    host = commands.add_parser("host", help="speak the protocol on stdin and stdout")
    host.add_argument("--role", choices=("generate", "train"), required=True)
    return parser
