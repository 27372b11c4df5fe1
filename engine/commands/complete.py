"""`complete`: continues a text, at once or as it is written."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TextIO

from engine import texts
from engine.commands.base import Command, Payload, Usage, registry, warn, write_json
from engine.commands.options import Rows, add_fields, message_from
from engine.errors import BadInput
from engine.messages import (
    Limits,
    LoadRequest,
    Sampling,
    SuggestPart,
    SuggestRequest,
    TokenBias,
    to_dict,
)
from engine.registry import DEFAULT_MODEL


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


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--before", required=True, metavar="FILE", help="text to continue, or -")
    command.add_argument("--after", metavar="FILE", help="text that follows, or -")
    command.add_argument("--model", default=DEFAULT_MODEL, metavar="ID|DIR")
    command.add_argument("--takes", type=int, default=1, metavar="N", help="alternatives, 1 to 8")
    command.add_argument(
        "--stream",
        action="store_true",
        help="write the text as it comes; with --json one object a line, the last one the result",
    )
    add_fields(command, "where it ends", Limits())
    add_fields(command, "how words are chosen", Sampling(), _SAMPLING_ROWS)


def _run(args: argparse.Namespace) -> Payload | None:
    request = _request(args)
    # ONNX Runtime is imported when everything that can be refused has been.
    from engine.jobs import CancelFlag
    from engine.steady import SteadyService

    service = SteadyService(registry(), "command line", warn)
    service.load(LoadRequest(args.model))
    on_part = _unheard
    if args.stream:
        on_part = _write_line if args.json else _write_text
    result = service.suggest(request, on_part, CancelFlag())
    if args.stream and not args.json:
        sys.stdout.write("\n")
        return None
    return to_dict(result)


def _request(args: argparse.Namespace) -> SuggestRequest:
    if args.before == args.after == "-":
        raise Usage("Only one of --before and --after can be standard input.")
    if args.stream and args.takes > 1 and not args.json:
        raise Usage("--stream writes one take as text; add --json for several.")
    sampling, limits = message_from(Sampling, args), message_from(Limits, args)
    before = _text(args.before)
    after = _text(args.after) if args.after else ""
    try:
        request = SuggestRequest(before, after, sampling, limits, args.takes)
    except ValueError as error:
        raise Usage(str(error)) from error
    if not before.strip():
        raise BadInput(f"{args.before} is empty; there is nothing to continue.")
    return request


def _text(value: str) -> str:
    if value == "-":
        return texts.decode_text(sys.stdin.buffer.read(), "standard input").text
    return texts.read_text(Path(value)).text


def _unheard(part: SuggestPart) -> None:
    """Leave a part to the result."""


def _write_line(part: SuggestPart) -> None:
    write_json({"part": to_dict(part)}, sys.stdout)


def _write_text(part: SuggestPart) -> None:
    sys.stdout.write(part.text)
    sys.stdout.flush()


def _show(payload: Payload, out: TextIO) -> None:
    for index, take in enumerate(payload["takes"]):
        out.write(f"{'' if index == 0 else chr(10)}{take['text']}\n")


COMMANDS = (Command("complete", "continue a text", _add_options, _run, _show),)
