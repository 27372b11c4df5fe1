"""Writes a model folder: graph, tokenizer, prompts, manifest; knows nothing of how graphs are made.

A folder is written in a scratch place and moved to its name when it is complete.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tomli_w
from safetensors import safe_open
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from engine.card import CARD
from engine.chat_template import FILE as CHAT_TEMPLATE
from engine.errors import ExportRefused, ModelDamaged
from engine.manifest import MANIFEST, PLAIN_GRAPH, Manifest, entry_of
from engine.paths import resources
from engine.templates import load_templates
from engine.tokens import TextTokenizer
from engine.training.export.checkpoint import Checkpoint
from engine.training.export.plain import shape_of
from engine.training.export.quantize import Precision

_GRAPH, _DATA = "model.onnx", "model.onnx.data"
_LOSES_CHARACTERS = (
    "Its tokenizer loses the characters that it was not trained on, such as those of other scripts."
)


@dataclass(frozen=True, slots=True)
class Naming:
    """What the asker says of the model that is exported."""

    id: str
    name: str
    languages: tuple[str, ...]
    licence: str

    @classmethod
    def of(cls, folder: Path, name: str | None, languages: tuple[str, ...], licence: str) -> Naming:
        """Name a model after its folder where it is given no name."""
        own_id = re.sub(r"[^a-z0-9._-]+", "-", folder.name.lower()).strip("-.") or "model"
        return cls(own_id, name or folder.name, languages, licence)


class ModelFolder:
    """Writes folders of one checkpoint, one for each precision that is tried."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        naming: Naming,
        card: str | None = None,
        adapter_sha256: str | None = None,
    ) -> None:
        """Read the checkpoint's tokenizer.

        Args:
            checkpoint: what is exported.
            naming: what the asker says of it.
            card: the text of its card, if it is to have one.
            adapter_sha256: of the adapter that was merged into the checkpoint, if one was.

        Raises:
            ExportRefused: transformers cannot read it, or it does not fit the weights.
        """
        self._checkpoint = checkpoint
        self._naming = naming
        self._card = card
        self._adapter_sha256 = adapter_sha256
        self._tokenizer = _tokenizer_of(checkpoint)
        known = int(checkpoint.config["vocab_size"])
        # Ids may have gaps: the highest one is what the graph has to know.
        wanted = 1 + max(self._tokenizer.get_vocab().values(), default=-1)
        if wanted > known:
            raise ExportRefused(
                f"The tokenizer in {checkpoint.folder} has {wanted} tokens, more than the "
                f"{known} that the model knows."
            )

    def write(
        self,
        folder: Path,
        model: onnx.ModelProto,
        graph: str,
        precision: Precision,
        notes: tuple[str, ...],
    ) -> Manifest:
        """Write a complete folder but for its parity, and return its manifest.

        Args:
            folder: an empty folder.
            model: the graph at its precision; its weights go to a file beside it.
            graph: the manifest's word for its kind.
            precision: what the weights were brought to.
            notes: what the export decided, a sentence each.
        """
        shape = shape_of(model)
        onnx.save_model(
            model,
            str(folder / _GRAPH),
            save_as_external_data=True,
            all_tensors_to_one_file=True,
            location=_DATA,
        )
        self._write_generation_settings(folder)
        notes += self.write_prompting(folder)
        if TextTokenizer(folder / "tokenizer.json").loses_characters:
            notes += (_LOSES_CHARACTERS,)
        if self._card is not None:
            (folder / CARD).write_text(self._card, encoding="utf-8", newline="")
        bos, eos = self._special_ids(folder, shape.vocab_size)
        manifest = Manifest(
            id=self._naming.id,
            name=self._naming.name,
            family=self._checkpoint.family,
            licence=self._naming.licence,
            languages=self._naming.languages,
            architecture=self._checkpoint.architecture,
            graph=graph,
            precision=precision,
            context_tokens=self._checkpoint.context_tokens,
            parameters=parameters_of(self._checkpoint),
            shape=shape,
            bos_id=bos,
            eos_ids=eos,
            files={path.name: entry_of(path) for path in sorted(folder.iterdir())},
            base_model=self._checkpoint.config.get("_name_or_path") or None,
            source_sha256=self._checkpoint.source_sha256,
            adapter_sha256=self._adapter_sha256,
            notes=notes,
        )
        write_manifest(folder, manifest)
        return manifest

    def _write_generation_settings(self, folder: Path) -> None:
        source = self._checkpoint.folder / "generation_config.json"
        if source.is_file():
            shutil.copyfile(source, folder / source.name)
        else:
            (folder / source.name).write_text("{}\n", encoding="utf-8")

    def write_prompting(self, folder: Path) -> tuple[str, ...]:
        """Write the tokenizer and the family's templates, and return what was decided.

        A chat template that cannot be used gives way to plain text.
        """
        # As transformers runs it: settings beside tokenizer.json may have changed it.
        self._tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
        if self._checkpoint.family != "chat":
            self._write_templates(folder, self._checkpoint.family)
            return ()
        (folder / CHAT_TEMPLATE).write_text(self._chat_template(), encoding="utf-8")
        self._write_templates(folder, "chat")
        try:
            load_templates(folder / "prompts.toml", TextTokenizer(folder / "tokenizer.json"))
        except ModelDamaged:
            (folder / CHAT_TEMPLATE).unlink()
            self._write_templates(folder, "base")
            return ("Its chat template cannot be used: it continues plain text.",)
        return ()

    def _chat_template(self) -> str:
        """Return the template for a talk; a tokenizer may have several for several purposes."""
        template = self._tokenizer.chat_template
        if isinstance(template, dict):
            template = template.get("default", next(iter(template.values()), ""))
        return template or ""

    def _write_templates(self, folder: Path, family: str) -> None:
        source = resources() / "prompts" / f"{family}.toml"
        prompts = tomllib.loads(source.read_text(encoding="utf-8"))
        if family == "chat":
            named = {name: getattr(self._tokenizer, name) for name in ("bos_token", "eos_token")}
            prompts["tokens"] = {name: str(token) for name, token in named.items() if token}
        else:
            for task in prompts["tasks"].values():
                task["parts"] = _with_bos(task["parts"], self._bos_token())
        (folder / "prompts.toml").write_text(tomli_w.dumps(prompts), encoding="utf-8")

    @property
    def bos_id(self) -> int | None:
        """The token that is put before every text; None where the tokenizer puts none."""
        bos = self._tokenizer.bos_token_id
        return int(bos) if bos is not None and self._bos_token() else None

    def _bos_token(self) -> str | None:
        """Return the token that the tokenizer itself puts first, if it does."""
        tokenizer = self._tokenizer
        if tokenizer.bos_token_id is None:
            return None
        starts = tokenizer("a")["input_ids"][:1] == [tokenizer.bos_token_id]
        if starts or self._checkpoint.family == "starter":
            return str(tokenizer.bos_token)
        return None

    def _special_ids(self, folder: Path, vocab_size: int) -> tuple[int | None, tuple[int, ...]]:
        generation = json.loads((folder / "generation_config.json").read_text(encoding="utf-8"))
        eos = generation.get("eos_token_id", self._checkpoint.config.get("eos_token_id"))
        stated = eos if isinstance(eos, list) else () if eos is None else (eos,)
        # Some configurations name an end that the model can never write.
        eos_ids = tuple(int(token) for token in stated if 0 <= int(token) < vocab_size)
        return self.bos_id, eos_ids


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a folder's manifest."""
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")


