"""A voice from end to end: books in, a voice in use or a reason why not; every step can be resumed.

Stages: prepared (corpus and base at hand) -> training -> trained (the best weights are known) ->
done (exported, proven, under its name) | refused (no better than its base). A kill at any moment
leaves the run at a stage from which `make_voice` goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import BadInput, ModelError
from engine.manifest import read_manifest
from engine.training.faults import told_plainly
from engine.training.listener import Listener
from engine.training.making import Making
from engine.training.run_folder import RunFolder, RunState


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
    if not is_voice_of(run, out):
        raise BadInput(f"The folder {out} exists already; name another one.")
    run.remove_training()
    return VoiceReport.of(out, run.update(stage="done", voice=out.name))


def is_voice_of(run: RunFolder, out: Path) -> bool:
    """Whether the voice of this run lies there, complete."""
    state = run.read()
    try:
        manifest = read_manifest(out)
    except ModelError:
        return False
    is_own = manifest.data_sha256 == state.data_sha256 and manifest.name == state.name
    return is_own and bool(manifest.training)


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
