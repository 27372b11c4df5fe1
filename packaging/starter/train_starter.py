"""Trains the starter with the kit, on from an earlier checkpoint where one is given.

  python packaging/starter/train_starter.py --kit KIT --start KIT/checkpoint -- \
         --data data --out run --preset cpu --minutes 100 --threads 1

What follows `--` goes to the kit's train.py as it is. On a CPU two things differ from it, both
for speed: the loss (`loss.py`) and a compiled trunk. With `--start` the run begins from that
Hugging Face folder, its blocks multiplied where the preset has more of them (`grow.py`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import torch
from grow import deepen
from loss import ChunkedLoss
from safetensors.torch import load_file


def run_class(kit: Any, start: Path | None) -> Any:
    """Return the kit's `Run` with our start and, on a CPU, our speed."""

    class StarterRun(kit.Run):  # type: ignore[misc]  # the kit has no types
        def build(self) -> Any:
            model = super().build()
            if start is not None and not self.a.resume:
                weights = load_file(str(start / "model.safetensors"))
                model.load_state_dict(deepen(weights, model.c.layers))
            if self.device.type == "cpu":
                model.hidden = torch.compile(model.hidden, dynamic=False)
            return model

    return StarterRun


def main(argv: list[str]) -> None:
    """Split the arguments at `--`; the rest is the kit's."""
    at = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kit", type=Path, required=True, help="folder of the training kit")
    parser.add_argument("--start", type=Path, help="Hugging Face folder to go on from")
    mine = parser.parse_args(argv[:at])
    sys.path.append(str(mine.kit))
    import train as kit  # the kit's module, found on its path only

    kit.SumLoss = ChunkedLoss
    run_class(kit, mine.start)(kit.parse(argv[at + 1 :])).train()


if __name__ == "__main__":
    main(sys.argv[1:])
