"""The writer's own prompts: kept in a TOML file, their variables filled in; no widgets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from ui.errors import FileUnusable
from ui.language import tr
from ui.manuscript.text_file import write_atomic

VARIABLES = ("selection", "left", "right", "notes")
_VARIABLE = re.compile(r"\{(" + "|".join(VARIABLES) + r")\}")
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt under a name; `{selection}`, `{left}`, `{right}` and `{notes}` stand for text."""

    name: str
    text: str


def fill_in(prompt: str, values: Mapping[str, str]) -> str:
    """Return a prompt with its variables' values; braces in a value mean nothing."""
    return _VARIABLE.sub(lambda match: values[match[1]], prompt)


def read_prompts(path: Path) -> tuple[Prompt, ...]:
    """Read the prompts; none where there is no file. May block.

    Raises:
        FileUnusable: the file cannot be read as prompts; it is left as it is.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FileUnusable(
            tr("Your prompts in {path} could not be read ({error}).").format(path=path, error=error)
        ) from error
    rows = tree.get("prompt", [])
    found = [_prompt(row) for row in rows] if isinstance(rows, list) else []
    if tree.get("schema") != _SCHEMA or None in found or not isinstance(rows, list):
        raise FileUnusable(
            tr(
                "Your prompts in {path} have a form that this version does not know; the file "
                "is left as it is."
            ).format(path=path)
        )
    return tuple(prompt for prompt in found if prompt is not None)


def write_prompts(path: Path, prompts: Sequence[Prompt]) -> None:
    """Write the prompts in place of those in the file. May block.

    Raises:
        OSError: the file is as it was.
    """
    rows = [{"name": prompt.name, "text": prompt.text} for prompt in prompts]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, tomli_w.dumps({"schema": _SCHEMA, "prompt": rows}).encode("utf-8"))


def _prompt(row: object) -> Prompt | None:
    if not isinstance(row, dict):
        return None
    name, text = row.get("name"), row.get("text")
    return Prompt(name, text) if isinstance(name, str) and isinstance(text, str) else None
