"""`export`: makes a model folder of a Hugging Face checkpoint."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from engine import texts
from engine.card import read_card_file
from engine.commands.base import Command, Payload, elapsed_time, show_values
from engine.errors import ExportRefused, UserError
from engine.training.export.checkpoint import read_checkpoint


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", type=Path, metavar="SRC")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--adapter", type=Path, metavar="DIR")
    command.add_argument(
        "--precision", choices=("auto", "fp32", "fp16", "int8", "int4"), default="auto"
    )
    command.add_argument("--name", help="the name that writers see")
    command.add_argument("--languages", default="", metavar="en,zh", help="comma-separated codes")
    command.add_argument("--licence", default="unknown")
    command.add_argument("--text", type=Path, metavar="FILE", help="held-out text to measure on")
    command.add_argument(
        "--card", type=Path, metavar="FILE", help="Markdown that tells writers of the model"
    )


def _run(args: argparse.Namespace) -> Payload:
    text = texts.read_text(args.text).text if args.text else None
    card = read_card_file(args.card) if args.card else None
    # Said at once: torch alone takes seconds to import.
    read_checkpoint(args.source)
    if args.out.exists():
        raise ExportRefused(f"The folder {args.out} exists already; name another one.")
    with elapsed_time("exporting"):
        try:
            from engine.training.export.entry import ExportRequest, export

            if args.adapter is not None:
                from engine.training.entry import export_with_adapter
        except ModuleNotFoundError as error:
            raise UserError(
                f"Exporting needs the train extra ({error.name} is not installed): "
                "python packaging/bootstrap.py train"
            ) from error
        request = ExportRequest(
            source=args.source,
            out=args.out,
            precision=None if args.precision == "auto" else args.precision,
            name=args.name,
            languages=tuple(code for code in args.languages.split(",") if code),
            licence=args.licence,
            text=text,
            card=card,
        )
        if args.adapter is None:
            report = export(request)
        else:
            report = export_with_adapter(request, args.adapter)
    return {**asdict(report), "out": str(report.out)}


COMMANDS = (Command("export", "export a Hugging Face checkpoint", _add_options, _run, show_values),)
