"""Finds what a voice is trained on: a Hugging Face folder, or the weights of an exported model."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from engine.errors import ExportRefused
from engine.habits import habits_of
from engine.prompt import build
from engine.task_messages import CONTROL
from engine.templates import load_templates
from engine.tokens import TextTokenizer
from engine.training.export.checkpoint import Checkpoint, read_checkpoint
from engine.training.export.folder import ModelFolder, Naming
from engine.training.export.quantize import Precision
from engine.training.recover import recover_checkpoint
from engine.training.recoverable import require_base

_SAMPLE = "The"
_ENOUGH_TOKENS = 4096


@dataclass(frozen=True, slots=True)
class Base:
    """A base that is ready to be trained on."""

    checkpoint: Checkpoint
    id: str
    """Of the exported model, or the checkpoint folder's name."""
    licence: str
    languages: tuple[str, ...]
    precision: Precision | None
    """Of an exported base: its voices keep it. None: the export chooses."""
    bos_id: int | None
    """What its voices put before a text that is measured."""
    lead: tuple[int, ...]
    """Token ids that its own prompt puts before text."""
    tokenizer: TextTokenizer

    def in_own_form(self, text: str) -> str:
        """Return a text as the base reads it: the starter knows one kind of quotes and gaps."""
        return habits_of(text).to_model(text) if self.checkpoint.family == "starter" else text


def open_base(folder: Path, recovered: Path) -> Base:
    """Read a base; the weights of an exported one are recovered unless that was done before.

    Args:
        folder: a model folder or a Hugging Face checkpoint folder; it is only read.
        recovered: where the checkpoint of an exported model goes.

    Raises:
        BadInput: the base is gone.
        ModelForeign, ModelDamaged, ExportRefused: it cannot be trained on, and why.
    """
    manifest = require_base(folder)
    if manifest is None:
        checkpoint = read_checkpoint(folder)
        bos_id, lead = _beginnings(checkpoint)
        tokenizer = _tokenizer_of(checkpoint)
        return Base(checkpoint, folder.name, "unknown", (), None, bos_id, lead, tokenizer)
    if not recovered.is_dir():
        recover_checkpoint(folder, recovered)
    checkpoint = read_checkpoint(recovered)
    bos_id, lead = _beginnings(checkpoint)
    return Base(
        checkpoint=checkpoint,
        id=manifest.id,
        licence=manifest.licence,
        languages=manifest.languages,
        precision=cast(Precision, manifest.precision),
        bos_id=bos_id,
        lead=lead,
        tokenizer=_tokenizer_of(checkpoint),
    )


def _tokenizer_of(checkpoint: Checkpoint) -> TextTokenizer:
    return TextTokenizer(checkpoint.folder / "tokenizer.json")


def _beginnings(checkpoint: Checkpoint) -> tuple[int | None, tuple[int, ...]]:
    """Return the first token of a text that is measured, and what a prompt puts before text.

    Both as the exported voice will have them.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        model = ModelFolder(checkpoint, Naming.of(folder, None, (), "unknown"))
        model.write_prompting(folder)
        tokenizer = TextTokenizer(folder / "tokenizer.json")
        template = load_templates(folder / "prompts.toml", tokenizer)["continue"]
    prompt = build(template, {"left": _SAMPLE}, tokenizer, _ENOUGH_TOKENS)
    first = prompt.spans[0]
    if first.kind != CONTROL:
        return model.bos_id, ()
    if first.n_tokens >= checkpoint.context_tokens // 2:
        raise ExportRefused("The base's own prompt leaves no room for text.")
    return model.bos_id, prompt.ids[: first.n_tokens]
