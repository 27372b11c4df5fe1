"""Opens a model folder: checks it, then holds its tokenizer, templates and session together."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from engine import hardware
from engine.errors import ModelDamaged
from engine.generate import chunk_tokens
from engine.healing import Vocabulary
from engine.manifest import Manifest, read_manifest, refuse_pickle, verify
from engine.messages import ModelInfo
from engine.prompt import Template, load_templates
from engine.session import OnnxSession
from engine.tokens import TextTokenizer

# Key/value buffers are allocated at full length; a longer context costs memory nobody asked for.
MAX_CAPACITY = 4096


@dataclass(frozen=True)
class LoadedModel:
    """A model that is ready to run."""

    folder: Path
    manifest: Manifest
    tokenizer: TextTokenizer
    templates: dict[str, Template]
    session: OnnxSession
    load_ms: float

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
        )

    @property
    def chunk(self) -> int:
        """Prompt tokens between two looks at the cancel flag."""
        return chunk_tokens(self.manifest.parameters)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The text of every token, for continuing inside a word."""
        return Vocabulary(self.tokenizer.texts())


def load_model(folder: Path) -> LoadedModel:
    """Check a model folder and open it; the folder is only read.

    Raises:
        ModelForeign, ModelTooNew, ModelDamaged: it cannot be used, and why.
    """
    started = time.perf_counter()
    refuse_pickle(folder)
    manifest = read_manifest(folder)
    verify(folder, manifest)
    tokenizer = TextTokenizer(folder / "tokenizer.json")
    if tokenizer.vocab_size > manifest.shape.vocab_size:
        raise ModelDamaged(f"The model in {folder} has a tokenizer that does not fit its graph.")
    templates = load_templates(folder / "prompts.toml", tokenizer)
    session = OnnxSession(
        folder / "model.onnx",
        manifest,
        hardware.choose_provider(manifest.precision),
        hardware.engine_threads(),
        min(manifest.context_tokens, MAX_CAPACITY),
    )
    load_ms = (time.perf_counter() - started) * 1000
    return LoadedModel(folder, manifest, tokenizer, templates, session, load_ms)
