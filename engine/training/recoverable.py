"""What can be a base to train on: told by the manifest alone, without torch or ONNX."""

from __future__ import annotations

from pathlib import Path

from engine.errors import BadInput, ExportRefused
from engine.manifest import FUSED_GRAPH, MANIFEST, Manifest, read_manifest

ARCHITECTURE = "llama"
# int4 rounds weights so far that training would begin from another model.
_PRECISIONS = ("fp32", "fp16", "int8")


def is_recoverable(manifest: Manifest) -> bool:
    """Return whether a model's weights can be recovered from its graph."""
    is_llama = manifest.graph == FUSED_GRAPH and manifest.architecture == ARCHITECTURE
    return is_llama and manifest.precision in _PRECISIONS


def require_recoverable(manifest: Manifest) -> None:
    """Refuse a model whose weights cannot be recovered.

    Raises:
        ExportRefused: it is of another kind, or rounded too far.
    """
    if is_recoverable(manifest):
        return
    if manifest.graph != FUSED_GRAPH or manifest.architecture != ARCHITECTURE:
        raise ExportRefused(
            f"The weights of {manifest.name} cannot be recovered from its graph "
            f"({manifest.architecture}, {manifest.graph}); name its Hugging Face folder instead."
        )
    raise ExportRefused(
        f"{manifest.name} was rounded to {manifest.precision}, too coarse to train on; name its "
        "Hugging Face folder instead."
    )


def require_base(folder: Path) -> Manifest | None:
    """Refuse at once what cannot be a base, before books are read or weights are recovered.

    Returns:
        The manifest of an exported model; None of a Hugging Face folder.

    Raises:
        BadInput: the base is gone.
        ModelForeign, ModelDamaged, ExportRefused: it cannot be trained on, and why.
    """
    if not folder.is_dir():
        raise BadInput(f"The base model {folder} is gone; choose another one or put it back.")
    if not (folder / MANIFEST).is_file():
        return None
    manifest = read_manifest(folder)
    require_recoverable(manifest)
    return manifest
