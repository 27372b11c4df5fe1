"""A voice from end to end: books in, a voice in use or a reason why not; every step can be resumed.

Stages: prepared (corpus and base at hand) -> training -> trained (the best weights are known) ->
done (exported, proven, under its name) | refused (no better than its base). A kill at any moment
leaves the run at a stage from which `make_voice` goes on.
"""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine import memory
from engine.corpus.corpus import CorpusOptions, build_corpus, read_corpus
from engine.errors import BadInput, ModelError
from engine.importing.sizes import least_converting_bytes
from engine.manifest import read_manifest
from engine.scripts import require_language
from engine.training.bases import Base, open_base
from engine.training.config import Method, TrainConfig
from engine.training.export.folder import parameters_of
from engine.training.faults import told_plainly
from engine.training.listener import Listener
from engine.training.making import Making
from engine.training.run_folder import RunFolder, RunState

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


@dataclass(frozen=True, slots=True)
class VoiceReport:
    """A voice that is in place."""

    out: Path
    state: RunState
    steps: int
    verbatim: float
    """Share of sampled words that stand word for word in the books."""
    precision: str
    size_mb: float

    @classmethod
    def of(cls, out: Path, state: RunState) -> VoiceReport:
        """Read a voice that is in place."""
        manifest = read_manifest(out)
        facts = manifest.training
        size = sum(entry.n_bytes for entry in manifest.files.values())
        return cls(
            out, state, facts["steps"], facts["verbatim"], manifest.precision, round(size / 1e6, 3)
        )


def begin(run: RunFolder, request: VoiceRequest, listener: Listener) -> RunState:
    """Make a run: its corpus and its base; what lies there already is kept.

    Raises:
        BadInput: the books or the base cannot be used, and why.
        LanguageUnsupported: the base does not know the script of the books.
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
    base = open_base(request.base, run.base)
    build_corpus(request.sources, run.data, request.corpus, listener.on_progress, listener.cancel)
    corpus = read_corpus(run.data)
    # The middle of the books: a foreword may be in another language.
    require_language(corpus.train[len(corpus.train) // 2].text, base.languages, base.id)
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


def make_voice(run: RunFolder, out: Path, listener: Listener) -> VoiceReport | None:
    """Train, or go on training, then export, prove and place the voice.

    Args:
        run: begun by `begin`, or resumed.
        out: where the voice goes; nothing may lie there.
        listener: who hears of it.

    Returns:
        The voice; None in all processes but the first where several train together.

    Raises:
        VoiceRefused: it is no better than its base; nothing lies at `out`.
        Cancelled: the flag was raised; the run goes on from here when it is made again.
        UserError: the disk or the memory is full, the base is gone, `out` is taken, and so on.
    """
    with told_plainly(run.root):
        if out.exists():
            return _placed_before(run, out)
        is_here = Making(run, out, listener).run()
        return VoiceReport.of(out, run.read()) if is_here else None


def _placed_before(run: RunFolder, out: Path) -> VoiceReport:
    """Return the voice of this run that was placed just before a kill.

    Raises:
        BadInput: something else lies there.
    """
    state = run.read()
    taken = BadInput(f"The folder {out} exists already; name another one.")
    try:
        manifest = read_manifest(out)
    except ModelError as error:
        raise taken from error
    is_own = manifest.data_sha256 == state.data_sha256 and manifest.name == state.name
    if not is_own or not manifest.training:
        raise taken
    run.remove_training()
    return VoiceReport.of(out, run.update(stage="done"))


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


def summary(report: VoiceReport) -> dict[str, Any]:
    """Return what the command line says of a voice."""
    state = report.state
    return {
        "out": str(report.out),
        "seconds": round(state.seconds, 1),
        "words": state.words,
        "method": state.config.method,
        "steps": report.steps,
        "kept": state.kept,
        "bits_per_byte": _before_after(state, "held_out"),
        "general_bits_per_byte": _before_after(state, "general"),
        "verbatim": report.verbatim,
        "precision": report.precision,
        "size_mb": report.size_mb,
    }


def _before_after(state: RunState, key: str) -> dict[str, float]:
    return {"before": state.before[key], "after": state.after[key]}
