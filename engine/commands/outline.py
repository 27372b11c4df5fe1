"""`outline` makes beats of a premise or a text; `draft` writes one of them out."""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from engine import texts
from engine.commands import generating
from engine.commands.base import Command, Payload, Usage, warn
from engine.errors import BadInput
from engine.messages import Sampling, to_dict
from engine.task_messages import BeatPart, DraftRequest, OutlineRequest

_TOML = ".toml"
_MOST_TAKES = 8


def _add_outline_options(command: argparse.ArgumentParser) -> None:
    of_what = command.add_mutually_exclusive_group(required=True)
    of_what.add_argument("--premise", metavar="TEXT", help="one sentence, or a few key words")
    of_what.add_argument("--text", metavar="FILE", help="a text to find the beats of, or -")
    beats = "how many; by the model and the length of the text unless given"
    command.add_argument("--beats", type=int, metavar="N", help=beats)
    command.add_argument("--max-tokens", type=int, metavar="N", help="of the whole outline")
    command.add_argument("--takes", type=int, default=1, metavar="N", help="alternatives, 1 to 8")
    generating.add_model(command)
    generating.add_sampling(command)


def _run_outline(args: argparse.Namespace) -> Payload | None:
    generating.check_sampling(args)
    text = generating.text_of(args.text)
    if args.text is not None and not text.strip():
        raise BadInput(f"{args.text} is empty; there is nothing to outline.")
    request = generating.request_from(
        lambda: OutlineRequest(
            premise=args.premise or "", text=text, beats=args.beats, max_tokens=args.max_tokens
        )
    )
    if not 1 <= args.takes <= _MOST_TAKES:
        raise Usage(f"--takes must be from 1 to {_MOST_TAKES}.")
    service, info = generating.open_service(args)
    from engine.jobs import CancelFlag

    task = "outline.from_premise" if args.premise else "outline.from_text"
    request = replace(request, sampling=generating.sampling_for(args, info, task))
    first = service.outline(request, _unheard, CancelFlag())
    payload = to_dict(first)
    own = {row.task: row.sampling for row in info.sampling}
    sampling = request.sampling or own.get(task, Sampling())
    # Takes of an outline are asks of their own, each with the next seed.
    others = [
        service.outline(
            replace(request, sampling=replace(sampling, seed=(first.seed + number) % 2**63)),
            _unheard,
            CancelFlag(),
        )
        for number in range(1, args.takes)
    ]
    payload["takes"] = [{"beats": to_dict(take)["beats"]} for take in (first, *others)]
    return payload


def _unheard(part: BeatPart) -> None:
    """Leave a beat to the result."""


def _show_beats(payload: Payload, out: TextIO) -> None:
    for index, take in enumerate(payload["takes"]):
        out.write("" if index == 0 else "\n")
        for number, beat in enumerate(take["beats"], start=1):
            out.write(f"{number}. {beat['title']}\n")
    if payload["cut_chars"]:
        total = payload["read_chars"] + payload["cut_chars"]
        # Beside the list, which may become the file of `draft`.
        warn(f"The model read {payload['read_chars']} of {total} characters; the rest was cut.")


def _add_draft_options(command: argparse.ArgumentParser) -> None:
    words = "an outline.toml, or a text with a beat on each line"
    command.add_argument("--outline", type=Path, required=True, metavar="FILE", help=words)
    command.add_argument("--beat", type=int, required=True, metavar="K", help="its number, from 1")
    command.add_argument("--before", metavar="FILE", help="text that it follows, or -")
    command.add_argument("--max-tokens", type=int, metavar="N")
    generating.add_takes(command)
    generating.add_sampling(command)


def _run_draft(args: argparse.Namespace) -> Payload | None:
    generating.check_stream(args)
    generating.check_sampling(args)
    beats = _beats_of(args.outline)
    if not 1 <= args.beat <= len(beats):
        raise Usage(f"--beat must be from 1 to {len(beats)}, the beats of {args.outline}.")
    before = generating.text_of(args.before)
    request = generating.request_from(
        lambda: DraftRequest(
            beats=beats,
            current=args.beat - 1,
            before=before,
            max_tokens=args.max_tokens,
            takes=args.takes,
        )
    )
    service, info = generating.open_service(args)
    from engine.jobs import CancelFlag

    request = replace(request, sampling=generating.sampling_for(args, info, "draft"))
    result = service.draft(request, generating.part_writer(args), CancelFlag())
    return generating.finish(args, to_dict(result))


def _beats_of(path: Path) -> tuple[str, ...]:
    """Return the lines of an outline; in outline.toml a beat without a title is an empty one.

    Raises:
        BadInput: the file cannot be read, or holds no beat.
    """
    text = texts.read_text(path).text
    lines = _titles(text, path) if path.suffix.lower() == _TOML else _lines(text)
    if not any(lines):
        raise BadInput(f"{path} holds no beat.")
    return tuple(lines)


def _titles(text: str, path: Path) -> list[str]:
    try:
        rows = tomllib.loads(text).get("beat", [])
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is not TOML: {error}.") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(f"{path} is not an outline: its beats are no tables.")
    return [str(row.get("title", "")).strip() for row in rows]


def _lines(text: str) -> list[str]:
    """Return the lines that hold something, without the numbers that `outline` gives them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    numbered = [f"{number}. " for number in range(1, len(lines) + 1)]
    if all(line.startswith(lead) for line, lead in zip(lines, numbered, strict=True)):
        return [line[len(lead) :] for line, lead in zip(lines, numbered, strict=True)]
    return lines


COMMANDS = (
    Command(
        "outline",
        "make beats of a premise or a text",
        _add_outline_options,
        _run_outline,
        _show_beats,
    ),
    Command("draft", "write a beat out", _add_draft_options, _run_draft, generating.show_takes),
)
