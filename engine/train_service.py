"""The train role's handlers over runs: dataclasses in and out; torch only where a run is trained.

A run has a folder under the user's data, named by its voice; nothing outside it is written but the
voice itself. `train` runs on the calling thread; one `prepare` at a time, `runs`, `pairs`, `delete`
and `rest` may come from others meanwhile.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from engine.corpus.corpus import CorpusReport, read_corpus
from engine.errors import BadInput, Cancelled, EngineError, ExportRefused, UserError
from engine.jobs import CancelFlag
from engine.manifest import MANIFEST, read_manifest
from engine.parts import require_parts
from engine.paths import UserFolders
from engine.registry import ModelRegistry
from engine.train_messages import (
    AsideRequest,
    BookRow,
    Change,
    DroppedRow,
    Pair,
    PairsResult,
    PrepareRequest,
    PrepareResult,
    ProgressPart,
    RunRequest,
    RunRow,
    RunsResult,
    TrainPart,
    VoiceResult,
)
from engine.training.aside import Aside
from engine.training.config import TrainConfig
from engine.training.run_folder import RunFolder, RunState

_MOST_POINTS = 200
_GONE = ".gone"
_ABANDONED_S = 3600
_MB = 1_000_000
OnPart = Callable[[Any], None]


class TrainService:
    """Prepares, trains, lists and deletes runs."""

    def __init__(self, folders: UserFolders, registry: ModelRegistry) -> None:
        self._runs = folders.data / "runs"
        self._models = folders.models
        self._registry = registry
        self._aside = Aside()
        self._in_training = ""
        self._sweep()

    def prepare(
        self, request: PrepareRequest, on_part: OnPart, cancel: CancelFlag
    ) -> PrepareResult:
        """Read books into a new run; nothing stays behind if that fails.

        Raises:
            UserError: the books or the base cannot be used, or a part that training needs is not
                installed.
            Cancelled: the flag was raised.
        """
        require_parts()
        from engine.corpus.corpus import CorpusOptions
        from engine.training.beginning import VoiceRequest, begin
        from engine.training.listener import Listener

        run = self._new_run(request.name)
        voice_request = VoiceRequest(
            base=self._base_folder(request.base),
            sources=tuple(Path(source) for source in request.sources),
            name=request.name,
            corpus=CorpusOptions(scrub=request.scrub, names=request.names),
            method=None if request.method == "auto" else request.method,
            config=TrainConfig(minutes=request.minutes),
        )
        try:
            state = begin(run, voice_request, _listener(Listener, on_part, cancel, self._aside))
        except (EngineError, OSError):
            shutil.rmtree(run.root, ignore_errors=True)
            raise
        return _prepared(run, state, read_corpus(run.data).report)

    def train(self, request: RunRequest, on_part: OnPart, cancel: CancelFlag) -> VoiceResult:
        """Train a run, or go on with it, until its voice is in place.

        Raises:
            VoiceRefused: the voice is no better than its base.
            Cancelled: training is paused; the same ask goes on.
            UserError: it cannot be done, and why; the run is kept.
        """
        require_parts()
        from engine.training import entry as _quiet  # noqa: F401  # hushes the libraries first
        from engine.training.aside import yield_to_others
        from engine.training.listener import Listener
        from engine.training.voice import is_voice_of, make_voice

        run = self._run(request.run)
        yield_to_others()
        listener = _listener(Listener, on_part, cancel, self._aside)
        self._in_training = request.run
        try:
            out = self._place_of(run, is_voice_of)
            try:
                report = make_voice(run, out, listener)
            except ExportRefused:
                if not out.exists():
                    raise
                # The name was taken meanwhile; what was learned is kept, and exported anew.
                out = self._place_of(run, is_voice_of)
                report = make_voice(run, out, listener)
        finally:
            self._in_training = ""
        if report is None:
            raise Cancelled("Another process makes this voice.")
        return voice_result(out, report.state.seconds)

    def runs(self) -> RunsResult:
        """Return all runs, the newest first; a folder that is none is left out."""
        return RunsResult(tuple(self._rows()))

    def pairs(self, request: RunRequest) -> PairsResult:
        """Return the continuations of a run's base and voice at the same places.

        Raises:
            BadInput: the run has none, or there is no such run.
        """
        path = self._run(request.run).pairs
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))
            return PairsResult(
                tuple(Pair(row["before"], row["base"], row["voice"]) for row in rows)
            )
        except FileNotFoundError as error:
            raise BadInput("This run has no samples yet.") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInput("The samples of this run cannot be read.") from error

    def delete(self, request: RunRequest) -> None:
        """Delete a run with everything that was read for it; its voice stays.

        Raises:
            BadInput: there is no such run, or it is being trained.
            UserError: it could not be deleted whole.
        """
        if request.run == self._in_training:
            raise BadInput("This run is being trained; pause it first.")
        root = self._run(request.run).root
        # Renamed first, so that a run half deleted is not listed.
        gone = root.with_name(f".{root.name}.{secrets.token_hex(4)}{_GONE}")
        try:
            root.rename(gone)
        except OSError as error:
            raise UserError(f"{root} cannot be deleted: {error.strerror}.") from error
        shutil.rmtree(gone, ignore_errors=True)
        if gone.exists():
            raise UserError(f"{gone} could not be deleted whole; delete it by hand.")

    def rest(self, request: AsideRequest) -> None:
        """Let training rest for some seconds; safe from another thread."""
        self._aside.rest(request.seconds)

    def _sweep(self) -> None:
        """Delete what killed deletions and preparations left of the writer's text."""
        for folder in self._runs.glob("*") if self._runs.is_dir() else ():
            is_gone = folder.name.endswith(_GONE)
            # Another window may be reading books into one just now.
            is_old = time.time() - folder.stat().st_mtime > _ABANDONED_S
            if is_gone or (is_old and not RunFolder(folder).exists):
                shutil.rmtree(folder, ignore_errors=True)

    def _rows(self) -> Iterator[RunRow]:
        if not self._runs.is_dir():
            return
        folders = [f for f in self._runs.iterdir() if not f.name.startswith(".")]
        for folder in sorted(folders, key=lambda f: f.stat().st_mtime, reverse=True):
            run = RunFolder(folder)
            if run.exists:
                yield _row(run, self._models)

    def _run(self, name: str) -> RunFolder:
        run = RunFolder(self._runs / name)
        if not run.exists:
            raise BadInput("This run is gone.")
        return run

    def _new_run(self, name: str) -> RunFolder:
        """Return a folder that neither a run nor a model has yet, named by the voice."""
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "voice"
        free = (n for n in _names(slug) if not (self._runs / n).exists() and not self._is_model(n))
        return RunFolder(self._runs / next(free))

    def _place_of(self, run: RunFolder, is_voice_of: Callable[[RunFolder, Path], bool]) -> Path:
        """Return where a run's voice lies or will lie: by its name, unless a model has that."""
        # Another run of the same books under the same name has a voice like it, but its own.
        taken = {voice for other, voice in self._voices() if other != run.root.name}
        places = (self._models / name for name in _names(run.root.name) if name not in taken)
        return next(p for p in places if is_voice_of(run, p) or not self._is_model(p.name))

    def _voices(self) -> Iterator[tuple[str, str]]:
        """Yield every run's name, and its voice's: the one it has or would have first."""
        for folder in self._runs.iterdir():
            with contextlib.suppress(BadInput):
                yield folder.name, RunFolder(folder).read().voice or folder.name

    def _is_model(self, name: str) -> bool:
        """Whether a model has this name, as its folder's or as its id."""
        if (self._models / name).exists():
            return True
        try:
            return self._registry.named(name) is not None
        except BadInput:
            return True

    def _base_folder(self, name: str) -> Path:
        folder = Path(name)
        if folder.is_absolute() and folder.is_dir() and not (folder / MANIFEST).exists():
            return folder
        return self._registry.resolve(name).absolute()


