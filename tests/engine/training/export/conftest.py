"""Random checkpoints of every variant, exported and continued in one child process."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.tokens import TextTokenizer
from tests import tokenizer_kinds
from tests.engine.training.export.variants import BASE, SEEDS, VARIANTS

SCRIPT = Path(__file__).parent / "reference.py"
N_TOKENS = 64
PROMPT_TOKENS = (1, 17, 300)
PRECISIONS = ("fp16", "int8", "int4")
# Variants that are exported at every precision, one of each kind of graph.
PRECISE = ("plain", "gpt2-plain")
VARIANT_TEXT_CHARS = 1500
# Each shared checkpoint's first token, and a text to continue.
_TALE = "Once upon a time, there was a little girl named Lily. She loved to play outside. "
FIRST_TOKENS = {"starter": 0, "bare": 0, "small": 1}
SHARED = {"stories260k": (1, _TALE * 12), "starter": (0, "The house stood at the end. " * 60)}
# What bits per byte are compared on, and the token that each puts before a window, if any.
LEADS: dict[str, list[int]] = {
    "plain": [0],
    "mistral-window": [],
    "gpt2": [],
    "stories260k": [1],
    "starter": [0],
}
CARD_TEXT = "# Harbour\r\n\nWrites sea stories. 写海。\n"
LONG_TEXT_CHARS, WINDOW = 8000, 512
SPACED_TEXTS = ["word", " word", "two  words", "\n new line", "他走到窗前。", ""]
CHAT_TEMPLATE = (
    "{% for message in messages %}[{{ message.role }}] {{ message.content }}{{ eos_token }}"
    "{% endfor %}{% if add_generation_prompt %}[assistant] {% endif %}"
)


@dataclass(frozen=True, slots=True)
class Exported:
    """A checkpoint, its export at fp32, and what transformers continues each prompt with."""

    checkpoint: Path
    export: dict[str, Any]
    prompts: list[list[int]]
    greedy: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that one child process with torch has made for these tests."""

    base: Path
    variants: dict[str, Exported]
    precisions: dict[tuple[str, str], dict[str, Any]]
    """Exports by variant and precision asked for."""
    others: dict[str, dict[str, Any]]
    """Exports that are refused, or that have something else to show, by name."""
    ids: dict[str, Any]
    """What transformers' tokenizer makes of SPACED_TEXTS, by checkpoint."""
    bits: dict[str, dict[str, Any]]
    """What each token of the long text costs with transformers, by checkpoint."""


