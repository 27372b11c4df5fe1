"""The one door: opens the window, or becomes the engine process (--engine ROLE).

Nothing heavy is imported before the arguments are read: `--version` is instant, and the engine's
process never loads Qt.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.version import VERSION


def main(argv: Sequence[str] | None = None) -> int:
    """Run Longhand and return its exit code: 0 done, 1 could not start, 2 bad usage."""
    args = build_parser().parse_args(argv)
    if args.data_dir is not None:
        # The engine is a child of this process and has to find the same folders.
        os.environ["LONGHAND_HOME"] = str(args.data_dir.expanduser().absolute())
    try:
        if args.engine is not None:
            from engine.host import run_host

            return run_host(args.engine)
        if args.pip is not None:
            from engine.parts_pip import become_pip

            become_pip(args.pip)
        return _open_window(args)
    except OSError as error:
        # A folder of Longhand's own, or the trace, cannot be written.
        return _refuse(f"{error.filename or 'a file'} cannot be used: {error.strerror}.")


def _open_window(args: argparse.Namespace) -> int:
    from ui.app import run
    from ui.errors import UserError
    from ui.options import Options

    options = Options(
        path=args.path,
        data_dir=args.data_dir,
        language=args.lang,
        engine_command=None if args.no_engine else engine_command("generate"),
        train_command=() if args.no_engine else engine_command("train"),
        version=VERSION,
    )
    try:
        return run(options)
    except UserError as error:
        return _refuse(str(error))


def _refuse(reason: str) -> int:
    print(f"longhand: {reason}", file=sys.stderr)  # noqa: T201  # the command's own voice
    return 1


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="longhand", description="Write with a local model.")
    parser.add_argument(
        "path", nargs="?", type=Path, metavar="PATH", help="a .txt or .md file, or a project"
    )
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="where Longhand keeps its own")
    parser.add_argument("--no-engine", action="store_true", help="write without suggestions")
    parser.add_argument("--lang", metavar="CODE", help="language of the interface, such as zh_CN")
    parser.add_argument("--engine", choices=("generate", "train"), help=argparse.SUPPRESS)
    parser.add_argument("--pip", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    parser.add_argument("--version", action="version", version=f"longhand {VERSION}")
    return parser


def engine_command(role: str = "generate") -> tuple[str, ...]:
    """Return how to start a role of the engine: this program again, as a script or frozen."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "--engine", role)
    return (sys.executable, str(Path(__file__).resolve()), "--engine", role)


if __name__ == "__main__":
    sys.exit(main())
