"""Makes the models that the engines compare on: one checkpoint, in each engine's own form.

    python -m engine.bench.prepare WORK CHECKPOINT PEER...

A process of its own: exporting prints and warns. CHECKPOINT "" stands for the random model. What is
in the working folder already is used again. Writes one JSON object: {contenders, context_tokens,
checkpoint, missing}.
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

from engine.bench import peers as other_environments
from engine.bench.checkpoint import make_checkpoint
from engine.paths import resources

OUR_PRECISIONS = ("fp32", "int8", "int4")
_PAGE_CHARS = 3000


def prepare(work: Path, source: Path | None, peers: Sequence[str]) -> dict[str, Any]:
    """Make every form that is missing and return who can be compared.

    Args:
        work: where the forms are kept, a folder for each checkpoint.
        source: a checkpoint; None makes the random one of `engine.bench.checkpoint`.
        peers: engines to compare with.
    """
    work.mkdir(parents=True, exist_ok=True)
    if source is None:
        source = _made(work / "random-42m" / "checkpoint", make_checkpoint)
        folder = source.parent
    else:
        folder = work / _folder_name(source)
    folder.mkdir(parents=True, exist_ok=True)
    contenders = [
        _contender(
            "longhand", precision, _made(folder / f"longhand-{precision}", _ours(source, precision))
        )
        for precision in OUR_PRECISIONS
    ]
    missing: dict[str, str] = {}
    if "transformers" in peers:
        contenders.append(_contender("transformers", "fp32", source))
        contenders.append(_contender("transformers", "bf16", f"{source}#bf16"))
    if "optimum" in peers:
        plain = _made(folder / "optimum-fp32", partial(_export_optimum, source))
        contenders.append(_contender("optimum", "fp32", plain))
        quantized = _made(folder / "optimum-int8", partial(_quantize_optimum, plain))
        contenders.append(_contender("optimum", "int8", quantized))
    for name in other_environments.PEERS:
        if name not in peers:
            continue
        try:
            contenders.extend(other_environments.contenders(name, source, folder))
        except other_environments.NotSetUp as error:
            missing[name] = str(error)
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    return {
        "contenders": contenders,
        "context_tokens": int(config["max_position_embeddings"]),
        "checkpoint": str(source),
        "missing": missing,
    }


def _contender(engine: str, precision: str, model: Path | str) -> dict[str, str]:
    return {"engine": engine, "precision": precision, "model": str(model)}


def _folder_name(source: Path) -> str:
    """Name a checkpoint by its place and its weights' date: another one must not be reused."""
    dates = [str(path.stat().st_mtime_ns) for path in sorted(source.glob("*.safetensors"))]
    digest = hashlib.sha256("\n".join([str(source), *dates]).encode()).hexdigest()
    return f"{source.name}-{digest[:12]}"


def _made(target: Path, make: Callable[[Path], None]) -> Path:
    """Make a folder that appears only when it is complete."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_name(target.name + ".part")
        shutil.rmtree(scratch, ignore_errors=True)
        make(scratch)
        scratch.replace(target)
    return target


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
    work, given, *peers = arguments
    json.dump(prepare(Path(work), Path(given) if given else None, peers), wire)


if __name__ == "__main__":
    main(sys.argv[1:])
