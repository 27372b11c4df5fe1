"""`bench`: measures this engine beside others, on one model and in one run."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import TextIO

from engine import paths
from engine.commands.base import Command, Payload, Usage, elapsed_time, progress_bar
from engine.errors import UserError

_PEERS = ("transformers", "optimum", "genai", "llama.cpp")
_ROOT = Path(__file__).resolve().parents[2]


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--against",
        default="transformers,optimum",
        metavar="LIST",
        help=f"engines to compare with, comma-separated: {', '.join(_PEERS)}; none for ours alone",
    )
    command.add_argument(
        "--checkpoint",
        type=Path,
        metavar="DIR",
        help="a Hugging Face checkpoint; a random Llama of 42 million parameters unless given",
    )
    command.add_argument("--rounds", type=int, default=5, metavar="N")
    command.add_argument("--threads", type=int, metavar="N", help="all cores unless given")
    command.add_argument(
        "--work",
        type=Path,
        metavar="DIR",
        help="where the models in each engine's form are kept; a cache folder unless given",
    )


def _run(args: argparse.Namespace) -> Payload:
    peers = [] if args.against == "none" else args.against.split(",")
    unknown = sorted(set(peers) - set(_PEERS))
    if unknown:
        raise Usage(f"--against knows {', '.join(_PEERS)}; not {', '.join(unknown)}.")
    if args.rounds < 1 or (args.threads is not None and args.threads < 1):
        raise Usage("--rounds and --threads must be at least 1.")
    from engine import hardware
    from engine.bench.bench import Contender, compare, figures

    work = args.work or paths.user_folders().cache / "bench"
    with elapsed_time("preparing models"):
        models = _prepared(work, args.checkpoint, peers)
    contenders = [Contender(**row) for row in models["contenders"]]
    threads = args.threads or hardware.usable_cores()
    with progress_bar() as on_progress:
        table = compare(
            contenders,
            figures(models["context_tokens"]),
            threads,
            args.rounds,
            lambda done, total: on_progress("rounds", done, total),
        )
    return {
        "machine": {**hardware.machine(), "threads": threads},
        "checkpoint": models["checkpoint"],
        "rows": table.rows,
        "ratios": table.ratios,
        "missing": {**models["missing"], **table.missing},
    }


def _prepared(work: Path, checkpoint: Path | None, peers: list[str]) -> Payload:
    """Make the models in a process of its own: exporting imports torch, prints and warns."""
    command = [sys.executable, "-W", "ignore", "-m", "engine.bench.prepare"]
    command += [str(work.absolute()), str(checkpoint.absolute()) if checkpoint else "", *peers]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=_ROOT)
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise UserError(f"The models to compare could not be made: {last}")
    payload: Payload = json.loads(ran.stdout)
    return payload


def _show(payload: Payload, out: TextIO) -> None:
    rows = payload["rows"]
    names = [name for name in rows[0] if name not in ("engine", "precision")] if rows else []
    for row in rows:
        out.write(f"{row['engine']} {row['precision']}\n")
        out.writelines(f"  {name}: {row[name]:g}\n" for name in names)
    out.writelines(f"{name}: {value:g}\n" for name, value in payload["ratios"].items())
    out.writelines(f"missing {name}: {why}\n" for name, why in payload["missing"].items())


COMMANDS = (Command("bench", "measure this engine beside others", _add_options, _run, _show),)
