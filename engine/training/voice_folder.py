"""Makes a voice of an exported model: its guard, its card, its proof; then it gets its name.

A voice lies under its name only when it is complete: everything is written in the run's folder, and
the last step is a rename.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.card import CARD
from engine.disk import sync_folder, sync_tree
from engine.errors import ExportRefused
from engine.fingerprints import FILE as FINGERPRINTS
from engine.fingerprints import write_fingerprints
from engine.manifest import entry_of, read_manifest, sha256_of
from engine.training.export.folder import write_manifest
from engine.training.learner import ADAPTER_WEIGHTS
from engine.training.run_folder import RunState

ADAPTER = "adapter"


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """What a voice's manifest and card tell of how it came to be."""

    state: RunState
    base_id: str
    books: tuple[str, ...]
    steps: int
    verbatim: float
    """Share of sampled words that stand word for word in the books, in runs of eight."""

    @property
    def training(self) -> dict[str, Any]:
        """Return the manifest's entry."""
        return {
            "method": self.state.config.method,
            "words": self.state.words,
            "books": len(self.books),
            "steps": self.steps,
            "kept": self.state.kept,
            "seconds": round(self.state.seconds, 1),
            "bits_per_byte": {
                "before": self.state.before["held_out"],
                "after": self.state.after["held_out"],
            },
            "general_bits_per_byte": {
                "before": self.state.before["general"],
                "after": self.state.after["general"],
            },
            "verbatim": self.verbatim,
        }


def complete(folder: Path, facts: VoiceFacts, books: Iterable[str]) -> None:
    """Add what makes an exported model a voice; the folder is not yet under its name.

    Args:
        folder: the exported model; its adapter, if it has one, lies in `adapter`.
        facts: how it came to be.
        books: the texts that it must not repeat.
    """
    manifest = read_manifest(folder)
    write_fingerprints(books, folder / FINGERPRINTS)
    (folder / CARD).write_text(_card(facts, manifest.name), encoding="utf-8", newline="")
    adapter = folder / ADAPTER / ADAPTER_WEIGHTS
    added = {name: entry_of(folder / name) for name in (FINGERPRINTS, CARD)}
    write_manifest(
        folder,
        replace(
            manifest,
            base_model=facts.base_id,
            source_sha256=facts.state.base_sha256,
            adapter_sha256=sha256_of(adapter) if adapter.is_file() else None,
            data_sha256=facts.state.data_sha256,
            training=facts.training,
            files=manifest.files | added,
        ),
    )


def place(folder: Path, target: Path) -> None:
    """Give a complete voice its name.

    Raises:
        ExportRefused: the name was taken meanwhile.
        OSError: it cannot be moved there; nothing lies under the name then.
    """
    if target.exists():
        raise ExportRefused(f"The folder {target} exists already; name another one.")
    target.parent.mkdir(parents=True, exist_ok=True)
    # All of it is on the disk before it has its name: what training needed is deleted then.
    sync_tree(folder)
    try:
        folder.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # Another file system: copied beside its name first.
        beside = target.with_name(f".longhand-{target.name}")
        shutil.rmtree(beside, ignore_errors=True)
        try:
            shutil.copytree(folder, beside)
            sync_tree(beside)
            beside.rename(target)
        except OSError:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        shutil.rmtree(folder, ignore_errors=True)
    sync_folder(target.parent)


def _card(facts: VoiceFacts, name: str) -> str:
    held, general = facts.training["bits_per_byte"], facts.training["general_bits_per_byte"]
    books = "\n".join(f"- {book}" for book in facts.books)
    return f"""# {name}

A voice trained on this computer, on {facts.state.words:,} words of your own. None of them left it.

## Books

{books}

## Proof

| bits per byte (lower is better) | before | after | change |
|---|---|---|---|
| chapters it was not trained on | {_row(held)} |
| a text by other writers | {_row(general)} |

Of what it wrote in a sample, {facts.verbatim:.1%} of the words stand in runs of eight or more that
are in your books word for word. While you write, such runs are held back.

Base: {facts.base_id}. Method: {facts.state.config.method}. {facts.steps} steps in
{facts.state.seconds / 60:.0f} minutes; {facts.state.kept:.0%} of what was learned is kept, so that
it still writes well about everything else.
"""


def _row(figures: dict[str, float]) -> str:
    before, after = figures["before"], figures["after"]
    return f"{before:.3f} | {after:.3f} | {after / before - 1:+.1%}"
