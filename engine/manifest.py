"""A model folder's manifest: what the model is, which files it has and their hashes.

Loading checks everything before a file is used and writes nothing. Older schemas are brought up to
date by the functions in `_PATCHES`, one per step.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import Any

from engine.errors import ModelDamaged, ModelForeign, ModelTooNew

SCHEMA = 1
MANIFEST = "manifest.json"
REQUIRED_FILES = ("model.onnx", "tokenizer.json", "generation_config.json", "prompts.toml")
PICKLE_SUFFIXES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt"})
FUSED_GRAPH, PLAIN_GRAPH = "fused-gqa", "plain-concat"
# A prompt, what is reserved for the answer and a window that moves need this many tokens.
MIN_CONTEXT_TOKENS = 32
_MAX_SIZE, _MAX_LAYERS = 10_000_000, 1000
_MAX_MANIFEST_BYTES = 4 * 1024 * 1024
_PATCHES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a model folder: SHA-256 in hex and size in bytes."""

    sha256: str
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes a session needs before it opens the graph."""

    layers: int
    kv_heads: int
    head_size: int
    vocab_size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything known of an exported model without opening it."""

    id: str
    name: str
    family: str
    """starter | chat | base"""
    licence: str
    languages: tuple[str, ...]
    architecture: str
    graph: str
    """fused-gqa: one GroupQueryAttention a layer over shared key/value buffers; plain-concat:
    optimum's own graph, whose keys and values are concatenated at every step."""
    precision: str
    """fp32 | fp16 | int8 | int4"""
    context_tokens: int
    parameters: int
    shape: Shape
    bos_id: int | None
    eos_ids: tuple[int, ...]
    files: dict[str, FileEntry]
    base_model: str | None = None
    source_sha256: str | None = None
    adapter_sha256: str | None = None
    data_sha256: str | None = None
    parity: dict[str, Any] = field(default_factory=dict)
    training: dict[str, Any] = field(default_factory=dict)
    """Of a voice of one's own: on how many words, how long, and what it gained (bits per byte)."""
    notes: tuple[str, ...] = ()
    """What the export decided and why, a sentence each: a plain graph, a shorter context."""

    def to_json(self) -> str:
        """Return the manifest as the text of manifest.json."""
        return json.dumps({"schema": SCHEMA, **asdict(self)}, indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Read and validate a folder's manifest; files are looked at by `verify`, not here.

    Raises:
        ModelForeign, ModelTooNew, ModelDamaged: the folder is not usable, and why.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelForeign(_foreign_reason(folder))
    try:
        if path.stat().st_size > _MAX_MANIFEST_BYTES:
            raise ModelDamaged(f"The model in {folder} has a manifest of an impossible size.")
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelDamaged(f"The model in {folder} has an unreadable manifest.") from error
    if not isinstance(raw, dict) or type(raw.get("schema")) is not int:
        raise ModelDamaged(f"The model in {folder} has a manifest without a schema number.")
    if raw["schema"] > SCHEMA:
        raise ModelTooNew(
            f"The model in {folder} was made by a later version of Longhand (schema "
            f"{raw['schema']}, this version reads {SCHEMA}); update Longhand to use it."
        )
    if raw["schema"] < SCHEMA and raw["schema"] not in _PATCHES:
        raise ModelDamaged(f"The model in {folder} has an impossible schema {raw['schema']}.")
    while raw["schema"] < SCHEMA and raw["schema"] in _PATCHES:
        raw = _PATCHES[raw["schema"]](raw)
    try:
        manifest = _build(raw)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ModelDamaged(
            f"The model in {folder} has an incomplete manifest ({error})."
        ) from error
    _check(manifest, folder)
    return manifest


def verify(folder: Path, manifest: Manifest) -> None:
    """Check that every file is there with the recorded size and SHA-256.

    Raises:
        ModelDamaged: a file is missing or changed.
    """
    for path in folder.iterdir():
        # The graph may name data files of its own; one without a hash could be anything.
        if path.is_file() and path.name != MANIFEST and path.name not in manifest.files:
            raise ModelDamaged(
                f"The model in {folder} holds a file that its manifest does not name: {path.name}."
            )
    for name, entry in manifest.files.items():
        path = folder / name
        try:
            require_regular(path)
            if path.stat().st_size != entry.n_bytes or sha256_of(path) != entry.sha256:
                raise ModelDamaged(
                    f"The model in {folder} is damaged: {name} was changed. Install it again, or "
                    "remove the folder to use the included one."
                )
        except FileNotFoundError as error:
            raise ModelDamaged(f"The model in {folder} is damaged: {name} is missing.") from error
        except OSError as error:
            raise ModelDamaged(f"The model in {folder} cannot be read: {name}.") from error


def refuse_pickle(folder: Path) -> None:
    """Refuse a folder that holds weights in a format that can run code when it is loaded.

    Raises:
        ModelForeign: such a file is there, whether or not anything names it.
    """
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in PICKLE_SUFFIXES:
            raise ModelForeign(
                f"The folder {folder} holds pickle weights ({path.name}), which can run code; "
                "only safetensors and exported models are used."
            )


def require_regular(path: Path) -> None:
    """Refuse what is no file of bytes: opening a pipe waits for a writer who may never come.

    Raises:
        OSError: the path is something else, or nothing.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(f"{path} is not a regular file")


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def entry_of(path: Path) -> FileEntry:
    """Return the manifest entry of a file on disk."""
    return FileEntry(sha256=sha256_of(path), n_bytes=path.stat().st_size)


def _foreign_reason(folder: Path) -> str:
    if (folder / "config.json").is_file():
        return (
            f"The folder {folder} is a Hugging Face checkpoint, not an exported model; "
            "run `longhand-engine export` on it first."
        )
    return f"The folder {folder} is not a Longhand model: it has no {MANIFEST}."


def _build(raw: dict[str, Any]) -> Manifest:
    """Turn checked-for-schema JSON into a Manifest; wrong shapes raise the builtin errors."""
    values = {key: value for key, value in raw.items() if key != "schema"}
    known = set(Manifest.__dataclass_fields__)
    values = {key: value for key, value in values.items() if key in known}
    values["shape"] = Shape(**{key: int(raw["shape"][key]) for key in Shape.__dataclass_fields__})
    values["files"] = {
        str(name): FileEntry(sha256=str(entry["sha256"]), n_bytes=int(entry["n_bytes"]))
        for name, entry in raw["files"].items()
    }
    values["languages"] = tuple(str(code) for code in raw["languages"])
    values["eos_ids"] = tuple(int(token) for token in raw["eos_ids"])
    values["bos_id"] = None if raw["bos_id"] is None else int(raw["bos_id"])
    values["notes"] = tuple(str(note) for note in raw.get("notes") or ())
    for key in ("id", "name", "family", "licence", "architecture", "graph", "precision"):
        if not isinstance(values[key], str):
            raise TypeError(f"{key} is not text")
    for key in ("context_tokens", "parameters"):
        values[key] = int(values[key])
    return Manifest(**values)


def _check(manifest: Manifest, folder: Path) -> None:
    for name in manifest.files:
        # A manifest may come from anywhere: a name must not reach outside its folder.
        if PurePath(name).name != name or "/" in name or "\\" in name or name in ("", ".", ".."):
            raise ModelForeign(f"The model in {folder} names a file outside its folder ({name}).")
    for name in REQUIRED_FILES:
        if name not in manifest.files:
            raise ModelDamaged(f"The model in {folder} has no {name}.")
    if manifest.graph not in (FUSED_GRAPH, PLAIN_GRAPH):
        raise ModelTooNew(
            f"The model in {folder} has a graph of a kind this version cannot run "
            f"({manifest.graph})."
        )
    sizes = (*asdict(manifest.shape).values(), manifest.context_tokens)
    if min(sizes) < 1 or max(sizes) > _MAX_SIZE or manifest.shape.layers > _MAX_LAYERS:
        raise ModelDamaged(f"The model in {folder} has a manifest with impossible sizes.")
    if manifest.context_tokens < MIN_CONTEXT_TOKENS:
        raise ModelDamaged(
            f"The model in {folder} has a context of {manifest.context_tokens} tokens; at least "
            f"{MIN_CONTEXT_TOKENS} are needed to write."
        )
    ids = (*manifest.eos_ids, 0 if manifest.bos_id is None else manifest.bos_id)
    if min(ids) < 0 or max(ids) >= manifest.shape.vocab_size:
        raise ModelDamaged(
            f"The model in {folder} has a manifest with control tokens outside its vocabulary."
        )
