"""Options made from a message's fields, so that the command line cannot drift from the messages."""

from __future__ import annotations

import argparse
import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from engine.commands.base import Usage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rows:
    """A field of several values, given by an option that may be repeated."""

    flag: str
    metavar: str
    help: str
    convert: Callable[[str], Any]


def add_fields(
    command: argparse.ArgumentParser,
    title: str,
    message: Any,
    rows: Mapping[str, Rows] | None = None,
) -> None:
    """Add an option for each field of a message.

    Args:
        command: takes the options.
        title: of their group in the help.
        message: a dataclass with its defaults.
        rows: the fields that are tuples.

    Raises:
        TypeError: a field is of a kind that no option is made for.
    """
    rows = rows or {}
    group = command.add_argument_group(title)
    hints = typing.get_type_hints(type(message))
    for field in dataclasses.fields(message):
        if field.name in rows:
            row = rows[field.name]
            group.add_argument(
                row.flag,
                dest=field.name,
                action="append",
                default=argparse.SUPPRESS,
                type=row.convert,
                metavar=row.metavar,
                help=row.help,
            )
        else:
            flag, settings = _option(field, hints[field.name])
            group.add_argument(flag, **settings)


def message_from(args: argparse.Namespace, base: T) -> T:
    """Return a message with what was given by the options that `add_fields` made.

    Args:
        args: what was parsed; options that were not given are not in it.
        base: holds what was not given.

    Raises:
        Usage: a value is out of its range.
    """
    names = [f.name for f in dataclasses.fields(base)]  # type: ignore[arg-type]  # every message is a dataclass
    given = {name: getattr(args, name) for name in names if hasattr(args, name)}
    values = {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}
    try:
        return dataclasses.replace(base, **values)  # type: ignore[type-var]
    except ValueError as error:
        raise Usage(str(error)) from error


def _option(field: dataclasses.Field[Any], hint: Any) -> tuple[str, dict[str, Any]]:
    """Return a field's flag and what argparse must know of it."""
    text = field.metadata.get("help", "")
    if field.default is not None:
        text = f"{text}; {field.default} unless given" if text else f"{field.default} unless given"
    # A per cent sign would be taken for a place to fill in.
    settings = {"dest": field.name, "default": argparse.SUPPRESS, "help": text.replace("%", "%%")}
    flag = f"--{field.name.replace('_', '-')}"
    if typing.get_origin(hint) is Literal:
        return flag, {**settings, "choices": typing.get_args(hint)}
    if isinstance(hint, types.UnionType):
        hint = next(kind for kind in typing.get_args(hint) if kind is not type(None))
    if hint not in (int, float):
        raise TypeError(f"There is no option for the field {field.name} of kind {hint}.")
    return flag, {**settings, "type": hint, "metavar": "N" if hint is int else "X"}
