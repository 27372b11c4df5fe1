"""A tokenizer's chat template, rendered in Jinja2's sandbox around places for the writer's text.

The template sees marks instead of the text. So it cannot change the text, no text is read as
template or control tokens, and a task is rendered once, when the model is loaded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.errors import ModelDamaged

FILE = "chat_template.jinja"
_MAX_CHARS = 100_000
# Private-use characters: in no template and no instruction.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(.*?){_CLOSE}")


def mark(slot: str) -> str:
    """Return what stands in a message for a slot."""
    return f"{_OPEN}{slot}{_CLOSE}"


def render(
    folder: Path, messages: Sequence[Mapping[str, str]], tokens: Mapping[str, str]
) -> list[str]:
    """Render a model's chat template, up to where the answer begins.

    Args:
        folder: holds chat_template.jinja.
        messages: role and content of each, with marks for slots.
        tokens: what templates may name: bos_token, eos_token.

    Returns:
        Markup and slot names in turn: the even items are markup, the odd ones names.

    Raises:
        ModelDamaged: the template is missing, fails, or does not keep each slot exactly once.
    """
    from jinja2 import TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def refuse(message: str) -> None:
        raise TemplateError(message)

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    environment.globals["raise_exception"] = refuse
    environment.filters["tojson"] = _to_json
    try:
        source = (folder / FILE).read_text(encoding="utf-8")
        if len(source) > _MAX_CHARS:
            raise ModelDamaged(f"The model in {folder} has a chat template of an impossible size.")
        text = environment.from_string(source).render(
            messages=[dict(message) for message in messages], add_generation_prompt=True, **tokens
        )
    except (OSError, UnicodeDecodeError) as error:
        raise ModelDamaged(f"The model in {folder} has no readable chat template.") from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise ModelDamaged(
            f"The chat template of the model in {folder} cannot be rendered ({reason})."
        ) from error
    wanted = sorted(name for message in messages for name in _MARK.findall(message["content"]))
    pieces = _MARK.split(text)
    if sorted(pieces[1::2]) != wanted:
        raise ModelDamaged(
            f"The chat template of the model in {folder} does not keep the text it is given."
        )
    return pieces


def _to_json(value: Any, indent: int | None = None) -> str:
    # Jinja2's own escapes HTML, which is not what a model was trained on.
    return json.dumps(value, ensure_ascii=False, indent=indent)
