"""The export from end to end: checkpoint in, complete model folder out, parity report printed.

States: checked -> exported (optimum) -> fused -> at a precision -> proven -> in place. Everything
is written beside the target, which appears under its name only when it is complete.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tomli_w
import torch
from optimum.exporters.onnx import main_export
from safetensors import SafetensorError, safe_open
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, PreTrainedModel
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

from engine.errors import ExportRefused
from engine.hardware import choose_provider
from engine.manifest import MANIFEST, Manifest, Shape, entry_of
from engine.model import load_model
from engine.paths import resources
from engine.training.export.checkpoint import Checkpoint, read_checkpoint
from engine.training.export.fuse import Array, fuse, fused_head_size
from engine.training.export.parity import Parity, measure_parity
from engine.training.export.quantize import Precision, to_precision

# Bits per byte may grow by this much before a quantization counts as a loss.
MAX_LOSS = 0.01
# The fused float graph must be the checkpoint's own function; float32 sums differ by far less.
_MAX_FP32_DIFF = 1e-3
_CPU_ORDER: tuple[Precision, ...] = ("int4", "int8", "fp32")
_REASON_CHARS = 200
_GRAPH, _DATA = "model.onnx", "model.onnx.data"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to export and how."""

    source: Path
    out: Path
    precision: Precision | None
    """None: the fastest whose bits per byte stay within 1% of float32."""
    name: str | None = None
    languages: tuple[str, ...] = ()
    licence: str = "unknown"
    text: str | None = None
    """Held-out text for the parity report; the bundled English sample where None."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was exported: the folder, its size in megabytes, and how it compares."""

    out: Path
    precision: Precision
    size_mb: float
    parity: Parity
    tried: dict[str, float]
    """Relative growth of bits per byte of each precision that was measured."""


def export(request: ExportRequest) -> ExportReport:
    """Export a checkpoint.

    Raises:
        ExportRefused: the checkpoint or the target cannot be used; nothing was changed.
    """
    checkpoint = read_checkpoint(request.source)
    if request.out.exists():
        raise ExportRefused(f"The folder {request.out} exists already; name another one.")
    text = request.text or (resources() / "evaluation" / "en.txt").read_text(encoding="utf-8")
    created = [folder for folder in request.out.parents if not folder.exists()]
    try:
        request.out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=request.out.parent) as scratch:
            return _Export(request, checkpoint, text, Path(scratch)).run()
    except OSError as error:
        reason = error.strerror or _first_line(error)
        raise ExportRefused(f"The folder {request.out} cannot be written: {reason}.") from error
    finally:
        # Parents made for a folder that never came go again; those in use are not empty.
        for folder in created:
            with contextlib.suppress(OSError):
                folder.rmdir()


