"""A tokenizer's chat template, rendered in Jinja2's sandbox around places for the writer's text.

The template sees marks instead of the text. So it cannot change the text, no text is read as
template or control tokens, and a task is rendered once, when the model is loaded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.errors import ModelDamaged

FILE = "chat_template.jinja"
_MAX_CHARS = 100_000
# Private-use characters: in no template and no instruction.
_OPEN, _CLOSE = "\ue000", "\ue001"
# What a template can raise besides Jinja2's own errors: it may recurse, nest or multiply at will.
_TEMPLATE_FAULTS = (
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
    SyntaxError,
    MemoryError,
)
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

    try:
        source = (folder / FILE).read_text(encoding="utf-8")
        if len(source) > _MAX_CHARS:
            raise ModelDamaged(f"The model in {folder} has a chat template of an impossible size.")
        template = _environment().from_string(source)
        text = ""
        for piece in template.generate(
            messages=[dict(message) for message in messages],
            add_generation_prompt=True,
            tools=None,
            documents=None,
            **tokens,
        ):
            text += piece
            if len(text) > _MAX_CHARS:
                raise ModelDamaged(f"The chat template of the model in {folder} does not end.")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelDamaged(f"The model in {folder} has no readable chat template.") from error
    except (TemplateError, *_TEMPLATE_FAULTS) as error:
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


def _environment() -> Any:
    """Return the sandbox with what transformers gives its templates."""
    from jinja2 import TemplateError, nodes
    from jinja2.ext import Extension
    from jinja2.parser import Parser
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class GenerationTag(Extension):
        """Marks the assistant's turns for training; here its body is what it is."""

        tags = {"generation"}  # noqa: RUF012  # the base class declares it so

        def parse(self, parser: Parser) -> list[nodes.Node]:
            next(parser.stream)
            return parser.parse_statements(("name:endgeneration",), drop_needle=True)

    def refuse(message: str) -> None:
        raise TemplateError(message)

    counted = 0

    def bounded_range(*arguments: int) -> range:
        nonlocal counted
        found = range(*arguments)
        counted += len(found)
        if counted > _MAX_CHARS:
            raise TemplateError("it counts too far")
        return found

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.loopcontrols", GenerationTag],
    )
    environment.globals.update(
        raise_exception=refuse,
        range=bounded_range,
        strftime_now=lambda form: datetime.now().astimezone().strftime(form),
    )
    environment.filters["tojson"] = _to_json
    return environment


def _to_json(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    # Jinja2's own escapes HTML, which is not what a model was trained on.
    return json.dumps(
        value,
        ensure_ascii=ensure_ascii,
        indent=indent,
        separators=separators,
        sort_keys=sort_keys,
    )
