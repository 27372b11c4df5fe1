"""`models import`, `cost`, `catalogue`, `describe` and `download`: how models come in."""

from __future__ import annotations

import argparse
import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from engine import library, paths
from engine.commands.base import Command, OnProgress, Payload, progress_bar, show_values
from engine.commands.models import bundled, installed, row_of, warn_left
from engine.errors import BadInput
from engine.hub.catalogue import Recommended, recommended
from engine.importing.convert import Places, Wish, import_checkpoint, read_source
from engine.importing.safety import refuse_code
from engine.importing.sizes import needs_training_parts
from engine.importing.taking import hub_wish, try_out
from engine.manifest import MANIFEST, read_manifest
from engine.memory import MB, machine_memory
from engine.registry import FoundModel

if TYPE_CHECKING:
    from engine.hub.listing import HubModel

_PRECISIONS = ("auto", "fp32", "fp16", "int8", "int4")


def _import(args: argparse.Namespace) -> Payload:
    with _one_bar("taking in") as on_progress:
        if (args.folder / MANIFEST).exists() or not (args.folder / "config.json").exists():
            folder = library.import_model(
                args.folder, installed(), bundled(), try_out, on_progress, warn_left
            )
        else:
            folder = _taken_in(args.folder, _wish(args), on_progress)
    return row_of(FoundModel(folder, read_manifest(folder), None))


def _taken_in(source: Path, wish: Wish, on_progress: OnProgress) -> Path:
    places = Places(installed(), bundled(), paths.user_folders().cache)
    return import_checkpoint(source, places, wish, try_out, on_progress, on_left=warn_left)


def _wish(args: argparse.Namespace) -> Wish:
    return Wish(
        id=args.id,
        name=args.name,
        languages=tuple(code for code in args.languages.split(",") if code),
        licence=args.licence or "unknown",
        precision=None if args.precision == "auto" else args.precision,
    )


def _cost(args: argparse.Namespace) -> Payload:
    from engine.importing.cost import cost_of

    with progress_bar() as on_progress:
        cost = cost_of(args.folder, paths.user_folders().cache, on_progress)
    return {**asdict(cost), "folder": str(cost.folder)}


def _show_cost(payload: Payload, out: TextIO) -> None:
    """Write a table of what running takes, under what converting takes."""
    rows = payload["running"]
    show_values({key: value for key, value in payload.items() if key != "running"}, out)
    out.write(f"{'precision':>10}{'disk MB':>10}{'memory MB':>11}{'tokens/s':>10}\n")
    for row in rows:
        out.write(
            f"{row['precision']:>10}{row['disk_mb']:>10}{row['memory_mb']:>11}"
            f"{row['tokens_per_s']:>10}\n"
        )


def _catalogue(args: argparse.Namespace) -> Payload:
    memory_gb = round(machine_memory().total / 1e9, 1)
    return {"memory_gb": memory_gb, "models": [_catalogue_row(row) for row in recommended()]}


def _catalogue_row(row: Recommended) -> dict[str, Any]:
    return {**asdict(row), "download_mb": row.download_mb, "converting_gb": row.converting_gb}


def _show_catalogue(payload: Payload, out: TextIO) -> None:
    out.write(f"This computer has {payload['memory_gb']} GB of memory. Sizes are estimates.\n")
    for row in payload["models"]:
        out.write(
            f"{row['machine_gb']:>3} GB  {row['repo']}: {row['family']}, "
            f"{', '.join(row['languages'])}, {row['licence']}, download {row['download_mb']} MB, "
            f"{row['converting_gb']} GB to take it in\n"
        )


def _describe(args: argparse.Namespace) -> Payload:
    with _train_extra():
        from engine.hub.listing import describe
        from engine.hub.web import ENDPOINT

    return _hub_row(describe(args.repo, args.revision, args.endpoint or ENDPOINT))