class _Export:
    """One export, working in a scratch folder on the target's file system."""

    def __init__(
        self, request: ExportRequest, checkpoint: Checkpoint, text: str, scratch: Path
    ) -> None:
        self._request = request
        self._checkpoint = checkpoint
        self._text = text
        self._scratch = scratch

    def run(self) -> ExportReport:
        """Carry it out and move the result into place."""
        reference = self._reference()
        fused = self._fused()
        folder, parity, tried = self._at_best_precision(fused, reference)
        precision: Precision = _read_precision(folder)
        size = sum(path.stat().st_size for path in folder.iterdir())
        self._put_in_place(folder)
        return ExportReport(self._request.out, precision, round(size / 1e6, 3), parity, tried)

    def _reference(self) -> PreTrainedModel:
        """Return the checkpoint as torch runs it, in float32."""
        folder = self._checkpoint.folder
        try:
            reference: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
                str(folder), dtype=torch.float32, use_safetensors=True, local_files_only=True
            )
        except (OSError, RuntimeError, ValueError, SafetensorError) as error:
            raise ExportRefused(
                f"The checkpoint in {folder} cannot be read: {_first_line(error)}"
            ) from error
        reference.eval()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
        return reference

    def _fused(self) -> onnx.ModelProto:
        """Return optimum's export, fused, in float32."""
        plain = self._scratch / "plain"
        main_export(
            str(self._checkpoint.folder),
            output=plain,
            task="text-generation-with-past",
            # Checkpoints are often stored in bfloat16; the graph starts from float32.
            dtype="fp32",
            do_validation=False,
            local_files_only=True,
        )
        cos, sin = rotary_tables(self._checkpoint)
        exported = onnx.load(str(plain / _GRAPH))
        shutil.rmtree(plain)
        return fuse(exported, self._checkpoint.config, cos, sin)

    def _at_best_precision(
        self, fused: onnx.ModelProto, reference: PreTrainedModel
    ) -> tuple[Path, Parity, dict[str, float]]:
        """Return the folder to ship, its parity, and what every precision tried has cost."""
        tried: dict[str, float] = {}
        self._prove_fusion(fused, reference)
        wanted = self._request.precision
        for precision in (wanted,) if wanted else auto_order():
            folder, parity = self._written(fused, precision, reference)
            tried[precision] = round(parity.loss, 5)
            if wanted or precision == "fp32" or parity.loss <= MAX_LOSS:
                break
            shutil.rmtree(folder)
        return folder, parity, tried

    def _prove_fusion(self, fused: onnx.ModelProto, reference: PreTrainedModel) -> None:
        folder, parity = self._written(fused, "fp32", reference)
        shutil.rmtree(folder)
        if parity.max_abs_diff > _MAX_FP32_DIFF:
            raise ExportRefused(
                "The fused graph does not compute what the checkpoint does (largest difference "
                f"of a logit {parity.max_abs_diff:.2g}); this architecture's variant is not known."
            )

    def _written(
        self, fused: onnx.ModelProto, precision: Precision, reference: PreTrainedModel
    ) -> tuple[Path, Parity]:
        """Write a complete model folder at one precision and measure it."""
        folder = self._scratch / precision
        folder.mkdir()
        graph = onnx.ModelProto()
        graph.CopyFrom(fused)
        onnx.save_model(
            to_precision(graph, precision),
            str(folder / _GRAPH),
            save_as_external_data=True,
            all_tensors_to_one_file=True,
            location=_DATA,
        )
        self._write_companions(folder)
        manifest = self._manifest(folder, precision)
        _write_manifest(folder, manifest)
        parity = measure_parity(reference, load_model(folder), self._text)
        report = {**asdict(parity), "bits_per_byte_growth": parity.loss}
        _write_manifest(folder, replace(manifest, parity=report))
        return folder, parity

    def _write_companions(self, folder: Path) -> None:
        """Write tokenizer, generation defaults and prompt templates."""
        source = self._checkpoint.folder
        shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")
        settings = folder / "generation_config.json"
        if (source / "generation_config.json").is_file():
            shutil.copyfile(source / "generation_config.json", settings)
        else:
            settings.write_text("{}\n", encoding="utf-8")
        family = "starter" if self._checkpoint.family == "starter" else "base"
        template = resources() / "prompts" / f"{family}.toml"
        prompts = tomllib.loads(template.read_text(encoding="utf-8"))
        for task in prompts["tasks"].values():
            task["parts"] = _with_bos(task["parts"], self._bos_token())
        (folder / "prompts.toml").write_text(tomli_w.dumps(prompts), encoding="utf-8")

    def _bos_token(self) -> str | None:
        """Return the token that the tokenizer itself puts first, if it does."""
        tokenizer = AutoTokenizer.from_pretrained(  # type: ignore[no-untyped-call]  # unannotated
            str(self._checkpoint.folder), local_files_only=True, trust_remote_code=False
        )
        if tokenizer.bos_token_id is None:
            return None
        starts = tokenizer("a")["input_ids"][:1] == [tokenizer.bos_token_id]
        if starts or self._checkpoint.family == "starter":
            return str(tokenizer.bos_token)
        return None

    def _manifest(self, folder: Path, precision: Precision) -> Manifest:
        config = self._checkpoint.config
        heads = int(config["num_attention_heads"])
        files = {path.name: entry_of(path) for path in sorted(folder.iterdir())}
        bos, eos = self._special_ids(folder)
        return Manifest(
            id=_model_id(self._request.out.name),
            name=self._request.name or self._request.out.name,
            family=self._checkpoint.family,
            licence=self._request.licence,
            languages=self._request.languages,
            architecture=self._checkpoint.architecture,
            graph="fused-gqa",
            precision=precision,
            context_tokens=self._checkpoint.context_tokens,
            parameters=_parameters(self._checkpoint),
            shape=Shape(
                layers=int(config["num_hidden_layers"]),
                kv_heads=int(config.get("num_key_value_heads") or heads),
                head_size=fused_head_size(config),
                vocab_size=int(config["vocab_size"]),
            ),
            bos_id=bos,
            eos_ids=eos,
            files=files,
            base_model=self._checkpoint.config.get("_name_or_path") or None,
            source_sha256=self._checkpoint.source_sha256,
        )

    def _special_ids(self, folder: Path) -> tuple[int | None, tuple[int, ...]]:
        generation = json.loads((folder / "generation_config.json").read_text(encoding="utf-8"))
        eos = generation.get("eos_token_id", self._checkpoint.config.get("eos_token_id"))
        eos_ids = tuple(eos) if isinstance(eos, list) else () if eos is None else (int(eos),)
        bos = self._checkpoint.config.get("bos_token_id")
        return (int(bos) if bos is not None and self._bos_token() else None), eos_ids

    def _put_in_place(self, folder: Path) -> None:
        for path in folder.iterdir():
            path.chmod(0o644)
            with path.open("r+b") as file:
                os.fsync(file.fileno())
        folder.replace(self._request.out)


