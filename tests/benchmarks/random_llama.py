"""Makes the random Llama checkpoint of 42 million parameters that benchmarks use as a larger voice.

    .venv/bin/python -m tests.benchmarks.random_llama DIR

It is the one of `longhand-engine bench`. Export it with `longhand-engine export`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from engine.bench.checkpoint import make_checkpoint

if __name__ == "__main__":
    make_checkpoint(Path(sys.argv[1]))
