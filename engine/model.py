"""Opens a model folder: checks it, then holds its tokenizer, templates and session together.

A provider that cannot open the model gives way to the next one, and the reason is kept.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from engine import fallback, fingerprints, hardware, memory, paths, tuning
from engine.errors import ModelDamaged
from engine.fingerprints import Fingerprints, read_fingerprints
from engine.generate import chunk_tokens
from engine.hardware import Provider, Role, Threads
from engine.healing import Vocabulary
from engine.jobs import CancelFlag
from engine.manifest import Manifest, read_manifest, refuse_pickle, verify
from engine.messages import ModelInfo, TaskSampling
from engine.sessions import AnySession, open_session
from engine.templates import Template, load_templates
from engine.tokens import TextTokenizer

logger = logging.getLogger(__name__)
# Key/value buffers are allocated at full length; a longer context costs memory nobody asked for.
MAX_CAPACITY = 4096
_TUNING_CAPACITY = 128
# Opening a session cannot be interrupted: an ask may have to wait for about this long.
_SLOW_OPENING_MS = 100
_OPENING_ERRORS: tuple[type[Exception], ...] = (ModelDamaged, *hardware.ORT_ERRORS)


@dataclass(frozen=True)
class LoadedModel:
    """A model that is ready to run."""

    folder: Path
    manifest: Manifest
    tokenizer: TextTokenizer
    templates: dict[str, Template]
    session: AnySession
    load_ms: float
    opening_ms: float
    """What opening the session took of it."""
    role: Role = "window"
    notice: str | None = None
    """One sentence for the writer where the model does not run where it should."""
    books: Fingerprints | None = None
    """Of the books that it was trained on, where its folder has them."""

    @property
    def info(self) -> ModelInfo:
        """What the window needs to know of the model."""
        return ModelInfo(
            id=self.manifest.id,
            name=self.manifest.name,
            languages=self.manifest.languages,
            provider=self.session.provider,
            precision=self.manifest.precision,
            context_tokens=self.session.cache.capacity,
            tasks=tuple(sorted(self.templates)),
            load_ms=self.load_ms,
            sampling=tuple(
                TaskSampling(task, template.sampling)
                for task, template in sorted(self.templates.items())
            ),
        )

    @property
    def chunk(self) -> int:
        """Prompt tokens between two looks at the cancel flag."""
        return chunk_tokens(self.manifest.parameters)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The text of every token, for continuing inside a word."""
        return Vocabulary(self.tokenizer.texts())

    def on_cpu(self, error: Exception) -> LoadedModel:
        """Return this model opened anew on the CPU, because its provider failed with `error`.

        Raises:
            MemoryShort: there is not enough memory for it.
            ModelDamaged: the CPU cannot open it either.
        """
        logger.error("%s failed: %r", self.session.provider, error, exc_info=error)
        _require_memory(self.manifest)
        chain = hardware.provider_chain(self.manifest.precision)[-1:]
        session, _ = _open(self.folder, self.manifest, chain, _threads(self.manifest, self.role))
        why = fallback.reason_of(error)
        notice = f"{self.manifest.name} goes on on the CPU, slower: {self.session.provider} {why}."
        return replace(self, session=session, notice=notice)


def load_model(
    folder: Path, role: Role = "window", times_threads: bool | None = None
) -> LoadedModel:
    """Check a model folder and open it; the folder is only read.

    Args:
        folder: the model's folder.
        role: who runs it.
        times_threads: whether threads are timed first where that was never done; None does so on
            the command line, where nobody waits at a caret.

    Raises:
        ModelForeign, ModelTooNew, ModelDamaged: it cannot be used, and why.
        MemoryShort: there is not enough memory for it.
    """
    started = time.perf_counter()
    refuse_pickle(folder)
    manifest = read_manifest(folder)
    verify(folder, manifest)
    tokenizer = TextTokenizer(folder / "tokenizer.json")
    # The highest id counts, not their number: it is what the graph looks up.
    if tokenizer.vocab_size > manifest.shape.vocab_size:
        raise ModelDamaged(f"The model in {folder} has a tokenizer that does not fit its graph.")
    templates = load_templates(folder / "prompts.toml", tokenizer)
    _require_memory(manifest)
    chain = hardware.provider_chain(manifest.precision)
    threads = _threads(manifest, role)
    if times_threads is None:
        times_threads = role == "command line"
    if times_threads and _is_untuned(manifest, role):
        threads = _tune(folder, manifest, role, CancelFlag())
    opening = time.perf_counter()
    session, notice = _open(folder, manifest, chain, threads)
    opened = time.perf_counter()
    return LoadedModel(
        folder=folder,
        manifest=manifest,
        tokenizer=tokenizer,
        templates=templates,
        session=session,
        load_ms=(opened - started) * 1000,
        opening_ms=(opened - opening) * 1000,
        role=role,
        notice=notice,
        books=_books_of(folder, manifest),
    )


