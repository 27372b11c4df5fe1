"""Makes the models that the engines compare on: one checkpoint, in each engine's own form.

    prepare WORK CHECKPOINT ENGINE...

A process of its own: exporting prints and warns. CHECKPOINT "" stands for the random model. What is
in the working folder already is used again. Writes one JSON object: {contenders, context_tokens,
checkpoint, missing}, or {error}.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from engine.bench import peers
from engine.bench.bench import LEAST_CONTEXT
from engine.bench.checkpoint import make_checkpoint
from engine.bench.folders import made
from engine.bench.worker import PROMPT_IDS
from engine.errors import BadInput, EngineError
from engine.manifest import read_manifest
from engine.paths import resources

OUR_PRECISIONS = ("fp32", "int8", "int4")
_PAGE_CHARS = 3000


def prepare(work: Path, source: Path | None, engines: Sequence[str]) -> dict[str, Any]:
    """Make every form that is missing and return who can be compared.

    Args:
        work: where the forms are kept, a folder for each checkpoint.
        source: a checkpoint; None makes the random one of `engine.bench.checkpoint`.
        engines: the others to compare with.

    Raises:
        EngineError: the checkpoint cannot be exported, or is too small to measure.
    """
    if source is None:
        source = made(work / "random-42m" / "checkpoint", make_checkpoint)
        folder = source.parent
    else:
        folder = work / _folder_name(source)
    ours = [
        made(folder / f"longhand-{precision}", _ours(source, precision))
        for precision in OUR_PRECISIONS
    ]
    context_tokens = _context_of(ours[0], source)
    contenders = [
        _contender("longhand", precision, model)
        for precision, model in zip(OUR_PRECISIONS, ours, strict=True)
    ]
    if "transformers" in engines:
        contenders.append(_contender("transformers", "fp32", source))
        contenders.append(_contender("transformers", "bf16", f"{source}#bf16"))
    if "optimum" in engines:
        plain = made(folder / "optimum-fp32", partial(_export_optimum, source))
        contenders.append(_contender("optimum", "fp32", plain))
        quantized = made(folder / "optimum-int8", partial(_quantize_optimum, plain))
        contenders.append(_contender("optimum", "int8", quantized))
    wanted = [name for name in peers.PEERS if name in engines]
    others, missing = _from_environments(wanted, source, folder)
    return {
        "contenders": contenders + others,
        "context_tokens": context_tokens,
        "checkpoint": str(source),
        "missing": missing,
    }


def _from_environments(
    names: Sequence[str], source: Path, folder: Path
) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return the contenders of other environments, and why some are missing."""
    found: list[dict[str, str]] = []
    missing: dict[str, str] = {}
    for name in names:
        try:
            peers.environment(name)
        except peers.NotSetUp as error:
            missing[name] = str(error)
            continue
        for precision in peers.PEERS[name].precisions:
            try:
                found.append(peers.contender(name, precision, source, folder))
            except peers.NotMade as error:
                missing[f"{name}-{precision}"] = str(error)
    return found, missing


def _context_of(model: Path, source: Path) -> int:
    """Return a model's context in tokens; refuse one that the measures do not fit."""
    manifest = read_manifest(model)
    if manifest.context_tokens < LEAST_CONTEXT:
        raise BadInput(f"{source} has a context of fewer than {LEAST_CONTEXT} tokens.")
    if manifest.shape.vocab_size < PROMPT_IDS.stop:
        raise BadInput(f"{source} has a vocabulary of fewer than {PROMPT_IDS.stop} tokens.")
    return manifest.context_tokens


def _contender(engine: str, precision: str, model: Path | str) -> dict[str, str]:
    return {"engine": engine, "precision": precision, "model": str(model)}


def _folder_name(source: Path) -> str:
    """Name a checkpoint by its place and its weights' date: another one must not be reused."""
    dates = [str(path.stat().st_mtime_ns) for path in sorted(source.glob("*.safetensors"))]
    digest = hashlib.sha256("\n".join([str(source), *dates]).encode()).hexdigest()
    return f"{source.name}-{digest[:12]}"


def _ours(source: Path, precision: str) -> Callable[[Path], None]:
    return partial(_export_ours, source, precision=precision)


def _export_ours(source: Path, out: Path, *, precision: str) -> None:
    from engine.training.export.entry import ExportRequest, export
    from engine.training.export.quantize import PRECISIONS

    wanted = next(known for known in PRECISIONS if known == precision)
    # The comparison is of speed: a page is enough for the export's own proof.
    text = (resources() / "evaluation" / "en.txt").read_text(encoding="utf-8")[:_PAGE_CHARS]
    export(ExportRequest(source=source, out=out, precision=wanted, text=text))


def _export_optimum(source: Path, out: Path) -> None:
    from optimum.exporters.onnx import main_export

    main_export(
        str(source),
        output=out,
        task="text-generation-with-past",
        dtype="fp32",
        do_validation=False,
        local_files_only=True,
    )


def _quantize_optimum(source: Path, out: Path) -> None:
    """Quantize as optimum's users do: dynamic int8 weights, per channel."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    shutil.copytree(source, out, ignore=shutil.ignore_patterns("*.onnx*"))
    quantize_dynamic(
        source / "model.onnx",
        out / "model.onnx",
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
    )


def main(arguments: Sequence[str]) -> None:
    """Prepare and write the JSON object to the real stdout."""
    wire = sys.stdout
    sys.stdout = sys.stderr
    work, given, *engines = arguments
    try:
        found = prepare(Path(work), Path(given) if given else None, engines)
    except EngineError as error:
        found = {"error": str(error)}
    json.dump(found, wire)


if __name__ == "__main__":
    main(sys.argv[1:])
