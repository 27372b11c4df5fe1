"""Do long scenes slow the keys? Typing in 3, 30 and 100 thousand words, styled, engine at work.

    .venv/bin/python -m tests.benchmarks.scenes [--keys 200] [--json]

Real windows under Xvfb. Each scene has headings, emphasis and comments, and suggestions are asked
for at every chance while 22 keys a second arrive; the same once more while another engine beside
it streams three takes at once; and the same scene unstyled with suggestions off. The ratios to the
last are of one run.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.hardware import machine
from tests.benchmarks.window_latency import SAMPLE, Bench
from tests.e2e.driver import XvfbDisplay

WORDS = (3_000, 30_000, 100_000)
_EMPHASIS_EVERY, _COMMENT_EVERY = 40, 400


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="longhand-bench-") as folder, XvfbDisplay() as screen:
        bench = Bench(screen.name, Path(folder), "starter", 6_000)
        rows = {words: measure(bench, scene(words), args.keys) for words in WORDS}
    if args.json:
        print(json.dumps({"machine": machine(), "scenes": rows}))
        return
    for words, row in rows.items():
        for name in ("working", "three takes", "idle"):
            figures = "  ".join(f"{key} {value}" for key, value in row[name].items())
            print(f"{words:>7,} words, {name:>11}: {figures}")
        print(f"{'':>7}  p99 over idle: {row['p99_ratio']}")


def measure(bench: Bench, text: str, keys: int) -> dict[str, Any]:
    """Type in a scene with everything at work, then with nothing."""
    working = bench.typing(keys, enabled=True, text=text)
    with three_takes():
        streaming = bench.typing(keys, enabled=True, text=text)
    idle = bench.typing(keys, enabled=False, text=text, is_styled=False)
    rows = {"working": working, "three takes": streaming, "idle": idle}
    ratios = {name: round(row["p99_ms"] / idle["p99_ms"], 2) for name, row in rows.items()}
    return {**rows, "p99_ratio": ratios}


@contextlib.contextmanager
def three_takes() -> Iterator[None]:
    """Let another engine stream three takes for as long as the block runs."""
    command = [sys.executable, "-m", "tests.benchmarks.take_stream"]
    environment = {**os.environ, "LONGHAND_THREADS": "1"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        yield
        process.stdin.close()


def scene(n_words: int) -> str:
    """Return a scene of so many words in paragraphs, with what Markdown has for a novel."""
    paragraphs = [p for p in SAMPLE.split("\n\n") if p.strip()]
    found: list[str] = []
    count = 0
    while count < n_words:
        words = paragraphs[len(found) % len(paragraphs)].split(" ")
        for at in range(0, len(words), _EMPHASIS_EVERY):
            words[at] = f"*{words[at].strip('*_')}*"
        found.append(" ".join(words))
        if count // _COMMENT_EVERY != (count + len(words)) // _COMMENT_EVERY:
            found.append("<!-- look this up -->")
        count += len(words)
    return "# A scene\n\n" + "\n\n".join(found)


if __name__ == "__main__":
    main()