def _hub_row(model: HubModel) -> Payload:
    row = {key: value for key, value in asdict(model).items() if key != "files"}
    return {**row, "size_mb": round(model.n_bytes / MB, 1), "files": [f.name for f in model.files]}


def _download(args: argparse.Namespace) -> Payload:
    """Download and take in; or, with a folder named, download only."""
    with _train_extra():
        from engine.hub.download import download, folder_of, sweep
        from engine.hub.listing import describe
        from engine.hub.web import ENDPOINT

    endpoint = args.endpoint or ENDPOINT
    model = describe(args.repo, args.revision, endpoint)
    if args.to is not None and args.to.exists() and not args.to.is_dir():
        raise BadInput(f"{args.to} is no folder.")
    wish = _wish_of(args, model)
    if args.to is None:
        library.require_free(wish.id or "", installed(), bundled())
    folder = args.to or folder_of(model, paths.user_folders().cache)
    sweep(paths.user_folders().cache)
    with _one_bar("downloading") as on_progress:
        download(model, folder, on_progress, endpoint=endpoint, check=refuse_code)
    if args.to is not None:
        read_source(folder)
        return {**_hub_row(model), "folder": str(folder)}
    with _one_bar("taking in") as on_progress:
        made = _taken_in(folder, wish, on_progress)
    # It can be downloaded again; what was made of it is installed.
    shutil.rmtree(folder.parent, ignore_errors=True)
    row = row_of(FoundModel(made, read_manifest(made), None))
    return {**row, "repo": model.repo, "revision": model.revision}


def _wish_of(args: argparse.Namespace, model: HubModel) -> Wish:
    """Return the wish for a model of the hub; what was asked for goes before what is known."""
    own, known = _wish(args), hub_wish(model)
    return Wish(
        id=own.id or known.id,
        name=own.name or known.name,
        languages=own.languages or known.languages,
        licence=args.licence or known.licence,
        precision=own.precision,
    )


@contextlib.contextmanager
def _train_extra() -> Iterator[None]:
    """Say in one sentence where a library of the train extra is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise needs_training_parts(error) from error


@contextlib.contextmanager
def _one_bar(what: str) -> Iterator[OnProgress]:
    """Show the stages of long work as one bar, and bytes as another."""
    with progress_bar() as show:
        yield lambda stage, done, total: show(what if total == 100 else stage, done, total)


def _folder(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", type=Path, metavar="DIR", help="a Hugging Face checkpoint")


def _import_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "folder",
        type=Path,
        metavar="DIR",
        help=f"a folder with a {MANIFEST}, or a Hugging Face checkpoint, which is converted",
    )
    _wish_options(command)


def _wish_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--id", help="of the new model; its folder's name otherwise")
    command.add_argument("--name", help="the name that writers see")
    command.add_argument("--languages", default="", metavar="en,zh", help="comma-separated codes")
    command.add_argument("--licence")
    command.add_argument("--precision", choices=_PRECISIONS, default="auto")


def _hub_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("repo", metavar="OWNER/NAME")
    command.add_argument("--revision", help="a branch, tag or commit")
    command.add_argument("--endpoint", metavar="URL", help="of a hub that mirrors Hugging Face's")


def _download_options(command: argparse.ArgumentParser) -> None:
    _hub_options(command)
    command.add_argument(
        "--to", type=Path, metavar="DIR", help="only download the checkpoint, into this folder"
    )
    _wish_options(command)


def _no_options(command: argparse.ArgumentParser) -> None:
    pass


COMMANDS = (
    Command("models import", "take a folder in", _import_options, _import, show_values),
    Command("models cost", "what a checkpoint would cost here", _folder, _cost, _show_cost),
    Command("models catalogue", "models worth having", _no_options, _catalogue, _show_catalogue),
    Command("models describe", "a model on the hub", _hub_options, _describe, show_values),
    Command("models download", "from the hub", _download_options, _download, show_values),
)