def run_batch(batch: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Run reference.py on a batch and return its outcomes."""
    ran = subprocess.run(
        [sys.executable, str(SCRIPT)],
        input=json.dumps(batch),
        # Small models: more threads would only wait for each other.
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=500,
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
def long_text(starter) -> str:
    """Return English text of several windows."""
    path = starter.parents[1] / "evaluation" / "en.txt"
    return path.read_text(encoding="utf-8")[:LONG_TEXT_CHARS]


@pytest.fixture(scope="session")
def tokenizers(tmp_path_factory, starter) -> dict[str, Path]:
    """Return folders of tokenizers as checkpoints have them, by name."""
    base = tmp_path_factory.mktemp("tokenizers")
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<|bos|>"}
    changed: dict[str, dict[str, Any]] = {
        "small": {},
        "chat": {"chat_template": CHAT_TEMPLATE},
        "broken-chat": {"chat_template": "{% for"},
        "prefix-space": {"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": True},
        "two-chats": {
            "chat_template": [
                {"name": "tool_use", "template": "{{ tools }}"},
                {"name": "default", "template": CHAT_TEMPLATE},
            ]
        },
    }
    # The bare one comes without settings, as some checkpoints do.
    folders = {name: base / name for name in ("starter", "bare")}
    for folder in folders.values():
        folder.mkdir()
        shutil.copyfile(starter / "tokenizer.json", folder / "tokenizer.json")
    _write_settings(folders["starter"], settings)
    for name, changes in changed.items():
        folder = tokenizer_kinds.save(tokenizer_kinds.byte_level(), base / name)
        own = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        _write_settings(folder, {**own, **changes})
        folders[name] = folder
    folders["unigram"] = tokenizer_kinds.save(tokenizer_kinds.unigram(), base / "unigram")
    return folders


def _write_settings(folder: Path, settings: dict[str, Any]) -> None:
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")


@pytest.fixture(scope="session")
def batch(tmp_path_factory, starter, tokenizers, export_text, prompt_text, long_text) -> Batch:
    """Make, export and continue every variant, and the shared checkpoints where they are."""
    base = tmp_path_factory.mktemp("batch")
    text = export_text.read_text(encoding="utf-8")
    checkpoints = {
        name: base / (variant.plain_of or name) for name, variant in VARIANTS.items()
    } | shared_checkpoints()
    prompts = {
        name: _prompts(name, checkpoints[name], tokenizers, prompt_text) for name in checkpoints
    }
    (base / "taken").mkdir()

    def exporting(name: str, out: str, precision: str | None, **more: Any) -> dict[str, Any]:
        source = checkpoints.get(name, base / name)
        request = {"source": str(source), "out": str(base / out), "precision": precision}
        return {**request, "text": text[:VARIANT_TEXT_CHARS], "fused": True, **more}

    answer = run_batch(
        {
            "make": {**_made_variants(base, tokenizers), **_made_others(base, tokenizers)},
            "cut": {"broken": {"source": str(base / "plain"), "folder": str(base / "broken")}},
            "export": {
                **{
                    name: exporting(name, f"out/{name}", "fp32", fused=_is_own(name))
                    for name in checkpoints
                },
                **{
                    f"{name}@{p}": exporting(
                        name, f"out/{name}-{p}", p, text=text, fused=_is_own(name)
                    )
                    for name in PRECISE
                    for p in PRECISIONS
                },
                "plain@auto": exporting("plain", "out/plain-auto", None, text=text),
                "taken": exporting("plain", "taken", "fp32"),
                "fused-spoilt": exporting("gpt2", "out/fused-spoilt", "fp32", spoilt=["fused"]),
                "both-spoilt": exporting(
                    "gpt2", "out/both-spoilt", "fp32", spoilt=["fused", "plain"]
                ),
                "carded": exporting("plain", "out/carded", "fp32", card=CARD_TEXT),
                "untraceable": exporting("gpt2", "out/untraceable", "fp32", untraceable=True),
                "widened": exporting("far-window", "out/widened", "fp32", widened=["fused"]),
                "fused-unopenable": exporting("gpt2", "out/unopenable", "fp32", cut_off=["fused"]),
                **{
                    name: exporting(name, f"out/{name}", "fp32")
                    for name in (
                        "broken",
                        "mamba",
                        "few-tokens",
                        "chat",
                        "broken-chat",
                        "prefix-space",
                        "two-chats",
                        "unigram",
                        "far-window",
                    )
                },
            },
            "greedy": {
                name: {"folder": str(path), "prompts": prompts[name], "n_tokens": N_TOKENS}
                for name, path in checkpoints.items()
                if _is_own(name)
            },
            "encode": {
                "prefix-space": {"folder": str(base / "prefix-space"), "texts": SPACED_TEXTS}
            },
            "bits": {
                name: {
                    "folder": str(checkpoints[name]),
                    "text": long_text,
                    "lead": lead,
                    "window": WINDOW,
                }
                for name, lead in LEADS.items()
                if name in checkpoints
            },
        }
    )
    assert not [made for made in answer["make"].values() if made], answer["make"]
    exports = answer["export"]
    return Batch(
        base=base,
        variants={
            name: Exported(
                path,
                exports[name],
                prompts[name],
                answer["greedy"][name if _is_own(name) else path.name],
            )
            for name, path in checkpoints.items()
        },
        precisions={
            (name, precision): exports[f"{name}@{precision}"]
            for name in PRECISE
            for precision in (*PRECISIONS, "auto")
            if f"{name}@{precision}" in exports
        },
        others={name: export for name, export in exports.items() if name not in checkpoints},
        ids=answer["encode"],
        bits=answer["bits"],
    )


def _is_own(name: str) -> bool:
    """Return whether a variant has a checkpoint, and with it a reference, of its own."""
    return name not in VARIANTS or VARIANTS[name].plain_of is None


def _prompts(
    name: str, checkpoint: Path, tokenizers: dict[str, Path], prompt_text: str
) -> list[list[int]]:
    if name in SHARED:
        return prompts_for(checkpoint / "tokenizer.json", *SHARED[name])
    tokenizer = VARIANTS[name].tokenizer
    path = tokenizers[tokenizer] / "tokenizer.json"
    return prompts_for(path, FIRST_TOKENS[tokenizer], prompt_text)


def _made_variants(base: Path, tokenizers: dict[str, Path]) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "folder": str(base / name),
            "model_type": variant.model_type,
            "config": variant.config,
            "seed": SEEDS[name],
            "tokenizer": str(tokenizers[variant.tokenizer]),
        }
        for name, variant in VARIANTS.items()
        if variant.plain_of is None
    }


def _made_others(base: Path, tokenizers: dict[str, Path]) -> dict[str, dict[str, Any]]:
    """Return checkpoints that show one thing each: a chat template, a setting, no exporter."""
    models = {
        "chat": ("qwen2", BASE, "chat"),
        "broken-chat": ("qwen2", BASE, "broken-chat"),
        "prefix-space": ("qwen2", BASE, "prefix-space"),
        "two-chats": ("qwen2", BASE, "two-chats"),
        "unigram": ("qwen2", {**BASE, "eos_token_id": [2, 10**6]}, "unigram"),
        "far-window": (
            "mistral",
            {**BASE, "sliding_window": 600, "max_position_embeddings": 1024},
            "small",
        ),
        "few-tokens": ("qwen2", {**BASE, "vocab_size": 500}, "small"),
        "mamba": (
            "mamba",
            {"vocab_size": 16384, "hidden_size": 32, "num_hidden_layers": 1},
            "starter",
        ),
    }
    return {
        name: {
            "folder": str(base / name),
            "model_type": model_type,
            "config": config,
            "seed": 7,
            "tokenizer": str(tokenizers[tokenizer]),
        }
        for name, (model_type, config, tokenizer) in models.items()
    }


def shared_checkpoints() -> dict[str, Path]:
    """Return the shared checkpoints that are there, by name."""
    root = Path(__file__).resolve().parents[5] / "shared"
    found = {
        "stories260k": root / "models" / "stories260k-llama",
        "starter": root / "starter" / "checkpoint",
    }
    return {name: folder for name, folder in found.items() if folder.is_dir()}
