"""How fast the app feels: typing beside a working engine, ghosts after a pause, launch, memory.

    .venv/bin/python -m tests.benchmarks.window_latency [--json] [--keys 200] [--asks 40]

Real windows under Xvfb, real keys through XTEST, figures from the app's own trace:
    key      from Qt's key event to the end of the paint that shows it
    ask      from the end of the pause to the end of the paint with the first ghost words
    launch   from starting the process to the event loop with the window on the screen
The run with a working engine asks at every key (pause 0); the idle run is the same with
suggestions off. Absolute times depend on the machine; the ratio is of one run.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from engine.hardware import machine
from tests.e2e.app import ROOT, App, running_app
from tests.e2e.driver import Overdue, XvfbDisplay

KEY_EVERY_S = 0.045
SAMPLE = (ROOT / "resources" / "evaluation" / "en.txt").read_text(encoding="utf-8")
TYPED = "the wind went on and on about the house and he could not sleep for thinking of her "


def main(argv: Sequence[str] | None = None) -> int:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--asks", type=int, default=40)
    parser.add_argument("--model", default="starter", help="id or folder; asks only, when given")
    parser.add_argument("--chars", type=int, default=6000, help="text before the caret")
    args = parser.parse_args(argv)
    results: dict[str, Any] = {"machine": machine()}
    with tempfile.TemporaryDirectory(prefix="longhand-bench-") as folder, XvfbDisplay() as screen:
        bench = Bench(screen.name, Path(folder), args.model, args.chars)
        if args.model != "starter":
            results["ask"] = bench.asks(args.asks)
            print(json.dumps(results) if args.json else ask_lines(results["ask"]))
            return 0
        results["launch"] = [bench.launch() for _ in range(5)]
        working = bench.typing(args.keys, enabled=True)
        idle = bench.typing(args.keys, enabled=False)
        results["typing"] = {
            "engine_working": working,
            "engine_idle": idle,
            "p99_ratio": round(working["p99_ms"] / idle["p99_ms"], 2),
        }
        results["ask"] = bench.asks(args.asks)
        results["long_scene"] = bench.long_scene(args.keys)
    print(json.dumps(results) if args.json else table(results))
    return 0


class Bench:
    """Scenarios over one screen."""

    def __init__(self, display: str, folder: Path, model: str, chars: int) -> None:
        self._display = display
        self._model = model
        self._text = SAMPLE[:chars]
        self._folder = folder
        self._runs = 0

    def launch(self) -> dict[str, float]:
        """Time a start on a chapter: seconds to the window and to the engine; memory when idle."""
        began = time.monotonic()
        with self._app(SAMPLE[:12_000], "") as app:
            window = app.seen("window_shown")[0]["t"] - began
            engine = app.wait_for("engine_up")["t"] - began
            _rest(1.0)
            return {
                "window_s": round(window, 3),
                "engine_s": round(engine, 3),
                "memory_mb": round(_memory_mb(app.process.pid)),
            }

    def typing(
        self, keys: int, *, enabled: bool, text: str = SAMPLE[:6_000], is_styled: bool = True
    ) -> dict[str, float]:
        """Type at 22 keys a second with the engine at work at every key, or idle."""
        settings = (
            f'[suggest]\neagerness = "eager"\nenabled = {str(enabled).lower()}\n'
            f"[editor]\nmarkdown = {str(is_styled).lower()}\n"
        )
        with self._app(text, settings) as app:
            return self._type(app, keys)

    def long_scene(self, keys: int) -> dict[str, float]:
        """Open 100,000 words and type at their end while the engine works."""
        text = (SAMPLE * (600_000 // len(SAMPLE) + 1))[:575_000]
        began = time.monotonic()
        with self._app(text, "[suggest]\npause_ms = 0\n") as app:
            opened = app.seen("window_shown")[0]["t"] - began
            app.keyboard.type_text("x")
            painted = app.wait_for("key")["t"] - began
            found = self._type(app, keys)
        words = len(text.split())
        return {
            "words": words,
            "open_s": round(opened, 3),
            "first_key_s": round(painted, 3),
            **found,
        }

    def asks(self, count: int) -> dict[str, Any]:
        """Pause after each word; the first ask of a start is cold, the others are warm."""
        cold = []
        for _ in range(3):
            with self._app(self._text, "[suggest]\npause_ms = 0\n") as app:
                app.wait_for("engine_up")
                app.keyboard.press("ctrl+Return")
                cold.append(app.wait_for("shown")["latency_ms"])
        warm = []
        with self._app(self._text, "[suggest]\npause_ms = 120\n") as app:
            app.wait_for("engine_up")
            _rest(1.5)
            words = (TYPED * (count // 15 + 2)).split()
            for word in words[: count + 1]:
                app.keyboard.type_text(f" {word}")
                try:
                    warm.append(app.wait_for("shown", timeout_s=3)["latency_ms"])
                except Overdue:
                    continue
        warm = warm[1:]
        return {
            "cold_ms": [round(ms, 1) for ms in cold],
            "warm_n": len(warm),
            "warm_p50_ms": _percentile(warm, 50),
            "warm_p90_ms": _percentile(warm, 90),
        }

    def _type(self, app: App, keys: int) -> dict[str, float]:
        app.wait_for("engine_up")
        _rest(1.5)
        # The first suggestion tells how long an ask takes; from then on asks follow the keys.
        app.keyboard.type_text(" ")
        _rest(1.0)
        app.wait_for("key")
        before = len(app.trace.seen)
        text = (TYPED * (keys // len(TYPED) + 1))[:keys]
        started = time.monotonic()
        for index, letter in enumerate(text):
            _rest(started + index * KEY_EVERY_S - time.monotonic())
            app.keyboard.type_text(letter)
        while sum(event["event"] == "key" for event in app.trace.seen[before:]) < keys:
            app.wait_for("key")
        app.wait_for("journaled")
        events = app.trace.seen[before:]
        latencies = [event["latency_ms"] for event in events if event["event"] == "key"]
        stalls = [event["blocked_ms"] for event in events if event["event"] == "stall"]
        return {
            "p50_ms": _percentile(latencies, 50),
            "p95_ms": _percentile(latencies, 95),
            "p99_ms": _percentile(latencies, 99),
            "max_ms": round(max(latencies), 1),
            "stalls_over_16ms": len(stalls),
            "stalls_over_50ms": sum(ms > 50 for ms in stalls),
            "longest_stall_ms": round(max(stalls, default=0.0), 1),
            "journal_lag_ms": _journal_lag_ms(events),
            "asks": sum(event["event"] == "ask" for event in events),
            "ghosts": sum(event["event"] == "shown" for event in events),
        }

    def _app(self, text: str, settings: str) -> Any:
        self._runs += 1
        folder = self._folder / str(self._runs)
        folder.mkdir()
        chapter = folder / "chapter.md"
        chapter.write_text(text, encoding="utf-8")
        return running_app(
            self._display,
            folder / "home",
            folder / "trace",
            [str(chapter)],
            settings=(settings or "[suggest]\npause_ms = 300\n")
            + f"[engine]\nmodel = {json.dumps(self._model)}\n",
        )


def table(results: dict[str, Any]) -> str:
    """Lay the results out for reading."""
    launches = results["launch"]
    typing, asked, scene = results["typing"], results["ask"], results["long_scene"]
    lines = [
        f"{results['machine']['cpu']}, {results['machine']['cores']} cores",
        "",
        "launch (median of 5)   "
        + "  ".join(
            f"{key} {statistics.median(run[key] for run in launches):g}" for key in launches[0]
        ),
        _typing_line("typing, engine working", typing["engine_working"]),
        _typing_line("typing, engine idle   ", typing["engine_idle"]),
        f"p99 working / idle     {typing['p99_ratio']}",
        ask_lines(asked),
        f"{scene['words']:,} words          open {scene['open_s']} s, first key painted "
        f"{scene['first_key_s']} s",
        _typing_line("typing in it          ", scene),
    ]
    return "\n".join(lines)


def ask_lines(asked: dict[str, Any]) -> str:
    """Lay the figures of asks out for reading."""
    return (
        f"ask to ghost, warm     n {asked['warm_n']}  p50 {asked['warm_p50_ms']}  "
        f"p90 {asked['warm_p90_ms']} ms\nask to ghost, cold     {asked['cold_ms']} ms"
    )


def _typing_line(name: str, found: dict[str, float]) -> str:
    return (
        f"{name} p50 {found['p50_ms']}  p95 {found['p95_ms']}  p99 {found['p99_ms']}  "
        f"max {found['max_ms']} ms; stalls >16 ms {found['stalls_over_16ms']}, >50 ms "
        f"{found['stalls_over_50ms']} (longest {found['longest_stall_ms']}); "
        f"journal at most {found['journal_lag_ms']} ms behind; asks {found['asks']}, "
        f"ghosts {found['ghosts']}"
    )


def _memory_mb(pid: int) -> float:
    """Return the resident memory of a process and its children, shared pages counted once each."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(member.memory_full_info().pss for member in family) / 1e6


def _journal_lag_ms(events: list[dict[str, Any]]) -> float:
    """Return the longest time from a key to the next record of the journal on the disk."""
    records = [event["t"] for event in events if event["event"] == "journaled"]
    lags = [
        next(t for t in records if t >= event["t"]) - event["t"]
        for event in events
        if event["event"] == "key" and event["t"] <= records[-1]
    ]
    return round(max(lags, default=0.0) * 1000, 1)


def _percentile(values: list[float], percent: int) -> float:
    if not values:
        return float("nan")
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))], 1)


def _rest(seconds: float) -> None:
    """Let real time pass: a writer's pace is what is measured here."""
    threading.Event().wait(max(0.0, seconds))


if __name__ == "__main__":
    sys.exit(main())
