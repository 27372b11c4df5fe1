"""Begins a run: reads the books, then opens the base; torch is imported in between.

What can be declined without torch is declined before it: a base that is gone, too little text.
"""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine import memory
from engine.corpus.corpus import CorpusOptions, build_corpus, read_corpus
from engine.errors import BadInput
from engine.importing.sizes import least_converting_bytes
from engine.training.config import Method, TrainConfig
from engine.training.faults import told_plainly
from engine.training.listener import Listener
from engine.training.recoverable import require_base
from engine.training.run_folder import RunFolder, RunState

if TYPE_CHECKING:
    from engine.training.bases import Base

# Up to here every weight is trained: it is as fast as LoRA and learns more.
_SMALL_PARAMETERS = 60_000_000
# What torch and transformers take before a model, and a step's activations of a small one.
_OWN_BYTES = 1_200 * memory.MB


@dataclass(frozen=True, slots=True)
class VoiceRequest:
    """What to make a voice of."""

    base: Path
    """A model folder or a Hugging Face checkpoint folder."""
    sources: tuple[Path, ...]
    """Files, folders and projects with the writer's text."""
    name: str
    corpus: CorpusOptions
    method: Method | None = None
    """None: full for small bases, LoRA for others."""
    config: TrainConfig = field(default_factory=TrainConfig)
    """Its method counts only where `method` is given."""


def begin(run: RunFolder, request: VoiceRequest, listener: Listener) -> RunState:
    """Make a run: its corpus and its base; what lies there already is kept.

    Raises:
        BadInput: the books or the base cannot be used, and why.
        MemoryShort: the base is too large for this machine's memory.
        Cancelled: the flag was raised.
        UserError: the disk is full.
    """
    with told_plainly(run.root), contextlib.ExitStack() as undo:
        if run.exists:
            raise BadInput(f"There is a run in {run.root} already; resume it or delete it.")
        if not run.root.exists():
            # Nothing of the writer's text stays behind where no run comes of it.
            undo.callback(shutil.rmtree, run.root, ignore_errors=True)
        state = _begun(run, request, listener)
        undo.pop_all()
        return state


def _begun(run: RunFolder, request: VoiceRequest, listener: Listener) -> RunState:
    listener.on_stage("reading")
    manifest = require_base(request.base)
    options = request.corpus
    if manifest is not None:
        options = replace(options, base=manifest.name, languages=manifest.languages)
    build_corpus(request.sources, run.data, options, listener.on_progress, listener.cancel)
    corpus = read_corpus(run.data)
    # Seconds of imports that a writer with too little text need not wait for.
    from engine.training import entry as _quiet  # noqa: F401  # hushes the libraries first
    from engine.training.bases import open_base
    from engine.training.export.folder import parameters_of

    base = open_base(request.base, run.base)
    parameters = parameters_of(base.checkpoint)
    method = request.method or ("full" if parameters <= _SMALL_PARAMETERS else "lora")
    window = min(request.config.window, base.checkpoint.context_tokens)
    _require_memory(base, parameters, method)
    state = RunState(
        base=str(request.base),
        base_sha256=base.checkpoint.source_sha256,
        name=request.name,
        config=replace(request.config, method=method, window=window),
        data_sha256=corpus.report.data_sha256,
        words=corpus.report.train_words,
    )
    run.write(state)
    return state


def _require_memory(base: Base, parameters: int, method: Method) -> None:
    """Refuse a base that this machine cannot train or cannot export afterwards.

    Float32, and for each trained weight a gradient, a copy of what it was, and Adam's two moments
    (Kingma and Ba, arXiv:1412.6980).
    """
    trained = parameters if method == "full" else parameters // 10
    training = 4 * parameters + 16 * trained + _OWN_BYTES
    need = max(training, least_converting_bytes(parameters))
    memory.require_room(
        f"Training on {base.id}", need, memory.machine_memory(), 0, memory.limit_from_environment()
    )
