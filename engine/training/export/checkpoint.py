"""Reads a Hugging Face checkpoint folder and refuses what cannot or must not be exported."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ExportRefused
from engine.manifest import refuse_pickle, sha256_of

# Architectures whose graph the fusion knows. The rest of the Llama family follows its layout.
FUSED_ARCHITECTURES = {"LlamaForCausalLM": "llama", "MistralForCausalLM": "mistral"}
_ROPE_TYPES = ("default", "linear", "llama3")
_STARTER_TOKENS = ("<|fim_middle|>", "<|polish|>", "<|source|>", "<|target|>")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint folder that may be exported."""

    folder: Path
    config: dict[str, Any]
    architecture: str
    family: str
    """starter | chat | base"""
    source_sha256: str
    """Hash over the configuration and the weights, in order of file name."""

    @property
    def context_tokens(self) -> int:
        """The longest sequence the checkpoint was made for."""
        return int(self.config["max_position_embeddings"])


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
    if not (folder / "tokenizer.json").is_file():
        raise ExportRefused(f"The checkpoint in {folder} has no tokenizer.json.")
    names = config.get("architectures") or ["(none)"]
    if names[0] not in FUSED_ARCHITECTURES:
        known = ", ".join(sorted(FUSED_ARCHITECTURES))
        raise ExportRefused(f"The architecture {names[0]} cannot be exported; known are {known}.")
    _check_config(config, folder)
    return Checkpoint(
        folder=folder,
        config=config,
        architecture=FUSED_ARCHITECTURES[names[0]],
        family=_family(folder),
        source_sha256=_hash_files([folder / "config.json", *weights]),
    )


def _check_config(config: dict[str, Any], folder: Path) -> None:
    needed = (
        "model_type",
        "hidden_size", "num_hidden_layers", "num_attention_heads", "vocab_size",
        "intermediate_size", "max_position_embeddings", "rms_norm_eps",
    )  # fmt: skip
    missing = [key for key in needed if key not in config]
    if missing:
        raise ExportRefused(f"The configuration in {folder} lacks {', '.join(missing)}.")
    for key in needed[1:]:
        if not isinstance(config[key], int | float):
            raise ExportRefused(f"The configuration in {folder} is malformed: {key} is no number.")
    if config.get("hidden_act", "silu") != "silu":
        raise ExportRefused(f"The activation {config['hidden_act']} cannot be fused.")
    scaling = config.get("rope_scaling") or {}
    kind = scaling.get("rope_type", scaling.get("type", "default"))
    if kind not in _ROPE_TYPES:
        raise ExportRefused(
            f"The rope scaling {kind} changes with the text's length and cannot be fused."
        )
    window = config.get("sliding_window")
    if window is not None and window < config["max_position_embeddings"]:
        raise ExportRefused("A sliding attention window cannot be fused.")


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
            f"The folder {path.parent} is not a Hugging Face checkpoint: it has no {path.name}."
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