def tune_model(model: LoadedModel, cancel: CancelFlag) -> bool:
    """Time the threads of a model in use, for its next load; True if that had never been done.

    A second session lives beside the one in use, so memory for two is needed. A raised flag stops
    a step midway, but not an opening: a model whose session took long to open is left alone.

    Raises:
        Cancelled: the flag was raised.
        MemoryShort: there is not enough memory.
    """
    slow = model.opening_ms > _SLOW_OPENING_MS
    if slow or model.session.provider != "CPU" or not _is_untuned(model.manifest, model.role):
        return False
    _require_memory(model.manifest)
    _tune(model.folder, model.manifest, model.role, cancel)
    return True


def _open(
    folder: Path, manifest: Manifest, chain: Sequence[Provider], threads: Threads
) -> tuple[AnySession, str | None]:
    """Open the model on the first provider that takes it; and say why it was not the first."""
    capacity = min(manifest.context_tokens, MAX_CAPACITY)
    refused: list[str] = []
    for provider in chain[:-1]:
        try:
            session = open_session(folder / "model.onnx", manifest, provider, threads, capacity)
        except _OPENING_ERRORS as error:
            logger.warning("%s cannot open %s: %r", provider.name, folder, error.__cause__ or error)
            refused.append(f"{provider.name} {fallback.reason_of(error)}")
            continue
        if session.provider == provider.name:
            return session, _notice(manifest, session, refused)
        # ONNX Runtime went on without the provider; what took its place is as good as the next.
        refused.append(f"{provider.name} did not take it")
        if session.provider == "CPU":
            return session, _notice(manifest, session, refused)
    session = open_session(folder / "model.onnx", manifest, chain[-1], threads, capacity)
    return session, _notice(manifest, session, refused)


def _books_of(folder: Path, manifest: Manifest) -> Fingerprints | None:
    if fingerprints.FILE not in manifest.files:
        return None
    return read_fingerprints(folder / fingerprints.FILE)


def _notice(manifest: Manifest, session: AnySession, refused: list[str]) -> str | None:
    if not refused:
        return None
    return f"{manifest.name} runs on {session.provider}: {'; '.join(refused)}."


def _threads(manifest: Manifest, role: Role) -> Threads:
    """Return what the environment fixes, else what was measured, else the role's default."""
    fixed = tuning.threads_from_environment()
    stored = _store().get(_tuning_key(manifest, role))
    return fixed or stored or tuning.candidates(role)[0]


def _is_untuned(manifest: Manifest, role: Role) -> bool:
    return (
        tuning.threads_from_environment() is None
        and len(hardware.provider_chain(manifest.precision)) == 1
        and len(tuning.candidates(role)) > 1
        and _store().get(_tuning_key(manifest, role)) is None
    )


def _tune(folder: Path, manifest: Manifest, role: Role, cancel: CancelFlag) -> Threads:
    chain = hardware.provider_chain(manifest.precision)

    def open_on(threads: Threads) -> AnySession:
        return open_session(folder / "model.onnx", manifest, chain[-1], threads, _TUNING_CAPACITY)

    best, steps_ms = tuning.probe(open_on, tuning.candidates(role), cancel)
    logger.info("%s runs best on %s of %s", manifest.id, best, steps_ms)
    _store().put(_tuning_key(manifest, role), best, steps_ms)
    return best


def _store() -> tuning.TuningStore:
    return tuning.TuningStore(paths.user_folders().cache / "tuning.json")


def _tuning_key(manifest: Manifest, role: Role) -> str:
    machine = f"{hardware.cpu_name()} | {hardware.usable_cores()} cores"
    # Another graph under the same id has other steps to time.
    model = f"{manifest.id} {manifest.precision} {manifest.files['model.onnx'].sha256}"
    return f"{machine} | onnxruntime {hardware.ORT_VERSION} | {model} | {role}"


def _require_memory(manifest: Manifest) -> None:
    shape, itemsize = manifest.shape, 2 if manifest.precision == "fp16" else 4
    capacity = min(manifest.context_tokens, MAX_CAPACITY)
    cache_bytes = 2 * shape.layers * shape.kv_heads * shape.head_size * capacity * itemsize
    need = memory.model_bytes(sum(f.n_bytes for f in manifest.files.values()), cache_bytes)
    limit = memory.limit_from_environment()
    memory.require_room(manifest.name, need, memory.machine_memory(), memory.own_bytes(), limit)
