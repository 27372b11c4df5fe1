"""How much the model repeats itself under each way of sampling: where the defaults come from.

    .venv/bin/python -m tests.benchmarks.repetition [--model DIR] [--places N] [--json]

Continuations of 200 tokens from seeded places of the bundled sample, the same for every row; the
measures are those of `engine.measuring.continuations`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

import engine.measuring.continuations as continuations
from engine.messages import Sampling
from engine.model import load_model
from engine.paths import resources

NONE = Sampling(dry_multiplier=0.0)
ROWS = {
    "no penalty": NONE,
    "DRY 0.4": replace(NONE, dry_multiplier=0.4),
    "DRY 0.8 (default)": Sampling(),
    "DRY 0.8 from 2 tokens": Sampling(dry_allowed_length=2),
    "DRY 1.5": replace(NONE, dry_multiplier=1.5),
    "repetition penalty 1.1": replace(NONE, repetition_penalty=1.1),
    "min-p 0.05": replace(NONE, top_p=1.0, min_p=0.05),
}


def main() -> None:
    """Print one row for each way of sampling."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=resources() / "models" / "starter")
    parser.add_argument("--places", type=int, default=16)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    model = load_model(args.model)
    text = (resources() / "evaluation" / "en.txt").read_text(encoding="utf-8")
    continuations.N_CONTINUATIONS = args.places
    table: dict[str, dict[str, Any]] = {}
    for name, sampling in ROWS.items():
        found = continuations.measure_continuations(model, text, sampling, np.random.default_rng(7))
        table[name] = {key: value for key, value in asdict(found).items() if value is not None}
        if not args.json:
            print(f"{name:>24}: " + "  ".join(f"{k} {v:.3f}" for k, v in table[name].items()))
    if args.json:
        print(json.dumps(table))


if __name__ == "__main__":
    main()
