"""How sizes, times, shares and stages of the Voices window are said; pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import QLocale

from ui.voices.types import Change, MadeVoice, Point, Progress, Run

_MINUTE_S, _HOUR_S = 60, 3600
_KB, _MB, _GB = 1e3, 1e6, 1e9
Phase = Literal["", "waiting", "preparing", "learning", "making", "pausing"]
"""What a run does just now; empty while it rests."""
_PHASES: dict[str, Phase] = {
    "reading": "preparing",
    "opening": "preparing",
    "measuring the base": "preparing",
    "training": "learning",
    "weighing": "making",
    "exporting": "making",
    "proving": "making",
}
_READY, _MAKING = "Getting ready", "Making the voice"
_STAGES = {
    "reading": f"{_READY}: reading the books",
    "opening": f"{_READY}: opening the voice it begins with",
    "measuring the base": f"{_READY}: finding out how well that voice knows you already",
    "training": "Learning",
    "weighing": f"{_MAKING}: choosing how much of what was learned to keep",
    "exporting": f"{_MAKING}: putting it into a form that writes fast",
    "proving": f"{_MAKING}: proving it on the chapters that were kept back",
}
_WORKING = "Working"
_REASONS = {
    "downloaded bytes": "Downloading",
    "copied bytes": "Copying",
    "installing": "Installing",
    "probing": "Measuring",
    "reading the checkpoint": "Reading the model",
    "exporting with optimum": "Putting it into a form that writes fast",
    "comparing with the checkpoint": "Comparing it with the original",
    "trying fp32": "Trying how small it may become",
    "trying fp16": "Trying how small it may become",
    "trying int8": "Trying how small it may become",
    "trying int4": "Trying how small it may become",
    "putting in place": "Putting it in place",
}
_COUNTS_BYTES = ("downloaded bytes", "copied bytes", "installing")
_NOTHING = 0.0005
_NOT_COPIED = "Nothing it wrote in a test was copied from your books."


def size_said(megabytes: float) -> str:
    """Return a size on disk or in memory."""
    n_bytes = megabytes * _MB
    if n_bytes >= _GB:
        return f"{n_bytes / _GB:.1f} GB"
    if n_bytes >= _MB:
        return f"{n_bytes / _MB:.0f} MB"
    return f"{max(1.0, n_bytes / _KB):.0f} KB"


def time_said(seconds: float) -> str:
    """Return a span of time, rounded as people do."""
    if seconds < _MINUTE_S:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / _MINUTE_S)
    if minutes < _MINUTE_S:
        return f"{minutes} min"
    hours, rest = divmod(minutes, _MINUTE_S)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def words_said(number: int) -> str:
    """Return a number of words."""
    return f"{number:,} {'word' if number == 1 else 'words'}"


def better_said(change: Change | None) -> str:
    """Return how much better a voice foresees the chapters that were kept back."""
    if change is None or change.before <= 0:
        return ""
    percent = 100 * (change.before - change.after) / change.before
    if abs(percent) < 0.05:
        return "foresees your own chapters as well as before"
    way = "better" if percent > 0 else "worse"
    return f"foresees your own chapters {abs(percent):.1f}% {way}"


def phase_of(stage: str) -> Phase:
    """Return what a run does at a stage; one that is not known comes before learning."""
    return _PHASES.get(stage, "preparing")


def stage_said(stage: str) -> str:
    """Return what a run is doing."""
    return _STAGES.get(stage, _READY)


def progress_said(progress: Progress) -> str:
    """Return how far work is that counts bytes or steps; the engine's own word is not shown."""
    what = _REASONS.get(progress.what, _WORKING)
    if progress.what in _COUNTS_BYTES:
        done, total = (size_said(n / _MB) for n in (progress.done, progress.total))
        return f"{what}: {done} of {total}"
    return what


def making_said(progress: Progress) -> str:
    """Return how far a learned voice is on its way to one that writes."""
    what = progress_said(progress)
    return f"{_MAKING}: {what[:1].lower()}{what[1:]}"


def reading_said(progress: Progress) -> str:
    """Return which book is read: each is opened first, and gone through once all are open."""
    if progress.done >= progress.total - 1:
        return "Putting what was read together"
    way = "Reading" if 2 * progress.done < progress.total - 1 else "Looking through"
    return f"{way} {progress.what}"


def share_of(run: Run) -> float:
    """Return how far a run got, 0 to 1."""
    return run.points[-1].share if run.points else 0.0


def forward(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return points whose steps only go up: what was learned once more counts as learned last.

    A run that went on from an earlier state repeats the steps behind it.
    """
    kept: list[Point] = []
    for point in points:
        while kept and kept[-1].step >= point.step:
            kept.pop()
        kept.append(point)
    return tuple(kept)


def state_said(run: Run, phase: Phase) -> str:
    """Return where a run stands."""
    percent = f"{100 * share_of(run):.0f}%"
    now = {
        "waiting": "waiting",
        "preparing": "getting ready",
        "learning": f"learning, {percent}",
        "making": "making the voice",
        "pausing": "pausing…",
    }
    if phase:
        return now[phase]
    if run.stage == "done":
        return "ready to use" if run.model else "made; its voice was deleted"
    if run.stage == "refused":
        return "not offered"
    if run.stage == "trained":
        return "learned; not made yet"
    return f"paused at {percent}" if run.points or run.stage == "training" else "read, not begun"


def proof_said(made: MadeVoice) -> str:
    """Return what a new voice has shown of itself."""
    copied = _NOT_COPIED
    if made.verbatim >= _NOTHING:
        copied = (
            f"{100 * made.verbatim:.1f}% of the words it wrote in a test stand so in your books."
        )
    return f"Ready: {made.name} {better_said(made.held_out)}. {_general(made.general)} {copied}"


def _general(change: Change) -> str:
    percent = 100 * (change.after - change.before) / change.before if change.before > 0 else 0.0
    if abs(percent) < 0.05:
        return "Texts by others it foresees as before."
    way = "worse" if percent > 0 else "better"
    return f"Texts by others it foresees {abs(percent):.1f}% {way}."


def language_said(code: str) -> str:
    """Return a language's English name, or its code where Qt does not know it."""
    language = QLocale(code).language()
    return code if language == QLocale.Language.C else QLocale.languageToString(language)


def family_said(family: str) -> str:
    """Return what kind of model it is, in plain words."""
    kinds = {"base": "continues a text", "chat": "follows instructions"}
    return kinds.get(family, "continues, rewrites, outlines")


def precision_said(precision: str) -> str:
    """Return how much smaller than it was made a model is kept."""
    sizes = {"int4": "as small as can be", "int8": "small", "fp16": "half size"}
    return sizes.get(precision, "full size")