def record_parity(folder: Path, manifest: Manifest, parity: dict[str, Any]) -> None:
    """Write the manifest again, with the measured parity in it."""
    write_manifest(folder, replace(manifest, parity=parity))


def put_in_place(folder: Path, target: Path) -> None:
    """Move a complete folder to its name, all of it on the disk before."""
    for path in folder.iterdir():
        path.chmod(0o644)
        with path.open("r+b") as file:
            os.fsync(file.fileno())
    folder.replace(target)


def plain_note(reason: str) -> str:
    """Return the sentence that says why a model runs on the plain graph."""
    return f"Runs on the {PLAIN_GRAPH} graph, which is slower, because {reason}."


def _tokenizer_of(checkpoint: Checkpoint) -> PreTrainedTokenizerFast:
    if not (checkpoint.folder / "tokenizer_config.json").is_file():
        # Without settings transformers guesses a class by the model's, which may add tokens.
        return _bare_tokenizer(checkpoint)
    try:
        tokenizer = AutoTokenizer.from_pretrained(  # type: ignore[no-untyped-call]  # unannotated
            str(checkpoint.folder), local_files_only=True, trust_remote_code=False
        )
    except (OSError, ValueError, TypeError, KeyError, ImportError) as error:
        raise ExportRefused(
            f"The tokenizer in {checkpoint.folder} cannot be read: "
            f"{str(error).strip().partition(chr(10))[0][:200]}"
        ) from error
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise ExportRefused(f"The tokenizer in {checkpoint.folder} is none that tokenizer.json is.")
    return tokenizer


def _bare_tokenizer(checkpoint: Checkpoint) -> PreTrainedTokenizerFast:
    """Return tokenizer.json as it is; its first token is the one that the model's settings name."""
    try:
        tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # unannotated
            tokenizer_file=str(checkpoint.folder / "tokenizer.json")
        )
    except Exception as error:  # the tokenizers library raises bare Exceptions
        raise ExportRefused(f"The tokenizer in {checkpoint.folder} cannot be read.") from error
    for name in ("bos_token", "eos_token"):
        token_id = checkpoint.config.get(f"{name}_id")
        if isinstance(token_id, int) and 0 <= token_id < len(tokenizer):
            setattr(tokenizer, name, tokenizer.convert_ids_to_tokens(token_id))
    return tokenizer


def _with_bos(parts: Sequence[dict[str, Any]], bos: str | None) -> list[dict[str, Any]]:
    """Put the tokenizer's first token in the place of `@bos`, or leave it out."""
    result = []
    for part in parts:
        if part.get("token") != "@bos":
            result.append(part)
        elif bos is not None:
            result.append({"token": bos})
    return result


def parameters_of(checkpoint: Checkpoint) -> int:
    """Return how many numbers a checkpoint's weights hold."""
    total = 0
    for path in sorted(checkpoint.folder.glob("*.safetensors")):
        with safe_open(path, framework="np") as weights:
            total += sum(int(np.prod(weights.get_slice(key).get_shape())) for key in weights.keys())  # noqa: SIM118  # safe_open cannot be iterated
    return total
