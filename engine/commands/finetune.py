"""`finetune`: makes a voice of the writer's own books, or goes on making one."""

from __future__ import annotations

import argparse
import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from engine.commands.base import Command, Payload, Usage, progress_bar, registry, show_values, warn
from engine.errors import BadInput, UserError
from engine.jobs import CancelFlag
from engine.manifest import MANIFEST
from engine.training.run_folder import RunFolder

_CURVE = "curve"


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--base", metavar="ID|DIR", help="a model, or a Hugging Face folder")
    command.add_argument(
        "--data",
        type=Path,
        action="append",
        metavar="PATH",
        help="a book, a folder of books or a project; may be repeated",
    )
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--method", choices=("lora", "full"), help="full for small bases")
    command.add_argument("--minutes", type=float, metavar="M", help="15 unless given")
    command.add_argument("--max-steps", type=int, metavar="N", help="at most so many steps")
    command.add_argument("--resume", action="store_true", help="go on with the run beside OUT")
    command.add_argument("--name", help="the name that writers see; the folder's unless given")
    command.add_argument("--scrub", action="store_true", help="take out addresses and numbers")
    command.add_argument(
        "--scrub-name", action="append", default=[], metavar="NAME", help="a name to take out"
    )
    command.add_argument("--seed", type=int, default=1, metavar="S")


def _run(args: argparse.Namespace) -> Payload | None:
    _check(args)
    try:
        from engine.training.entry import finetune
    except ModuleNotFoundError as error:
        raise UserError(
            f"Fine-tuning needs the train extra ({error.name} is not installed): "
            "python packaging/bootstrap.py train"
        ) from error
    request = None if args.resume else _request(args)
    cancel = CancelFlag()
    with progress_bar() as on_progress, _pause_on_interrupt(cancel):
        return finetune(args.out, request, on_progress, _warn_stage, cancel)


@contextlib.contextmanager
def _pause_on_interrupt(cancel: CancelFlag) -> Iterator[None]:
    """Let the first Ctrl+C pause the run at its next step; a second one ends it at once."""

    def pause(number: int, frame: object) -> None:
        cancel.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, pause)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _check(args: argparse.Namespace) -> None:
    """Say what is wrong at once: torch alone takes seconds to import."""
    fixed = ("base", "data", "method", "minutes", "max_steps", "name", "scrub", "scrub_name")
    given = [n.replace("_", "-") for n in fixed if getattr(args, n) not in (None, False, [])]
    if args.resume and given:
        raise Usage(f"--resume goes on as the run began; leave --{given[0]} out.")
    if not args.resume and not (args.base and args.data):
        raise Usage("--base and --data are needed to begin a run.")
    if args.out.exists() and not args.resume:
        raise BadInput(f"The folder {args.out} exists already; name another one.")
    if args.resume:
        RunFolder.beside(args.out).read()


def _request(args: argparse.Namespace) -> dict[str, Any]:
    """Return what `engine.training.entry.finetune` takes."""
    return {
        "base": _base_folder(args.base),
        "sources": tuple(args.data),
        "name": args.name or args.out.name,
        "scrub": args.scrub,
        "names": tuple(args.scrub_name),
        "method": args.method,
        "minutes": args.minutes,
        "max_steps": args.max_steps,
        "seed": args.seed,
    }


def _base_folder(name: str) -> Path:
    """Return a base by id, else the folder of this name; one without a manifest may be one."""
    folder = Path(name)
    if folder.is_dir() and not (folder / MANIFEST).exists():
        return folder.absolute()
    return registry().resolve(name).absolute()


def _warn_stage(stage: str) -> None:
    warn(stage)


def _show(payload: Payload, out: TextIO) -> None:
    """Write the curve as a table, then one line a value."""
    out.write("minute   step  training  held-out (nats a token)\n")
    for point in payload[_CURVE]:
        held = "" if point["held_loss"] is None else f"{point['held_loss']:.4f}"
        out.write(
            f"{point['seconds'] / 60:6.1f} {point['step']:6d}  {point['train_loss']:8.4f}  {held}\n"
        )
    show_values({key: value for key, value in payload.items() if key != _CURVE}, out)


COMMANDS = (Command("finetune", "make a voice of one's own books", _add_options, _run, _show),)
