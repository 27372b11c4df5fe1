"""The engine's command line: the same code as the app; JSON or plain text on stdout.

Exit codes: 0 done; 1 it could not be done, one line on stderr says why; 2 bad usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from engine import paths, texts
from engine.errors import BadInput, EngineError, ExportRefused, UserError
from engine.messages import Limits, LoadRequest, Sampling, SuggestRequest, to_dict
from engine.registry import DEFAULT_MODEL, ModelRegistry
from engine.training.export.checkpoint import read_checkpoint
from engine.version import VERSION

Payload = dict[str, Any]
Command = Callable[[argparse.Namespace], Payload]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    parser = build_parser()
    args = parser.parse_args(argv)
    try:
        return _run(args)
    except _Usage as error:
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
    command, show = COMMANDS[args.command]
    payload = command(args)
    if args.json:
        json.dump(payload, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        show(payload, sys.stdout)
    sys.stdout.flush()
    return 0


def _refuse(reason: str) -> int:
    print(f"longhand-engine: {reason}", file=sys.stderr)  # noqa: T201  # the command's own voice
    return 1


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    parser = argparse.ArgumentParser(
        prog="longhand-engine", description="Runs, exports and measures local language models."
    )
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    info = commands.add_parser("info", help="versions, providers, machine, models")
    complete = commands.add_parser("complete", help="continue a text")
    complete.add_argument("--before", required=True, metavar="FILE", help="text to continue, or -")
    complete.add_argument("--after", metavar="FILE", help="text that follows")
    complete.add_argument("--stop", choices=("none", "sentence", "paragraph"), default="none")
    _add_generation(complete)
    export = commands.add_parser("export", help="export a Hugging Face checkpoint")
    export.add_argument("source", type=Path, metavar="SRC")
    export.add_argument("--out", type=Path, required=True, metavar="DIR")
    export.add_argument("--adapter", type=Path, metavar="DIR")
    export.add_argument(
        "--precision", choices=("auto", "fp32", "fp16", "int8", "int4"), default="auto"
    )
    export.add_argument("--name", help="the name that writers see")
    export.add_argument("--languages", default="", metavar="en,zh", help="comma-separated codes")
    export.add_argument("--licence", default="unknown")
    export.add_argument("--text", type=Path, metavar="FILE", help="held-out text to measure on")
    evaluate = commands.add_parser("evaluate", help="measure a model on a text")
    evaluate.add_argument("--model", default=DEFAULT_MODEL, metavar="ID|DIR")
    evaluate.add_argument("--text", type=Path, required=True, metavar="PATH")
    evaluate.add_argument("--sample-words", type=int, default=2000, metavar="N")
    host = commands.add_parser("host", help="speak the protocol on stdin and stdout")
    host.add_argument("--role", choices=("generate",), required=True)
    for command in (info, complete, export, evaluate):
        command.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser


def _add_generation(command: argparse.ArgumentParser) -> None:
    defaults, limits = Sampling(), Limits()
    command.add_argument("--model", default=DEFAULT_MODEL, metavar="ID|DIR")
    command.add_argument("--takes", type=int, default=1, metavar="N")
    command.add_argument("--max-tokens", type=int, default=limits.max_tokens, metavar="N")
    command.add_argument("--temperature", type=float, default=defaults.temperature, metavar="T")
    command.add_argument("--top-k", type=int, default=defaults.top_k, metavar="K")
    command.add_argument("--top-p", type=float, default=defaults.top_p, metavar="P")
    command.add_argument("--seed", type=int, default=None, metavar="S")


class _Usage(Exception):
    """An option's value is out of range: exit 2."""


