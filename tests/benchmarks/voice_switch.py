"""How long a change of voice takes, and how much of it a shared graph could save.

    .venv/bin/python -m tests.benchmarks.voice_switch [--model DIR] [--rounds 20] [--json]

Two folders with the same model are loaded in turn by the service that the window talks to. `switch`
is the whole change; `opening` is the session alone, all that a graph shared between voices of one
base could ever save; the rest is hashes, tokenizer and prompts, which differ or must be checked.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from engine.generate_service import GenerateService
from engine.messages import LoadRequest
from engine.model import LoadedModel, load_model
from engine.paths import resources
from engine.registry import ModelRegistry


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=resources() / "models" / "starter")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    found = measure(args.model, args.rounds)
    if args.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name}: {value}")


def measure(model: Path, rounds: int) -> dict[str, float]:
    """Change between two copies of a model; milliseconds, medians and the slowest."""
    opening: list[float] = []

    def opened(folder: Path) -> LoadedModel:
        loaded = load_model(folder, times_threads=False)
        opening.append(loaded.opening_ms)
        return loaded

    with tempfile.TemporaryDirectory() as place:
        folders = [str(shutil.copytree(model, Path(place) / name)) for name in ("one", "two")]
        service = GenerateService(ModelRegistry(()), opened)
        switch = []
        for number in range(2 * rounds):
            began = time.perf_counter()
            service.load(LoadRequest(folders[number % 2]))
            switch.append((time.perf_counter() - began) * 1000)
    return {
        "switch_ms": round(statistics.median(switch[2:]), 1),
        "slowest_ms": round(max(switch[2:]), 1),
        "opening_ms": round(statistics.median(opening[2:]), 1),
    }


if __name__ == "__main__":
    main()
