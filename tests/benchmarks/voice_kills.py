"""Does a voice survive SIGKILL? Kills its training at random moments until it has died N times.

    .venv/bin/python -m tests.benchmarks.voice_kills [--kills 20] [--steps 40] [--seed 1] [--json]

A random Llama of 0.7 million parameters learns the bundled evaluation texts. One run is never
killed; the others are killed at random moments of their whole life, imports, training, export and
the last rename included, and resumed, until they are done. Printed: at which stage each kill met
the run, what was listed as a voice after it (nothing, ever), and how far the ends lie from the end
of the run that was left alone.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from engine.paths import resources
from engine.registry import ModelRegistry

CHILD = """
import sys
from pathlib import Path
from engine.training.entry import finetune
finetune(Path(sys.argv[1]), None, lambda *progress: None, lambda stage: print(stage, flush=True))
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        found = torture(Path(place), args.kills, args.steps, random.Random(args.seed))
    if args.json:
        print(json.dumps(found))
        return
    for row in found["kills"]:
        listed = "the whole voice" if row["stage"] == "in place" else "none"
        print(
            f"run {row['run']}: killed after {row['seconds']:5.1f} s, {row['stage']}; "
            f"listed: {listed}"
        )
    print(f"left alone: {found['reference']['bits_per_byte']:.6f} bits per byte")
    for end in found["ends"]:
        print(f"after {end['kills']} kills: {end['bits_per_byte']:.6f} ({end['difference']:+.6f})")


def torture(place: Path, kills: int, steps: int, rng: random.Random) -> dict[str, Any]:
    """Kill runs until `kills` kills are counted; returns the rows and the ends."""
    base = make_base(place / "base")
    models = place / "models"
    began = time.monotonic()
    reference = _finish(_begin(models / "reference", base, steps))
    life_s = time.monotonic() - began
    rows: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    number = 0
    while len(rows) < kills:
        number += 1
        out = _begin(models / f"voice-{number}", base, steps)
        own = 0
        while len(rows) < kills:
            seconds = rng.uniform(0.5, life_s * 1.1)
            stage = _killed_after(out, seconds)
            if stage is None:
                break
            own += 1
            listed = [m.folder.name for m in ModelRegistry((models,)).found()]
            whole = {"reference", *(f"voice-{n}" for n in range(1, number))}
            assert set(listed) <= whole | ({out.name} if stage == "in place" else set()), listed
            rows.append({"run": number, "seconds": seconds, "stage": stage})
            print(f"kill {len(rows)} of {kills}: {stage}", file=sys.stderr, flush=True)
        end = _finish(out)
        difference = end["bits_per_byte"] - reference["bits_per_byte"]
        ends.append({"kills": own, "difference": difference, **end})
    return {"life_s": life_s, "reference": reference, "kills": rows, "ends": ends}


def make_base(folder: Path) -> Path:
    """Write a random Llama that the starter's tokenizer fits."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=16384, hidden_size=40, intermediate_size=96, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, head_dim=32, max_position_embeddings=256,
        tie_word_embeddings=True, bos_token_id=0, eos_token_id=1,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(str(folder))
    shutil.copyfile(
        resources() / "models" / "starter" / "tokenizer.json", folder / "tokenizer.json"
    )
    return folder


def _begin(out: Path, base: Path, steps: int) -> Path:
    """Prepare a run that saves every second."""
    from engine.corpus.corpus import CorpusOptions
    from engine.training.beginning import VoiceRequest, begin
    from engine.training.config import TrainConfig
    from engine.training.listener import Listener
    from engine.training.run_folder import RunFolder

    texts = tuple(resources() / "evaluation" / name for name in ("general-en.txt", "en.txt"))
    config = TrainConfig(
        minutes=None, max_steps=steps, rows=4, window=128, learning_rate=5e-3, save_s=1.0
    )
    request = VoiceRequest(base, texts, out.name, CorpusOptions(), "full", config)
    begin(RunFolder.beside(out), request, Listener())
    return out


def _killed_after(out: Path, seconds: float) -> str | None:
    """Kill a run that goes on, after so long; returns its stage, or None where it was done."""
    if out.exists():
        return None
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(out)], stdout=subprocess.PIPE, text=True
    )
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
    said = child.communicate()[0].split("\n")
    if child.returncode == 0:
        return None
    assert child.returncode == -signal.SIGKILL, child.returncode
    return "in place" if out.exists() else next((s for s in reversed(said) if s), "importing")


def _finish(out: Path) -> dict[str, Any]:
    """Let a run come to its end and return what it reached."""
    if not out.exists():
        subprocess.run(
            [sys.executable, "-c", CHILD, str(out)], check=True, stdout=subprocess.DEVNULL
        )
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    training = manifest["training"]
    return {"bits_per_byte": training["bits_per_byte"]["after"], "steps": training["steps"]}


if __name__ == "__main__":
    main()
