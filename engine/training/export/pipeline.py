"""The export from end to end: checkpoint in, complete model folder out, parity report printed.

States: checked -> exported (optimum) -> fused, or else prepared as it is -> proven in float32 ->
at a precision -> measured -> in place. Everything is written beside the target, which appears under
its name only when it is complete.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import onnx
from transformers import PreTrainedModel

from engine.errors import ExportRefused, InternalError, ModelDamaged
from engine.hardware import choose_provider
from engine.jobs import CancelFlag
from engine.manifest import FUSED_GRAPH, PLAIN_GRAPH, Manifest, read_manifest
from engine.model import load_model
from engine.paths import resources
from engine.training.export.checkpoint import Checkpoint, read_checkpoint
from engine.training.export.families import NotFusable
from engine.training.export.folder import (
    ModelFolder,
    Naming,
    plain_note,
    put_in_place,
    record_parity,
)
from engine.training.export.graphs import Graphs, first_line
from engine.training.export.parity import Parity, measure_parity
from engine.training.export.quantize import Precision, to_precision

# Bits per byte may grow by this much before a quantization counts as a loss.
MAX_LOSS = 0.01
# The float32 graph must be the checkpoint's own function; float32 sums differ by far less.
MAX_FP32_DIFF = 1e-3
_CPU_ORDER: tuple[Precision, ...] = ("int4", "int8", "fp32")


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
    card: str | None = None
    """Markdown that comes with the model."""
    adapter_sha256: str | None = None
    """Of an adapter that was merged into the source."""
    fused: bool = True
    """False: run optimum's own graph, also where the fused one is known."""
    work: Path | None = None
    """A folder in which optimum's export stays, for a later export of the same checkpoint."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Who follows an export: told of each stage, and may end it between two."""

    on_progress: Callable[[str, int, int], None] = lambda what, done, total: None
    """Told the stage that begins, the percent that are done, and 100."""
    cancel: CancelFlag = field(default_factory=CancelFlag)

    def begin(self, stage: str, percent: int) -> None:
        """Tell of a stage.

        Raises:
            Cancelled: the export is not wanted any more.
        """
        self.cancel.check()
        self.on_progress(stage, percent, 100)


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was exported: the folder, its size in megabytes, and how it compares."""

    out: Path
    precision: Precision
    size_mb: float
    parity: Parity
    tried: dict[str, float]
    """Relative growth of bits per byte of each precision that was measured."""
    graph: str
    """fused-gqa | plain-concat"""
    notes: tuple[str, ...]
    """What was decided and why, a sentence each."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A float32 graph that may be the checkpoint's own function."""

    load: Callable[[], onnx.ModelProto]
    """Makes the graph or reads it: held in memory it would be there several times over."""
    graph: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """A complete model folder in the scratch place, and how it compares."""

    folder: Path
    precision: Precision
    parity: Parity


def export(request: ExportRequest, follower: Follower | None = None) -> ExportReport:
    """Export a checkpoint.

    Raises:
        ExportRefused: the checkpoint or the target cannot be used; nothing was changed.
        Cancelled: the follower's flag was raised; nothing was changed.
    """
    checkpoint = read_checkpoint(request.source)
    if request.out.exists():
        raise ExportRefused(f"The folder {request.out} exists already; name another one.")
    text = request.text or (resources() / "evaluation" / "en.txt").read_text(encoding="utf-8")
    created = [folder for folder in request.out.parents if not folder.exists()]
    try:
        request.out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=request.out.parent) as scratch:
            task = _Export(request, checkpoint, text, Path(scratch), follower or Follower())
            return task.run()
    except OSError as error:
        reason = error.strerror or first_line(error)
        raise ExportRefused(f"The folder {request.out} cannot be written: {reason}.") from error
    finally:
        # Parents made for a folder that never came go again; those in use are not empty.
        for folder in created:
            with contextlib.suppress(OSError):
                folder.rmdir()


