"""Does training disturb typing? Keys to paint beside a working engine, without and with training.

    .venv/bin/python -m tests.benchmarks.training_latency [--keys 200] [--json]

A voice of the starter is trained by a process with the train role's own priority, on all cores,
while a real window under Xvfb gets 22 keys a second and asks for a suggestion at each: first with
training told to rest while keys arrive, as the app does, then without that. Printed as well: how
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
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from engine.corpus.corpus import CorpusOptions
from engine.hardware import machine
from engine.paths import resources
from engine.training.beginning import VoiceRequest, begin
from engine.training.config import TrainConfig
from engine.training.listener import Listener
from engine.training.run_folder import RunFolder
from tests.benchmarks.window_latency import Bench
from tests.e2e.driver import XvfbDisplay

# Each line on its stdin is a rest of so many seconds.
TRAIN = """
import sys, threading
from pathlib import Path
from engine.training.aside import yield_to_others
from engine.training.listener import Listener
from engine.training.run_folder import RunFolder
yield_to_others()
from engine.training import entry
from engine.training.voice import make_voice
listener = Listener()
def hear():
    for line in sys.stdin:
        listener.aside.rest(float(line))
threading.Thread(target=hear, daemon=True).start()
out = Path(sys.argv[1])
make_voice(RunFolder.beside(out), out, listener)
"""
_FIRST_POINTS, _LONGEST_WAIT_S = 5, 300
# As in `ui.voices.training`.
_REST_S, _REST_EVERY_S = 1.5, 1.0


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
    for name, row in found["typing"].items():
        print(f"{name:>22}: " + "  ".join(f"{key} {value}" for key, value in row.items()))
    for name, value in found["p99_ratio"].items():
        print(f"p99 {name} is {value} times that alone")
    print(f"words a second learned: {found['words_per_s']}")


def measure(bench: Bench, folder: Path, keys: int) -> dict[str, Any]:
    """Type alone, then beside training that rests meanwhile, then beside one that does not."""
    rows = {"alone": bench.typing(keys, enabled=True)}
    with training(folder) as (run, sink):
        learned = {"before": _words_per_s(run, 0)}
        n_points = len(list(run.points()))
        with resting(sink):
            rows["training that rests"] = bench.typing(keys, enabled=True)
        learned["resting"] = _words_per_s(run, n_points)
        n_points = len(list(run.points()))
        rows["training that does not"] = bench.typing(keys, enabled=True)
        learned["not resting"] = _words_per_s(run, n_points)
    alone_ms = rows["alone"]["p99_ms"]
    beside = {name: row for name, row in rows.items() if name != "alone"}
    ratios = {name: round(row["p99_ms"] / alone_ms, 2) for name, row in beside.items()}
    return {"typing": rows, "p99_ratio": ratios, "words_per_s": learned}


def _words_per_s(run: RunFolder, first: int) -> int:
    """Return the median words a second of a run's points from one on; 0 where there are none."""
    found = [point["words_per_s"] for point in run.points()][first:]
    return round(statistics.median(found)) if found else 0


@contextlib.contextmanager
def resting(sink: IO[str]) -> Iterator[None]:
    """Ask for rests within the block as often as the app does while keys arrive."""
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            sink.write(f"{_REST_S}\n")
            sink.flush()
            ended.wait(_REST_EVERY_S)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextlib.contextmanager
def training(folder: Path) -> Iterator[tuple[RunFolder, IO[str]]]:
    """Train a voice of the starter within the block; rests are written to the sink."""
    out = folder / "voice"
    run = RunFolder.beside(out)
    texts = tuple(resources() / "evaluation" / name for name in ("general-en.txt", "en.txt"))
    config = TrainConfig(minutes=60, patience=1000)
    base = resources() / "models" / "starter"
    begin(run, VoiceRequest(base, texts, "Voice", CorpusOptions(), None, config), Listener())
    child = subprocess.Popen(
        [sys.executable, "-c", TRAIN, str(out)], stdin=subprocess.PIPE, text=True
    )
    sink = child.stdin
    assert sink is not None
    try:
        until = time.monotonic() + _LONGEST_WAIT_S
        while len(list(run.points())) < _FIRST_POINTS:
            if child.poll() is not None or time.monotonic() > until:
                raise RuntimeError("training did not begin")
            time.sleep(0.5)
        yield run, sink
    finally:
        child.kill()
        child.communicate()


if __name__ == "__main__":
    main()
