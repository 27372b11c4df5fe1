"""Random checkpoints of every variant the fusion knows, exported in one child process."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.tokens import TextTokenizer

SCRIPT = Path(__file__).parent / "reference.py"
N_TOKENS = 64
PROMPT_TOKENS = (1, 17, 300)
PRECISIONS = ("fp16", "int8", "int4")
# Each shared checkpoint's first token, and a text to continue.
_TALE = "Once upon a time, there was a little girl named Lily. She loved to play outside. "
SHARED = {"stories260k": (1, _TALE * 12), "starter": (0, "The house stood at the end. " * 60)}

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
    """A checkpoint, its export at fp32, and what transformers continues each prompt with."""

    checkpoint: Path
    export: dict[str, Any]
    prompts: list[list[int]]
    greedy: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that one child process with torch has made for these tests."""

    base: Path
    variants: dict[str, Variant]
    precisions: dict[str, dict[str, Any]]
    """The plain variant's exports, by precision asked for."""
    broken: dict[str, Any]
    """The outcome of exporting a checkpoint whose weights are cut off."""
    refused: dict[str, Any]
    """The outcome of exporting to a folder that exists."""


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


def prompts_for(tokenizer: Path, bos_id: int, text: str) -> list[list[int]]:
    """Return a text's beginnings of the wanted numbers of tokens, the first token included."""
    ids = [bos_id, *TextTokenizer(tokenizer).encode(text)]
    return [ids[:n] for n in PROMPT_TOKENS]


@pytest.fixture(scope="session")
def prompt_text(starter) -> str:
    """Return English text long enough for the longest prompt."""
    path = starter.parents[1] / "evaluation" / "en.txt"
    return path.read_text(encoding="utf-8")[500:4500]


@pytest.fixture(scope="session")
def batch(tmp_path_factory, starter, export_text, prompt_text) -> Batch:
    """Make, export and continue every variant, and the shared checkpoints where they are."""
    base = tmp_path_factory.mktemp("batch")
    tokenizer, text = starter / "tokenizer.json", export_text.read_text(encoding="utf-8")
    checkpoints = {name: base / name for name in VARIANTS} | shared_checkpoints()
    prompts = {
        name: prompts_for(folder / "tokenizer.json" if name in SHARED else tokenizer, *start)
        for name, folder in checkpoints.items()
        for start in [SHARED.get(name, (0, prompt_text))]
    }
    (base / "taken").mkdir()

    def exporting(source: Path, out: str, precision: str | None) -> dict[str, Any]:
        return {
            "source": str(source),
            "out": str(base / out),
            "precision": precision,
            "text": text,
        }

    answer = run_batch(
        {
            "make": [
                {
                    "folder": str(base / name),
                    "model_type": model_type,
                    "config": {**_LLAMA, **config},
                    "seed": index,
                    "tokenizer": str(tokenizer),
                }
                for index, (name, (model_type, config)) in enumerate(VARIANTS.items())
            ],
            "cut": [{"source": str(base / "plain"), "folder": str(base / "broken")}],
            "export": [
                *(exporting(path, f"out/{name}", "fp32") for name, path in checkpoints.items()),
                *(exporting(base / "plain", f"out/at-{p}", p) for p in (*PRECISIONS, None)),
                exporting(base / "broken", "out/from-broken", "fp32"),
                exporting(base / "plain", "taken", "fp32"),
            ],
            "greedy": [
                {"folder": str(path), "prompts": prompts[name], "n_tokens": N_TOKENS}
                for name, path in checkpoints.items()
            ],
        }
    )
    exports = answer["export"]
    return Batch(
        base=base,
        variants={
            name: Variant(path, export, prompts[name], greedy)
            for (name, path), export, greedy in zip(
                checkpoints.items(), exports, answer["greedy"], strict=False
            )
        },
        precisions=dict(zip((*PRECISIONS, "auto"), exports[len(checkpoints) : -2], strict=True)),
        broken=exports[-2],
        refused=exports[-1],
    )


def shared_checkpoints() -> dict[str, Path]:
    """Return the shared checkpoints that are there, by name."""
    root = Path(__file__).resolve().parents[5] / "shared"
    found = {
        "stories260k": root / "models" / "stories260k-llama",
        "starter": root / "starter" / "checkpoint",
    }
    return {name: folder for name, folder in found.items() if folder.is_dir()}
