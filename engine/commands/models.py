"""`models`: lists, checks, renames and removes models; `taking` takes them in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, TextIO

from engine import library, paths
from engine.commands.base import Command, Payload, registry, show_values, warn
from engine.errors import BadInput
from engine.manifest import Manifest
from engine.registry import FoundModel, ModelRegistry

_MB = 1_000_000


def row_of(found: FoundModel) -> dict[str, Any]:
    """Return what is known of a model without opening it."""
    manifest = found.manifest
    row: dict[str, Any] = {
        "id": manifest.id if manifest else found.folder.name,
        "folder": str(found.folder),
        "included": found.folder.parent == bundled(),
        "problem": found.problem,
        "disk_mb": round(library.disk_bytes(found.folder) / _MB, 1),
    }
    return row | (_facts(manifest) if manifest else {"precision": None, "languages": []})


def rows_of(models: ModelRegistry) -> list[dict[str, Any]]:
    """Return a row for every model; one that its id does not lead to has that as its problem."""
    rows = [row_of(found) for found in models.found()]
    for row in rows:
        row["problem"] = row["problem"] or _hidden(models, row["id"], Path(row["folder"]))
    return rows


def _hidden(models: ModelRegistry, model_id: str, folder: Path) -> str | None:
    try:
        named = models.named(model_id)
    except BadInput as error:
        return str(error)
    if named in (None, folder):
        return None
    return f"{folder} has the same id as {named}, which is used in its place."


def _facts(manifest: Manifest) -> dict[str, Any]:
    n_bytes = sum(entry.n_bytes for entry in manifest.files.values())
    return {
        "name": manifest.name,
        "family": manifest.family,
        "architecture": manifest.architecture,
        "graph": manifest.graph,
        "precision": manifest.precision,
        "languages": list(manifest.languages),
        "licence": manifest.licence,
        "parameters": manifest.parameters,
        "context_tokens": manifest.context_tokens,
        "size_mb": round(n_bytes / _MB, 1),
    }


def _list(args: argparse.Namespace) -> Payload:
    return {"models": rows_of(registry())}


def _show_list(payload: Payload, out: TextIO) -> None:
    for row in payload["models"]:
        if row["problem"]:
            out.write(f"{row['id']}: {row['problem']}\n")
        else:
            languages = ", ".join(row["languages"]) or "any language"
            place = "included" if row["included"] else row["folder"]
            out.write(
                f"{row['id']}: {row['name']}, {row['precision']}, {row['disk_mb']} MB, "
                f"{languages}, {place}\n"
            )


def _verify(args: argparse.Namespace) -> Payload:
    from engine import hardware
    from engine.model import load_model

    folder = registry().resolve(args.model)
    model = load_model(folder)
    files = [
        {"name": name, "n_bytes": entry.n_bytes, "sha256": entry.sha256}
        for name, entry in model.manifest.files.items()
    ]
    return {
        "id": model.manifest.id,
        "folder": str(folder),
        "provider": model.session.provider,
        "notice": model.notice or hardware.passed_over(model.manifest.precision),
        "files": files,
    }


def _show_verified(payload: Payload, out: TextIO) -> None:
    notice = f" {payload['notice']}" if payload["notice"] else ""
    out.write(
        f"{payload['id']}: {len(payload['files'])} files are as they were made, and it opens on "
        f"{payload['provider']}.{notice}\n"
    )


def _remove(args: argparse.Namespace) -> Payload:
    folder = library.remove_model(args.model, installed(), bundled(), warn_left)
    return {"removed": args.model, "folder": str(folder)}


def _rename(args: argparse.Namespace) -> Payload:
    folder = library.rename_model(args.model, args.name, installed(), bundled())
    return {"renamed": args.model, "name": " ".join(args.name.split()), "folder": str(folder)}


def warn_left(folder: Path) -> None:
    """Tell of a folder that could not be removed."""
    warn(f"{folder} is of no use any more and could not be removed; delete it.")


def installed() -> Path:
    """Return the user's folder of models."""
    return paths.user_folders().models


def bundled() -> Path:
    """Return the folder of the models that came with Longhand."""
    return paths.resources() / "models"


def _no_options(command: argparse.ArgumentParser) -> None:
    pass


def _id_or_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument("model", metavar="ID", help="an id, or a model's folder")


def _id(command: argparse.ArgumentParser) -> None:
    command.add_argument("model", metavar="ID", help="the id of an installed model")


def _id_and_name(command: argparse.ArgumentParser) -> None:
    _id(command)
    command.add_argument("name", metavar="NAME", help="what writers see; the id stays")


COMMANDS = (
    Command("models list", "the models at hand", _no_options, _list, _show_list),
    Command("models verify", "check files and open", _id_or_folder, _verify, _show_verified),
    Command("models rename", "show it by another name", _id_and_name, _rename, show_values),
    Command("models remove", "delete an installed model", _id, _remove, show_values),
)
