"""How sizes, times, shares and stages of the Voices window are said; pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import QLocale

from ui.language import mark, tr
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
_READY = mark("Getting ready")
_STAGES = {
    "reading": mark("Getting ready: reading the books"),
    "opening": mark("Getting ready: opening the voice it begins with"),
    "measuring the base": mark("Getting ready: finding out how well that voice knows you already"),
    "training": mark("Learning"),
    "weighing": mark("Making the voice: choosing how much of what was learned to keep"),
    "exporting": mark("Making the voice: putting it into a form that writes fast"),
    "proving": mark("Making the voice: proving it on the chapters that were kept back"),
}
_WORKING = mark("Working")
_REASONS = {
    "downloaded bytes": mark("Downloading"),
    "copied bytes": mark("Copying"),
    "installing": mark("Installing"),
    "probing": mark("Measuring"),
    "reading the checkpoint": mark("Reading the model"),
    "exporting with optimum": mark("Putting it into a form that writes fast"),
    "comparing with the checkpoint": mark("Comparing it with the original"),
    "trying fp32": mark("Trying how small it may become"),
    "trying fp16": mark("Trying how small it may become"),
    "trying int8": mark("Trying how small it may become"),
    "trying int4": mark("Trying how small it may become"),
    "putting in place": mark("Putting it in place"),
}
_COUNTS_BYTES = ("downloaded bytes", "copied bytes", "installing")
_NOTHING = 0.0005
_NOT_COPIED = mark("Nothing it wrote in a test was copied from your books.")


def size_said(megabytes: float) -> str:
    """Return a size on disk or in memory."""
    n_bytes = megabytes * _MB
    if n_bytes >= _GB:
        return tr("{size:.1f} GB").format(size=n_bytes / _GB)
    if n_bytes >= _MB:
        return tr("{size:.0f} MB").format(size=n_bytes / _MB)
    return tr("{size:.0f} KB").format(size=max(1.0, n_bytes / _KB))


def time_said(seconds: float) -> str:
    """Return a span of time, rounded as people do."""
    if seconds < _MINUTE_S:
        return tr("{seconds} s").format(seconds=max(1, round(seconds)))
    minutes = round(seconds / _MINUTE_S)
    if minutes < _MINUTE_S:
        return tr("{minutes} min").format(minutes=minutes)
    hours, rest = divmod(minutes, _MINUTE_S)
    sentence = tr("{hours} h {minutes} min") if rest else tr("{hours} h")
    return sentence.format(hours=hours, minutes=rest)


def words_said(number: int) -> str:
    """Return a number of words."""
    return tr("%Ln words", "", number)


def better_said(change: Change | None) -> str:
    """Return how much better a voice foresees the chapters that were kept back."""
    if change is None or change.before <= 0:
        return ""
    percent = 100 * (change.before - change.after) / change.before
    if abs(percent) < 0.05:
        return tr("foresees your own chapters as well as before")
    sentence = tr("foresees your own chapters {percent:.1f}% worse")
    if percent > 0:
        sentence = tr("foresees your own chapters {percent:.1f}% better")
    return sentence.format(percent=abs(percent))


def phase_of(stage: str) -> Phase:
    """Return what a run does at a stage; one that is not known comes before learning."""
    return _PHASES.get(stage, "preparing")


def stage_said(stage: str) -> str:
    """Return what a run is doing."""
    return tr(_STAGES.get(stage, _READY))


def progress_said(progress: Progress) -> str:
    """Return how far work is that counts bytes or steps; the engine's own word is not shown."""
    what = tr(_REASONS.get(progress.what, _WORKING))
    if progress.what in _COUNTS_BYTES:
        done, total = (size_said(n / _MB) for n in (progress.done, progress.total))
        return tr("{what}: {done} of {total}").format(what=what, done=done, total=total)
    return what


def making_said(progress: Progress) -> str:
    """Return how far a learned voice is on its way to one that writes."""
    what = progress_said(progress)
    return tr("Making the voice: {step}").format(step=f"{what[:1].lower()}{what[1:]}")


def reading_said(progress: Progress) -> str:
    """Return which book is read: each is opened first, and gone through once all are open."""
    if progress.done >= progress.total - 1:
        return tr("Putting what was read together")
    sentence = tr("Looking through {book}")
    if 2 * progress.done < progress.total - 1:
        sentence = tr("Reading {book}")
    return sentence.format(book=progress.what)


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
        "waiting": tr("waiting"),
        "preparing": tr("getting ready"),
        "learning": tr("learning, {percent}").format(percent=percent),
        "making": tr("making the voice"),
        "pausing": tr("pausing…"),
    }
    if phase:
        return now[phase]
    if run.stage == "done":
        return tr("ready to use") if run.model else tr("made; its voice was deleted")
    if run.stage == "refused":
        return tr("not offered")
    if run.stage == "trained":
        return tr("learned; not made yet")
    return (
        tr("paused at {percent}").format(percent=percent)
        if run.points or run.stage == "training"
        else tr("read, not begun")
    )


def proof_said(made: MadeVoice) -> str:
    """Return what a new voice has shown of itself."""
    copied = tr(_NOT_COPIED)
    if made.verbatim >= _NOTHING:
        copied = tr(
            "{percent:.1f}% of the words it wrote in a test stand so in your books."
        ).format(percent=100 * made.verbatim)
    ready = tr("Ready: {name} {proof}.")
    ready = ready.format(name=made.name, proof=better_said(made.held_out))
    return f"{ready} {_general(made.general)} {copied}"


def _general(change: Change) -> str:
    percent = 100 * (change.after - change.before) / change.before if change.before > 0 else 0.0
    if abs(percent) < 0.05:
        return tr("Texts by others it foresees as before.")
    sentence = tr("Texts by others it foresees {percent:.1f}% better.")
    if percent > 0:
        sentence = tr("Texts by others it foresees {percent:.1f}% worse.")
    return sentence.format(percent=abs(percent))


def language_said(code: str) -> str:
    """Return a language's name, or its code where Qt does not know it."""
    language = QLocale(code).language()
    return code if language == QLocale.Language.C else tr(QLocale.languageToString(language))


def family_said(family: str) -> str:
    """Return what kind of model it is, in plain words."""
    kinds = {"base": tr("continues a text"), "chat": tr("follows instructions")}
    return kinds.get(family, tr("continues, rewrites, outlines"))


def precision_said(precision: str) -> str:
    """Return how much smaller than it was made a model is kept."""
    sizes = {"int4": tr("as small as can be"), "int8": tr("small"), "fp16": tr("half size")}
    return sizes.get(precision, tr("full size"))