class _Export:
    """One export, working in a scratch folder on the target's file system."""

    def __init__(
        self,
        request: ExportRequest,
        checkpoint: Checkpoint,
        text: str,
        scratch: Path,
        follower: Follower,
    ) -> None:
        self._request = request
        self._follower = follower
        self._checkpoint = checkpoint
        self._text = text
        self._scratch = scratch
        naming = Naming.of(request.out, request.name, request.languages, request.licence)
        self._folder = ModelFolder(checkpoint, naming, request.card, request.adapter_sha256)

    def run(self) -> ExportReport:
        """Carry it out and move the result into place."""
        self._follower.begin("exporting with optimum", 5)
        exported = (self._request.work or self._scratch) / "optimum"
        graphs = Graphs(self._checkpoint, exported)
        self._follower.begin("comparing with the checkpoint", 40)
        chosen, proof = self._proven(graphs)
        if self._request.work is None:
            shutil.rmtree(exported)
        best, tried = self._at_best_precision(chosen, proof, graphs.reference)
        size = sum(path.stat().st_size for path in best.folder.iterdir())
        notes = read_manifest(best.folder).notes
        self._follower.begin("putting in place", 98)
        put_in_place(best.folder, self._request.out)
        return ExportReport(
            out=self._request.out,
            precision=best.precision,
            size_mb=round(size / 1e6, 3),
            parity=best.parity,
            tried=tried,
            graph=chosen.graph,
            notes=notes,
        )

    def _proven(self, graphs: Graphs) -> tuple[_Candidate, _Written]:
        """Return the fused graph where it is the checkpoint's own function, else the plain one."""
        note = self._checkpoint.context_note
        notes = () if note is None else (note,)
        try:
            if not self._request.fused:
                raise NotFusable("it was asked for")
            fused = _Candidate(graphs.fused, FUSED_GRAPH, notes)
            return fused, self._proof(fused, graphs.reference)
        except NotFusable as error:
            reason = str(error)
        plain = _Candidate(graphs.plain, PLAIN_GRAPH, (*notes, plain_note(reason)))
        try:
            return plain, self._proof(plain, graphs.reference)
        except NotFusable as error:
            raise ExportRefused(f"The checkpoint cannot be exported: {error}.") from error

    def _proof(self, candidate: _Candidate, reference: PreTrainedModel) -> _Written:
        """Write a float32 folder that is as good as the checkpoint, or raise NotFusable."""
        try:
            written = self._written(candidate, "fp32", reference)
        except (ModelDamaged, InternalError) as error:
            shutil.rmtree(self._scratch / "fp32")
            raise NotFusable(f"ONNX Runtime cannot run the {candidate.graph} graph") from error
        # Not a number is no proof either.
        if not written.parity.max_abs_diff <= MAX_FP32_DIFF:
            shutil.rmtree(written.folder)
            raise NotFusable(
                f"the {candidate.graph} graph does not compute what the checkpoint does (largest "
                f"difference of a logit {written.parity.max_abs_diff:.2g})"
            )
        return written

    def _at_best_precision(
        self, chosen: _Candidate, proof: _Written, reference: PreTrainedModel
    ) -> tuple[_Written, dict[str, float]]:
        """Return the folder to ship and what each precision that was tried has cost."""
        tried: dict[str, float] = {}
        wanted = self._request.precision
        proven = replace(chosen, load=lambda: onnx.load(str(proof.folder / "model.onnx")))
        order = (wanted,) if wanted else auto_order()
        for number, precision in enumerate(order):
            written = proof
            if precision != proof.precision:
                self._follower.begin(f"trying {precision}", 60 + 38 * number // len(order))
                written = self._written(proven, precision, reference)
            tried[precision] = round(written.parity.loss, 5)
            if wanted or precision == "fp32" or written.parity.loss <= MAX_LOSS:
                break
            shutil.rmtree(written.folder)
        return written, tried

    def _written(
        self, candidate: _Candidate, precision: Precision, reference: PreTrainedModel
    ) -> _Written:
        """Write a complete model folder at one precision and measure it."""
        folder = self._scratch / precision
        manifest = self._filled(folder, candidate, precision)
        parity = measure_parity(reference, load_model(folder), self._text)
        record_parity(folder, manifest, {**asdict(parity), "bits_per_byte_growth": parity.loss})
        return _Written(folder, precision, parity)

    def _filled(self, folder: Path, candidate: _Candidate, precision: Precision) -> Manifest:
        """Write a folder; the graph is gone from memory when this returns."""
        model = to_precision(candidate.load(), precision)
        folder.mkdir()
        return self._folder.write(folder, model, candidate.graph, precision, candidate.notes)


def auto_order() -> tuple[Precision, ...]:
    """Return the precisions that `auto` tries, fastest first: fp16 is what a GPU runs."""
    on_gpu = choose_provider("fp16").name != "CPU"
    return ("fp16", *_CPU_ORDER) if on_gpu else _CPU_ORDER
