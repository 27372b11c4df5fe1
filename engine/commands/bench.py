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
from engine.errors import BadInput, UserError

_OURS, _APART = ("transformers", "optimum"), ("genai", "llama.cpp")
_ENGINES = (*_OURS, *_APART)


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--against",
        default=",".join(_OURS),
        metavar="LIST",
        help=f"engines to compare with, comma-separated: {', '.join(_ENGINES)}; none for ours "
        f"alone; {','.join(_OURS)} unless given",
    )
    command.add_argument(
        "--checkpoint",
        type=Path,
        metavar="DIR",
        help="a Hugging Face checkpoint; a random Llama of 42 million parameters unless given",
    )
    command.add_argument(
        "--rounds",
        type=int,
        default=5,
        metavar="N",
        help="measurements of a figure; 5 unless given",
    )
    command.add_argument("--threads", type=int, metavar="N", help="all cores unless given")
    command.add_argument(
        "--work",
        type=Path,
        metavar="DIR",
        help="where the models in each engine's form are kept; a cache folder unless given",
    )
    command.add_argument(
        "--set-up",
        metavar="LIST",
        help=f"measure nothing, but make the Python environments of engines among "
        f"{', '.join(_APART)}: pip downloads their packages, several hundred megabytes, or "
        "several gigabytes where torch comes with CUDA; llama.cpp is compiled, which takes "
        "minutes. Nothing else here uses the network",
    )


def _run(args: argparse.Namespace) -> Payload:
    if args.set_up is not None:
        return _set_up(_listed("--set-up", args.set_up, _APART))
    engines = [] if args.against == "none" else _listed("--against", args.against, _ENGINES)
    if args.rounds < 1 or (args.threads is not None and args.threads < 1):
        raise Usage("--rounds and --threads must be at least 1.")
    if args.checkpoint is not None and not (args.checkpoint / "config.json").is_file():
        raise BadInput(f"{args.checkpoint} is no checkpoint: it has no config.json.")
    from engine import hardware
    from engine.bench.bench import compare, figures
    from engine.bench.contender import Contender

    work = args.work or paths.user_folders().cache / "bench"
    with elapsed_time("preparing models"):
        models = _prepared(work, args.checkpoint, engines)
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
        "machine": {
            **hardware.machine(),
            "threads": threads,
            "others_cpu_share": round(table.others_share, 3),
        },
        "checkpoint": models["checkpoint"],
        "rows": table.rows,
        "ratios": table.ratios,
        "missing": {**models["missing"], **table.missing},
    }


def _listed(option: str, given: str, known: tuple[str, ...]) -> list[str]:
    """Return the engines of a list.

    Raises:
        Usage: one of them is not known.
    """
    names = list(dict.fromkeys(given.split(",")))
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise Usage(f"{option} knows {', '.join(known)}; not {', '.join(unknown)}.")
    return names


def _set_up(names: list[str]) -> Payload:
    from engine.bench import peers

    found: dict[str, str] = {}
    for name in names:
        with elapsed_time(f"setting up {name}"):
            found[name] = str(peers.set_up(name))
    return {"environments": found}


def _prepared(work: Path, checkpoint: Path | None, engines: list[str]) -> Payload:
    """Make the models in a process of its own: exporting imports torch, prints and warns."""
    from engine.bench.contender import last_words, module_command, offline

    command = module_command(sys.executable, "engine.bench.prepare")
    command += [str(work.absolute()), str(checkpoint.absolute()) if checkpoint else "", *engines]
    ran = subprocess.run(command, capture_output=True, text=True, env=offline())
    if ran.returncode:
        raise UserError(f"The models to compare could not be made: {last_words(ran.stderr)}")
    payload: Payload = json.loads(ran.stdout)
    if "error" in payload:
        raise UserError(payload["error"])
    return payload


def _show(payload: Payload, out: TextIO) -> None:
    for name, python in payload.get("environments", {}).items():
        out.write(f"{name}: {python}\n")
    if "machine" in payload:
        share = payload["machine"]["others_cpu_share"]
        out.write(f"other processes had {share:.1%} of the machine meanwhile\n")
    for row in payload.get("rows", ()):
        out.write(f"{row['engine']} {row['precision']}\n")
        for name, value in row.items():
            if isinstance(value, float | int):
                out.write(f"  {name}: {value:g}\n")
        for name, why in row.get("not_measured", {}).items():
            out.write(f"  {name}: not measured: {why}\n")
    out.writelines(f"{name}: {value:g}\n" for name, value in payload.get("ratios", {}).items())
    out.writelines(f"missing {name}: {why}\n" for name, why in payload.get("missing", {}).items())


COMMANDS = (Command("bench", "measure this engine beside others", _add_options, _run, _show),)
