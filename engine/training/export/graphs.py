"""From a checkpoint to the graphs that may run it: optimum's own, and the fused one."""

from __future__ import annotations

import logging
import shutil
from importlib.metadata import version
from pathlib import Path

import onnx
import torch
from optimum.exporters.onnx import onnx_export_from_model
from optimum.exporters.tasks import TasksManager
from safetensors import SafetensorError
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedModel

from engine.errors import ExportRefused
from engine.training.export import plain
from engine.training.export.checkpoint import Checkpoint
from engine.training.export.families import describe
from engine.training.export.fuse import fuse
from engine.training.export.rope import rotary_tables

_TASK = "text-generation-with-past"
# Written last: it says of which checkpoint an export is, and that it is whole.
_FINISHED = "finished.txt"
_REASON_CHARS = 200
log = logging.getLogger(__name__)


class Graphs:
    """The graphs of one checkpoint; optimum's export lies in a folder and may be met again."""

    def __init__(self, checkpoint: Checkpoint, folder: Path) -> None:
        """Export with optimum, unless the folder holds a finished export of the same checkpoint.

        Args:
            checkpoint: what is exported.
            folder: for optimum's export alone; what is unfinished in it is made anew.

        Raises:
            ExportRefused: transformers or optimum cannot read or export it, and why.
        """
        self._checkpoint = checkpoint
        self._path = folder / "model.onnx"
        _require_known(checkpoint)
        self.reference = _reference(checkpoint)
        finished = folder / _FINISHED
        if not finished.is_file() or finished.read_text(encoding="utf-8") != _stamp(checkpoint):
            shutil.rmtree(folder, ignore_errors=True)
            _export(self.reference, folder)
            finished.write_text(_stamp(checkpoint), encoding="utf-8")

    def fused(self) -> onnx.ModelProto:
        """Return the fused graph in float32.

        Raises:
            NotFusable: the fusion does not know this checkpoint, and why.
        """
        config = self.reference.config
        design = describe(self._checkpoint.model_class, config)
        rotary = None
        if design.family.positions is None:
            rotary = rotary_tables(config, self._checkpoint.context_tokens)
        return fuse(self._exported(), design, rotary)

    def plain(self) -> onnx.ModelProto:
        """Return optimum's graph in float32, with a head for the last positions."""
        return plain.prepare(self._exported())

    def _exported(self) -> onnx.ModelProto:
        return onnx.load(str(self._path))


def _stamp(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.source_sha256} {version('optimum')} {torch.__version__}"


def _require_known(checkpoint: Checkpoint) -> None:
    """Refuse what optimum cannot export, before the weights are read."""
    kind = checkpoint.architecture
    try:
        tasks = TasksManager.get_supported_tasks_for_model_type(
            kind, "onnx", library_name="transformers"
        )
    except KeyError as error:
        raise ExportRefused(f"optimum does not export the architecture {kind}.") from error
    if _TASK not in tasks:
        raise ExportRefused(f"optimum exports {kind} without a cache, which is too slow to write.")


def _reference(checkpoint: Checkpoint) -> PreTrainedModel:
    """Return the checkpoint as torch runs it, in float32."""
    folder = checkpoint.folder
    try:
        config = AutoConfig.from_pretrained(str(folder), local_files_only=True)
        # torch's fused attention leaves this bound out: only the eager one is the model's own.
        is_capped = getattr(config, "attn_logit_softcapping", None) is not None
        reference: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
            str(folder),
            # Checkpoints are often stored in bfloat16; the graph starts from float32.
            dtype=torch.float32,
            attn_implementation="eager" if is_capped else None,
            use_safetensors=True,
            local_files_only=True,
        )
    except (OSError, RuntimeError, ValueError, TypeError, KeyError, SafetensorError) as error:
        raise ExportRefused(
            f"The checkpoint in {folder} cannot be read: {first_line(error)}"
        ) from error
    reference.eval()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
    return reference


def _export(reference: PreTrainedModel, folder: Path) -> None:
    reference.config.use_cache = True
    try:
        onnx_export_from_model(reference, folder, task=_TASK, do_validation=False)
    except OSError:
        raise
    except Exception as error:  # optimum traces the model: whatever its code raises comes out
        log.info("optimum failed", exc_info=True)
        raise ExportRefused(
            f"optimum cannot export the architecture {reference.config.model_type}: "
            f"{first_line(error)}"
        ) from error


def first_line(error: Exception) -> str:
    """Return the beginning of what an error says, as one line."""
    return str(error).strip().partition("\n")[0][:_REASON_CHARS]
