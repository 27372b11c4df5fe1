"""How much faster the recipe's training step is than the kit's on this CPU: one ratio.

  python packaging/starter/step_speed.py --kit KIT [--preset cpu-small] [--threads 1] [--steps 4]

Both take turns in one process, on the same random rows; the first steps, which compile, are left
out.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from loss import ChunkedLoss

ROWS, MICRO, CONTEXT = 8, 4, 1024


def step_of(kit: Any, preset: str, is_ours: bool) -> Callable[[], None]:
    """Return a function that runs one forward and backward step of 8 rows."""
    sizes = {
        name: kit.PRESETS[preset][name] for name in ("d", "layers", "heads", "kv_heads", "ffn")
    }
    torch.manual_seed(0)
    model = kit.Llama(kit.Config(**sizes), torch.bfloat16)
    if is_ours:
        model.hidden = torch.compile(model.hidden, dynamic=False)
    ids = torch.randint(32, model.c.vocab, (ROWS, CONTEXT))
    labels = torch.randint(0, model.c.vocab, (ROWS, CONTEXT))
    loss = ChunkedLoss if is_ours else kit.SumLoss

    def step() -> None:
        kit.SumLoss = loss
        for at in range(0, ROWS, MICRO):
            with torch.autocast("cpu", torch.bfloat16):
                total = model(ids[at : at + MICRO], labels[at : at + MICRO])
            total.backward()
        model.zero_grad(set_to_none=True)

    return step


def main() -> None:
    """Print tokens per second of both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kit", type=Path, required=True)
    parser.add_argument("--preset", default="cpu-small")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=4)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    sys.path.append(str(args.kit))
    import train as kit  # the kit's module, found on its path only

    steps = {"kit": step_of(kit, args.preset, False), "recipe": step_of(kit, args.preset, True)}
    seconds = dict.fromkeys(steps, 0.0)
    for step in steps.values():
        step()
    for _ in range(args.steps):
        for name, step in steps.items():
            started = time.perf_counter()
            step()
            seconds[name] += time.perf_counter() - started
    for name, spent in seconds.items():
        print(f"{name}: {args.steps * ROWS * CONTEXT / spent:.0f} tokens/s")
    print(f"ratio: {seconds['kit'] / seconds['recipe']:.2f}")


if __name__ == "__main__":
    main()
