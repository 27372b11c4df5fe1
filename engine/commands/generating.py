"""What the commands that write text share: options, texts, service, output."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

from engine import texts
from engine.commands.base import Payload, Usage, registry, warn, write_json
from engine.commands.options import Rows, add_fields, message_from
from engine.messages import LoadRequest, ModelInfo, Sampling, SuggestPart, TokenBias, to_dict
from engine.registry import DEFAULT_MODEL

if TYPE_CHECKING:
    from engine.steady import SteadyService

T = TypeVar("T")
STDIN = "-"


def _bias(text: str) -> TokenBias:
    token, _, value = text.partition("=")
    try:
        return TokenBias(int(token), float(value))
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not TOKEN=VALUE with a token's number and a value from -100 to 100"
        ) from error


_SAMPLING_ROWS = {
    "banned": Rows("--ban", "PHRASE", "never write this phrase; may be repeated", str),
    "logit_bias": Rows("--bias", "TOKEN=VALUE", "add to a token's logit; may be repeated", _bias),
}


def add_model(command: argparse.ArgumentParser) -> None:
    """Add the option that names the model."""
    command.add_argument("--model", default=DEFAULT_MODEL, metavar="ID|DIR")


def add_sampling(command: argparse.ArgumentParser) -> None:
    """Add an option for each field of `Sampling`."""
    title = "how words are chosen (what is not given is as the model does the task best)"
    add_fields(command, title, Sampling(), _SAMPLING_ROWS)


def add_takes(command: argparse.ArgumentParser) -> None:
    """Add what the commands that write takes have in common."""
    add_model(command)
    command.add_argument("--takes", type=int, default=1, metavar="N", help="alternatives, 1 to 8")
    command.add_argument(
        "--stream",
        action="store_true",
        help="write the text as it comes; with --json one object a line, the last one the result",
    )


def check_stream(args: argparse.Namespace) -> None:
    """Refuse to stream several takes as one text.

    Raises:
        Usage: that was asked for.
    """
    if args.stream and args.takes > 1 and not args.json:
        raise Usage("--stream writes one take as text; add --json for several.")


def check_sampling(args: argparse.Namespace) -> None:
    """Refuse values out of range before a model is loaded.

    Raises:
        Usage: one is.
    """
    message_from(args, Sampling())


def sampling_for(args: argparse.Namespace, info: ModelInfo, task: str) -> Sampling | None:
    """Return what was asked for on top of the model's own way; None where nothing was."""
    if not any(hasattr(args, field.name) for field in dataclasses.fields(Sampling)):
        return None
    own = {row.task: row.sampling for row in info.sampling}
    return message_from(args, own.get(task, Sampling()))


def request_from(make: Callable[[], T]) -> T:
    """Build a request.

    Raises:
        Usage: a value of it is out of range.
    """
    try:
        return make()
    except ValueError as error:
        raise Usage(str(error)) from error


def text_of(name: str | None) -> str:
    """Return the text of a file, or of standard input for "-"; nothing for None."""
    if name is None:
        return ""
    if name == STDIN:
        return texts.decode_text(sys.stdin.buffer.read(), "standard input").text
    return texts.read_text(Path(name)).text


def one_stdin(args: argparse.Namespace, *names: str) -> None:
    """Refuse to read standard input for two texts.

    Raises:
        Usage: several of the options say "-".
    """
    given = [name for name in names if getattr(args, name) == STDIN]
    if len(given) > 1:
        raise Usage(f"Only one of {' and '.join(f'--{n}' for n in given)} can be standard input.")


def open_service(args: argparse.Namespace) -> tuple[SteadyService, ModelInfo]:
    """Load the model; ONNX Runtime is imported here, when all that can be refused has been."""
    from engine.steady import SteadyService

    service = SteadyService(registry(), "command line", warn)
    return service, service.load(LoadRequest(args.model))


def part_writer(args: argparse.Namespace) -> Callable[[SuggestPart], None]:
    """Return what to do with each part of an answer."""
    if not args.stream:
        return _leave_to_result
    return _write_line if args.json else _write_text


def finish(args: argparse.Namespace, payload: Payload) -> Payload | None:
    """End the output: what was streamed as text is not written again."""
    if args.stream and not args.json:
        sys.stdout.write("\n")
        return None
    return payload


def show_takes(payload: Payload, out: TextIO) -> None:
    """Write the takes for a reader, a blank line between two."""
    for index, take in enumerate(payload["takes"]):
        out.write(f"{'' if index == 0 else chr(10)}{take['text']}\n")


def _leave_to_result(part: SuggestPart) -> None:
    """Leave a part to the result."""


def _write_line(part: SuggestPart) -> None:
    write_json({"part": to_dict(part)}, sys.stdout)


def _write_text(part: SuggestPart) -> None:
    sys.stdout.write(part.text)
    sys.stdout.flush()
