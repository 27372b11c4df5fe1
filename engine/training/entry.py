"""Fine-tuning as the command line and the train process call it; imports torch.

The tools that are driven here are hushed, and nothing is fetched from a hub.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.corpus.corpus import CorpusOptions
from engine.errors import BadInput
from engine.jobs import CancelFlag
from engine.manifest import sha256_of
from engine.training.beginning import VoiceRequest, begin
from engine.training.config import TrainConfig
from engine.training.export.entry import ExportReport, ExportRequest, export
from engine.training.faults import told_plainly
from engine.training.learner import ADAPTER_WEIGHTS, apply_adapter
from engine.training.listener import Listener
from engine.training.making import copy_tokenizer
from engine.training.run_folder import RunFolder
from engine.training.tuner import Point
from engine.training.voice import make_voice, summary

OnProgress = Callable[[str, int, int], None]


def export_with_adapter(request: ExportRequest, adapter: Path) -> ExportReport:
    """Export a checkpoint with a LoRA adapter merged into its weights.

    Raises:
        BadInput: the adapter cannot be read, or does not fit the checkpoint.
        ExportRefused: as `pipeline.export`.
    """
    created = [folder for folder in request.out.absolute().parents if not folder.exists()]
    place = created[-1].parent if created else request.out.absolute().parent
    with (
        told_plainly(place),
        tempfile.TemporaryDirectory(prefix=".merge-", dir=place) as scratch,
    ):
        merged = Path(scratch) / request.source.absolute().name
        apply_adapter(request.source, adapter, merged)
        copy_tokenizer(request.source, merged)
        digest = sha256_of(adapter / ADAPTER_WEIGHTS)
        return export(replace(request, source=merged, adapter_sha256=digest))


def finetune(
    out: Path,
    request: dict[str, Any] | None,
    on_progress: OnProgress,
    on_stage: Callable[[str], None],
    cancel: CancelFlag | None = None,
) -> dict[str, Any] | None:
    """Make a voice at `out`; its run lies beside it, under the same name and ".run".

    Args:
        out: where the voice goes.
        request: base, sources, name, scrub, names, method, minutes, max_steps and seed; None goes
            on with the run that lies there.
        on_progress: told how far it is, in thousandths of the budget.
        on_stage: told what is done now.
        cancel: pauses; the run can be resumed.

    Returns:
        What the command line writes, with the points of the curves; None in a process that only
        helps another one train.

    Raises:
        UserError: it cannot be done, or the voice is no better than its base.
    """
    run = RunFolder.beside(out)
    listener = Listener(on_stage=on_stage, on_progress=on_progress, cancel=cancel or CancelFlag())

    def on_point(point: Point) -> None:
        on_progress("training", round(point.share * 1000), 1000)

    listener.on_point = on_point
    first = _is_first_process()
    if request is not None and first:
        begin(run, _voice_request(request), listener)
    _wait_for_others()
    report = make_voice(run, out.absolute(), listener)
    if report is None:
        return None
    return {**summary(report), "run": str(run.root), "curve": _thinned(run)}


def _voice_request(request: dict[str, Any]) -> VoiceRequest:
    base = TrainConfig(seed=request["seed"])
    minutes, steps = request["minutes"], request["max_steps"]
    try:
        if minutes is None and steps is not None:
            config = replace(base, minutes=None, max_steps=steps)
        else:
            config = replace(
                base, minutes=base.minutes if minutes is None else minutes, max_steps=steps
            )
    except ValueError as error:
        raise BadInput(str(error).capitalize()) from error
    return VoiceRequest(
        base=request["base"],
        sources=request["sources"],
        name=request["name"],
        corpus=CorpusOptions(scrub=request["scrub"], names=request["names"]),
        method=request["method"],
        config=config,
    )


def _thinned(run: RunFolder) -> list[dict[str, Any]]:
    """Return the points with a look at the held-out text, and the last one."""
    points = list(run.points())
    return [p for p in points if p["held_loss"] is not None or p is points[-1]]


def _is_first_process() -> bool:
    from accelerate import PartialState

    return bool(PartialState().is_main_process)


def _wait_for_others() -> None:
    from accelerate import PartialState

    PartialState().wait_for_everyone()