def _info(args: argparse.Namespace) -> Payload:
    import onnxruntime
    import tokenizers

    from engine import hardware

    return {
        "version": VERSION,
        "onnxruntime": onnxruntime.__version__,
        "tokenizers": tokenizers.__version__,
        "providers": [
            {"name": p.name, "available": p.available, "reason": p.reason}
            for p in hardware.providers()
        ],
        "threads": hardware.engine_threads(),
        **hardware.machine(),
        "models": [
            {
                "id": found.manifest.id if found.manifest else found.folder.name,
                "folder": str(found.folder),
                "precision": found.manifest.precision if found.manifest else None,
                "languages": found.manifest.languages if found.manifest else [],
                "problem": found.problem,
            }
            for found in _registry().found()
        ],
    }


def _complete(args: argparse.Namespace) -> Payload:
    from engine.generate_service import GenerateService
    from engine.jobs import CancelFlag

    if args.before == args.after == "-":
        raise _Usage("Only one of --before and --after can be standard input.")
    before = _text_argument(args.before)
    after = _text_argument(args.after) if args.after else ""
    try:
        request = SuggestRequest(
            before=before,
            after=after,
            sampling=Sampling(args.temperature, args.top_k, args.top_p, args.seed),
            limits=Limits(stop=args.stop, max_tokens=args.max_tokens),
            takes=args.takes,
        )
    except ValueError as error:
        raise _Usage(str(error)) from error
    if not before.strip():
        raise BadInput(f"{args.before} is empty; there is nothing to continue.")
    service = GenerateService(_registry())
    service.load(LoadRequest(args.model))
    return to_dict(service.suggest(request, lambda _part: None, CancelFlag()))


def _export(args: argparse.Namespace) -> Payload:
    if args.adapter is not None:
        raise UserError("Merging an adapter is not part of this version yet.")
    text = texts.read_text(args.text).text if args.text else None
    # Said at once: torch alone takes seconds to import.
    read_checkpoint(args.source)
    if args.out.exists():
        raise ExportRefused(f"The folder {args.out} exists already; name another one.")
    try:
        from engine.training.export.entry import ExportRequest, export
    except ModuleNotFoundError as error:
        raise UserError(
            f"Exporting needs the train extra ({error.name} is not installed): "
            "python packaging/bootstrap.py train"
        ) from error
    report = export(
        ExportRequest(
            source=args.source,
            out=args.out,
            precision=None if args.precision == "auto" else args.precision,
            name=args.name,
            languages=tuple(code for code in args.languages.split(",") if code),
            licence=args.licence,
            text=text,
        )
    )
    return {**asdict(report), "out": str(report.out)}


def _evaluate(args: argparse.Namespace) -> Payload:
    from engine.evaluate import evaluate
    from engine.model import load_model

    if args.sample_words < 1:
        raise _Usage("--sample-words must be at least 1.")
    text = texts.read_text(args.text).text
    model = load_model(_registry().resolve(args.model))
    return {"model": model.manifest.id, **asdict(evaluate(model, text, args.sample_words))}


def _registry() -> ModelRegistry:
    return ModelRegistry((paths.user_folders().models, paths.resources() / "models"))


def _text_argument(value: str) -> str:
    if value == "-":
        return texts.decode_text(sys.stdin.buffer.read(), "standard input").text
    return texts.read_text(Path(value)).text


def _show_takes(payload: Payload, out: TextIO) -> None:
    for index, take in enumerate(payload["takes"]):
        out.write(f"{'' if index == 0 else chr(10)}{take['text']}\n")


def _show_values(payload: Payload, out: TextIO) -> None:
    for key, value in payload.items():
        out.write(f"{key}: {_plain(value)}\n")


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "".join(f"\n  {_plain(item)}" for item in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(item)}" for key, item in value.items() if item is not None)
    return f"{value:.5g}" if isinstance(value, float) else str(value)


COMMANDS: dict[str, tuple[Command, Callable[[Payload, TextIO], None]]] = {
    "info": (_info, _show_values),
    "complete": (_complete, _show_takes),
    "export": (_export, _show_values),
    "evaluate": (_evaluate, _show_values),
}