def _names(slug: str) -> Iterator[str]:
    """Yield a name, then the name with 2, 3 and so on behind it."""
    yield slug
    yield from (f"{slug}-{number}" for number in itertools.count(2))


def voice_result(folder: Path, seconds: float) -> VoiceResult:
    """Return what a voice's manifest proves of it."""
    manifest = read_manifest(folder)
    facts = manifest.training
    return VoiceResult(
        model=manifest.id,
        name=manifest.name,
        held_out=Change(**facts["bits_per_byte"]),
        general=Change(**facts["general_bits_per_byte"]),
        verbatim=facts["verbatim"],
        seconds=seconds,
        words=facts["words"],
    )


def _listener(kind: Any, on_part: OnPart, cancel: CancelFlag, aside: Aside) -> Any:
    stage = [""]

    def on_stage(name: str) -> None:
        stage[0] = name
        on_part(TrainPart(name))

    def on_point(point: Any) -> None:
        on_part(
            TrainPart(
                stage=stage[0],
                step=point.step,
                share=point.share,
                seconds=point.seconds,
                seconds_left=point.seconds_left,
                train_loss=point.train_loss,
                held_loss=point.held_loss,
                words_per_s=point.words_per_s,
                memory_mb=point.memory_mb,
            )
        )

    def on_progress(what: str, done: int, total: int) -> None:
        on_part(ProgressPart(what, done, total))

    return kind(on_stage, on_point, on_progress, cancel, aside)


def _prepared(run: RunFolder, state: RunState, report: CorpusReport) -> PrepareResult:
    return PrepareResult(
        run=run.root.name,
        books=tuple(BookRow(f.name, f.words, f.chapters, f.problem or "") for f in report.files),
        dropped=tuple(
            DroppedRow(d.reason, d.paragraphs, d.words, d.example) for d in report.dropped
        ),
        train_words=report.train_words,
        held_words=report.held_words,
        method=state.config.method,
        base=state.base,
    )


def _row(run: RunFolder, models: Path) -> RunRow:
    try:
        state = run.read()
    except BadInput as error:
        return RunRow(run.root.name, run.root.name, "", "refused", str(error), 0, 0.0, None, 0.0)
    model = models / (state.voice or run.root.name)
    return RunRow(
        run=run.root.name,
        name=state.name,
        base=Path(state.base).name,
        stage=state.stage,
        reason=state.reason,
        words=state.words,
        seconds=state.seconds,
        minutes=state.config.minutes,
        size_mb=round(_size(run.root) / _MB, 1),
        model=model.name if (model / MANIFEST).exists() else "",
        points=_points(run),
    )


def _points(run: RunFolder) -> tuple[TrainPart, ...]:
    """Return at most `_MOST_POINTS` of a run's points, those with a look among them."""
    points = list(run.points())
    every = max(1, -(-len(points) // _MOST_POINTS))
    kept = [p for i, p in enumerate(points) if p["held_loss"] is not None or i % every == 0]
    names = set(TrainPart.__dataclass_fields__)
    return tuple(
        TrainPart(stage="training", **{k: v for k, v in point.items() if k in names})
        for point in kept[-_MOST_POINTS:]
    )


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        # Training replaces its checkpoints meanwhile.
        with contextlib.suppress(FileNotFoundError):
            total += path.stat().st_size if path.is_file() else 0
    return total
