"""Reads a Hugging Face checkpoint folder and refuses what cannot or must not be exported."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ExportRefused, ModelError
from engine.manifest import MIN_CONTEXT_TOKENS, refuse_pickle, sha256_of
from engine.tokens import TextTokenizer

# Only these class names end a model that goes on with a text.
_CAUSAL = ("ForCausalLM", "LMHeadModel")
# The sizes that every checkpoint states, and what older configurations call them.
_SIZES = {
    "hidden_size": ("n_embd", "n_embed", "d_model"),
    "num_hidden_layers": ("n_layer", "num_layers", "n_layers"),
    "vocab_size": (),
}
_CONTEXT = ("max_position_embeddings", "n_positions", "max_seq_len", "seq_length")
# An attention that knows distances only has no longest text; this much was usual in training.
_UNBOUNDED_CONTEXT = 2048
# Above the length it was first trained on, this scaling computes another table for every text.
_LONG_ROPE = ("longrope", "su")
_STARTER_TOKENS = ("<|fim_middle|>", "<|polish|>", "<|source|>", "<|target|>")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint folder that may be exported."""

    folder: Path
    config: dict[str, Any]
    model_class: str
    """The class that config.json names, such as LlamaForCausalLM."""
    family: str
    """starter | chat | base"""
    source_sha256: str
    """Hash over the configuration and the weights, in order of file name."""

    @property
    def architecture(self) -> str:
        """The architecture as transformers names it, such as llama."""
        return str(self.config["model_type"])

    @property
    def context_tokens(self) -> int:
        """The longest sequence that the export may run."""
        stated = next((self.config[key] for key in _CONTEXT if self.config.get(key)), None)
        return min(int(stated or _UNBOUNDED_CONTEXT), self._static_rope_tokens or 2**62)

    @property
    def context_note(self) -> str | None:
        """Why the export runs shorter sequences than the checkpoint, where it does."""
        cap = self._static_rope_tokens
        stated = self.config.get("max_position_embeddings")
        if cap is None or stated is None or cap >= int(stated):
            return None
        return (
            f"The context is {cap} of {stated} tokens: beyond them the rotary embedding changes "
            "with the length of the text."
        )

    @property
    def _static_rope_tokens(self) -> int | None:
        """Up to where a rope scaling that changes with the length equals one table."""
        scaling = self.config.get("rope_scaling") or {}
        if scaling.get("rope_type", scaling.get("type")) not in _LONG_ROPE:
            return None
        key = "original_max_position_embeddings"
        original = self.config.get(key) or scaling.get(key)
        return None if original is None else int(original)


def read_checkpoint(folder: Path) -> Checkpoint:
    """Check a checkpoint folder; nothing of it is executed.

    Raises:
        ExportRefused: the folder is no such checkpoint, or cannot be exported, and why.
        ModelForeign: its only weights are pickle files.
    """
    if not folder.is_dir():
        raise ExportRefused(f"There is no folder {folder}.")
    try:
        return _read(folder)
    except (TypeError, KeyError, AttributeError, ValueError, IndexError) as error:
        raise ExportRefused(f"The configuration in {folder} is malformed.") from error


def _read(folder: Path) -> Checkpoint:
    """Check a folder; a configuration of odd types raises the builtin errors."""
    if (folder / "adapter_config.json").is_file() and not (folder / "config.json").is_file():
        raise ExportRefused(
            f"The folder {folder} is an adapter; give it with --adapter and name its base."
        )
    config = _read_json(folder / "config.json")
    if "auto_map" in config:
        raise ExportRefused(f"The checkpoint in {folder} wants to run code of its own.")
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        # Pickle files beside safetensors are never opened; alone they are refused by name.
        refuse_pickle(folder)
        raise ExportRefused(f"The checkpoint in {folder} has no safetensors weights.")
    _check_tokenizer(folder)
    model_class = str((config.get("architectures") or ["(none)"])[0])
    if not model_class.endswith(_CAUSAL):
        raise ExportRefused(
            f"The architecture {model_class} cannot be exported; only models that continue a text "
            "can, such as LlamaForCausalLM."
        )
    _check_config(config, folder)
    checkpoint = Checkpoint(
        folder=folder,
        config=config,
        model_class=model_class,
        family=_family(folder),
        source_sha256=_hash_files([folder / "config.json", *weights]),
    )
    if checkpoint.context_tokens < MIN_CONTEXT_TOKENS:
        raise ExportRefused(
            f"The configuration in {folder} allows a context of {checkpoint.context_tokens} "
            f"tokens; at least {MIN_CONTEXT_TOKENS} are needed to write."
        )
    return checkpoint


def _check_tokenizer(folder: Path) -> None:
    if not (folder / "tokenizer.json").is_file():
        raise ExportRefused(f"The checkpoint in {folder} has no tokenizer.json.")
    _read_json(folder / "tokenizer.json")
    try:
        TextTokenizer(folder / "tokenizer.json")
    except ModelError as error:
        raise ExportRefused(str(error)) from error


def _check_config(config: dict[str, Any], folder: Path) -> None:
    values = {"model_type": config.get("model_type")}
    for key, aliases in _SIZES.items():
        values[key] = next((config[name] for name in (key, *aliases) if name in config), None)
    missing = [key for key, value in values.items() if value is None]
    if missing:
        raise ExportRefused(f"The configuration in {folder} lacks {', '.join(missing)}.")
    numbers = {key: values[key] for key in _SIZES}
    numbers |= {key: config[key] for key in _CONTEXT if config.get(key) is not None}
    for key, value in numbers.items():
        if not isinstance(value, int | float):
            raise ExportRefused(f"The configuration in {folder} is malformed: {key} is no number.")
    scaling = config.get("rope_scaling") or {}
    if not isinstance(scaling.get("rope_type", scaling.get("type", "default")), str):
        raise ExportRefused(f"The configuration in {folder} is malformed: rope_scaling.")


def _family(folder: Path) -> str:
    tokenizer = _read_json(folder / "tokenizer.json")
    added = {token.get("content") for token in tokenizer.get("added_tokens", [])}
    if added.issuperset(_STARTER_TOKENS):
        return "starter"
    settings = folder / "tokenizer_config.json"
    has_template = settings.is_file() and "chat_template" in _read_json(settings)
    return "chat" if has_template or (folder / "chat_template.jinja").is_file() else "base"


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ExportRefused(
            f"The folder {path.parent} holds no model that can be added ({path.name} is missing)."
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise ExportRefused(f"The file {path} cannot be read.") from error
    if not isinstance(value, dict):
        raise ExportRefused(f"The file {path} is not a JSON object.")
    return value


def _hash_files(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.name}\0{sha256_of(path)}\n".encode())
    return digest.hexdigest()
