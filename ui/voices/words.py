"""How sizes, times, shares and stages of the Voices window are said; pure."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from ui.voices.types import Change, Progress, Run

_MINUTE_S, _HOUR_S = 60, 3600
_KB, _MB, _GB = 1e3, 1e6, 1e9
_STAGES = {
    "reading": "Reading the books",
    "opening": "Opening the voice it begins with",
    "measuring the base": "Finding out how well that voice knows you already",
    "training": "Learning",
    "weighing": "Choosing how much of what was learned to keep",
    "exporting": "Making the voice ready for use",
    "proving": "Proving it on the chapters that were kept back",
}
_REASONS = {"downloaded bytes": "Downloading", "copied bytes": "Copying", "probing": "Measuring"}


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


def stage_said(stage: str) -> str:
    """Return what a run is doing."""
    return _STAGES.get(stage, stage[:1].upper() + stage[1:])


def progress_said(progress: Progress) -> str:
    """Return how far work is that counts bytes, files or steps."""
    what = _REASONS.get(progress.what, progress.what[:1].upper() + progress.what[1:])
    if progress.what.endswith("bytes"):
        done, total = (size_said(n / _MB) for n in (progress.done, progress.total))
        return f"{what}: {done} of {total}"
    return what


def share_of(run: Run) -> float:
    """Return how far a run got, 0 to 1."""
    return max((point.share for point in run.points), default=0.0)


def state_said(run: Run, is_trained_now: bool) -> str:
    """Return where a run stands."""
    percent = f"{100 * share_of(run):.0f}%"
    if is_trained_now:
        return f"learning, {percent}"
    if run.stage == "done":
        return "ready to use" if run.model else "made; its voice was deleted"
    if run.stage == "refused":
        return "not offered"
    if run.stage == "trained":
        return "learned; not proved yet"
    return f"paused at {percent}" if run.points else "read, not begun"


def language_said(code: str) -> str:
    """Return a language's English name, or its code where Qt does not know it."""
    language = QLocale(code).language()
    return code if language == QLocale.Language.C else QLocale.languageToString(language)


def family_said(family: str) -> str:
    """Return what kind of model it is, in plain words."""
    kinds = {"base": "continues a text", "chat": "follows instructions"}
    return kinds.get(family, "continues, rewrites, outlines")
