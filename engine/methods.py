"""What a role answers to: one row a method, from params to a result with parts on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.jobs import CancelFlag

Emit = Callable[[dict[str, Any]], None]
"""Sends a part of the answer."""
Handler = Callable[[dict[str, Any], Emit, CancelFlag], dict[str, Any]]
Notify = Callable[[str], None]
"""Tells the writer one sentence that belongs to no ask."""


@dataclass(frozen=True, slots=True)
class Method:
    """One row of a role's handler table."""

    handler: Handler
    replaceable: bool = False
    """Whether a newer ask that replaces takes this one's place."""
    replaces: bool = True
    """Whether a replaceable ask takes the place of others; idle work does not."""
    beside: bool = False
    """Whether it runs beside the others, one such at a time, because those may take hours."""
    at_once: bool = False
    """Whether the reader itself answers, also while a job runs: it must be brief and wait for
    nothing."""
