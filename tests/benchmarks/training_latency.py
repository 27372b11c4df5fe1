"""Does training disturb typing? Keys to paint beside a working engine, without and with training.

    .venv/bin/python -m tests.benchmarks.training_latency [--keys 200] [--json]

A voice of the starter is trained by a process with the train role's own priority, on all cores,
while a real window under Xvfb gets 22 keys a second and asks for a suggestion at each. The window
does not know of it here: in the app training rests as well while keys arrive. Printed as well: how
many words a second are learned from before and while the keys come.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.corpus.corpus import CorpusOptions
from engine.hardware import machine
from engine.paths import resources
from engine.training.beginning import VoiceRequest, begin
from engine.training.config import TrainConfig
from engine.training.listener import Listener
from engine.training.run_folder import RunFolder
from tests.benchmarks.window_latency import Bench
from tests.e2e.driver import XvfbDisplay

TRAIN = """
import sys
from pathlib import Path
from engine.training.aside import yield_to_others
yield_to_others()
from engine.training.entry import finetune
finetune(Path(sys.argv[1]), None, lambda *progress: None, lambda stage: print(stage, flush=True))
"""
_FIRST_POINTS, _LONGEST_WAIT_S = 5, 300


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="longhand-bench-") as folder, XvfbDisplay() as screen:
        found = measure(Bench(screen.name, Path(folder), "starter", 6000), Path(folder), args.keys)
    found["machine"] = machine()
    if args.json:
        print(json.dumps(found))
        return
    for name in ("alone", "while_training"):
        row = found[name]
        print(f"{name:>15}: " + "  ".join(f"{key} {value}" for key, value in row.items()))
    print(f"p99 while training is {found['p99_ratio']} times that without")
    print(f"words a second learned: {found['words_per_s']}")


def measure(bench: Bench, folder: Path, keys: int) -> dict[str, Any]:
    """Type alone, then beside training."""
    alone = bench.typing(keys, enabled=True)
    with training(folder) as run:
        before = [point["words_per_s"] for point in run.points()]
        busy = bench.typing(keys, enabled=True)
        during = [point["words_per_s"] for point in run.points()][len(before) :]
    return {
        "alone": alone,
        "while_training": busy,
        "p99_ratio": round(busy["p99_ms"] / alone["p99_ms"], 2),
        "words_per_s": {
            "before": round(statistics.median(before)),
            "while_typing": round(statistics.median(during)) if during else 0,
        },
    }


@contextlib.contextmanager
def training(folder: Path) -> Iterator[RunFolder]:
    """Train a voice of the starter within the block."""
    out = folder / "voice"
    run = RunFolder.beside(out)
    texts = tuple(resources() / "evaluation" / name for name in ("general-en.txt", "en.txt"))
    config = TrainConfig(minutes=60, patience=1000)
    base = resources() / "models" / "starter"
    begin(run, VoiceRequest(base, texts, "Voice", CorpusOptions(), None, config), Listener())
    child = subprocess.Popen([sys.executable, "-c", TRAIN, str(out)], stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + _LONGEST_WAIT_S
        while len(list(run.points())) < _FIRST_POINTS:
            if child.poll() is not None or time.monotonic() > until:
                raise RuntimeError("training did not begin")
            time.sleep(0.5)
        yield run
    finally:
        child.kill()
        child.wait()


if __name__ == "__main__":
    main()
