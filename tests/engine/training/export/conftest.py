"""Random checkpoints of every variant the fusion knows, exported in one child process."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.tokens import TextTokenizer

SCRIPT = Path(__file__).parent / "reference.py"
N_TOKENS = 64
PROMPT_TOKENS = (1, 17, 300)

_LLAMA = {
    "vocab_size": 16384,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "max_position_embeddings": 512,
    "tie_word_embeddings": True,
    "bos_token_id": 0,
    "eos_token_id": 1,
}
_LLAMA3_ROPE = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}
VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    "plain": ("llama", {}),
    "untied-wide-heads": ("llama", {"tie_word_embeddings": False, "head_dim": 32}),
    "narrow-heads": ("llama", {"head_dim": 8, "num_attention_heads": 8}),
    "biases-no-grouping": (
        "llama",
        {"attention_bias": True, "mlp_bias": True, "num_key_value_heads": 4},
    ),
    "llama3-rope": ("llama", {"rope_scaling": _LLAMA3_ROPE, "rope_theta": 50000.0}),
    "linear-rope": ("llama", {"rope_scaling": {"rope_type": "linear", "factor": 2.0}}),
    "mistral": ("mistral", {"sliding_window": None, "tie_word_embeddings": False}),
}


@dataclass(frozen=True, slots=True)
class Variant:
    """A random checkpoint, its export, and what transformers continues each prompt with."""

    checkpoint: Path
    export: dict[str, Any]
    prompts: list[list[int]]
    greedy: dict[str, Any]


def run_batch(batch: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Run reference.py on a batch and return its outcomes."""
    ran = subprocess.run(
        [sys.executable, str(SCRIPT)],
        input=json.dumps(batch),
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.fixture(scope="session")
def batch() -> Callable[[dict[str, list[dict[str, Any]]]], dict[str, list[dict[str, Any]]]]:
    """Return the function that runs work with torch in a child process."""
    return run_batch


@pytest.fixture(scope="session")
def prompt_text(starter) -> str:
    """Return English text long enough for the longest prompt."""
    path = starter.parents[1] / "evaluation" / "en.txt"
    return path.read_text(encoding="utf-8")[500:4500]


@pytest.fixture(scope="session")
def variants(tmp_path_factory, starter, export_text, prompt_text) -> dict[str, Variant]:
    """Make, export at fp32 and continue every variant."""
    base = tmp_path_factory.mktemp("variants")
    ids = [0, *TextTokenizer(starter / "tokenizer.json").encode(prompt_text)]
    prompts = [ids[:n] for n in PROMPT_TOKENS]
    text = export_text.read_text(encoding="utf-8")
    names = list(VARIANTS)
    answer = run_batch(
        {
            "make": [
                {
                    "folder": str(base / name),
                    "model_type": VARIANTS[name][0],
                    "config": {**_LLAMA, **VARIANTS[name][1]},
                    "seed": index,
                    "tokenizer": str(starter / "tokenizer.json"),
                }
                for index, name in enumerate(names)
            ],
            "export": [
                {
                    "source": str(base / name),
                    "out": str(base / "out" / name),
                    "precision": "fp32",
                    "text": text,
                }
                for name in names
            ],
            "greedy": [
                {"folder": str(base / name), "prompts": prompts, "n_tokens": N_TOKENS}
                for name in names
            ],
        }
    )
    return {
        name: Variant(base / name, exported, prompts, greedy)
        for name, exported, greedy in zip(names, answer["export"], answer["greedy"], strict=True)
    }