def auto_order() -> tuple[Precision, ...]:
    """Return the precisions that `auto` tries, fastest first: fp16 is what a GPU runs."""
    on_gpu = choose_provider("fp16").name != "CPU"
    return ("fp16", *_CPU_ORDER) if on_gpu else _CPU_ORDER


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:_REASON_CHARS]


def rotary_tables(checkpoint: Checkpoint) -> tuple[Array, Array]:
    """Return the cosine and sine tables of a checkpoint, float32 [context, head_size / 2].

    The frequencies are transformers' own, so every static rope scaling it knows is right here too.
    """
    config = AutoConfig.from_pretrained(str(checkpoint.folder), local_files_only=True)
    # Not every configuration class has the field: Mistral's knows the default rope only.
    scaling = getattr(config, "rope_scaling", None) or {}
    kind = scaling.get("rope_type", scaling.get("type", "default"))
    frequencies, factor = ROPE_INIT_FUNCTIONS[kind](config, torch.device("cpu"))
    positions = np.arange(checkpoint.context_tokens, dtype=np.float64)
    angles = positions[:, None] * frequencies.double().numpy()[None, :]
    return (
        (np.cos(angles) * factor).astype(np.float32),
        (np.sin(angles) * factor).astype(np.float32),
    )


def _with_bos(parts: Sequence[dict[str, Any]], bos: str | None) -> list[dict[str, Any]]:
    """Put the tokenizer's first token in the place of `@bos`, or leave it out."""
    result = []
    for part in parts:
        if part.get("token") != "@bos":
            result.append(part)
        elif bos is not None:
            result.append({"token": bos})
    return result


def _parameters(checkpoint: Checkpoint) -> int:
    total = 0
    for path in sorted(checkpoint.folder.glob("*.safetensors")):
        with safe_open(path, framework="np") as weights:
            total += sum(int(np.prod(weights.get_slice(key).get_shape())) for key in weights.keys())  # noqa: SIM118  # safe_open cannot be iterated
    return total


def _model_id(name: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-.") or "model"


def _read_precision(folder: Path) -> Precision:
    precision: Precision = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["precision"]
    return precision


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
