"""Turns what the engine's processes answer into the window's own errors."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from engine.errors import Cancelled, EngineError, UserError
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.language import tr

logger = logging.getLogger(__name__)


@contextlib.contextmanager
def told_plainly(what: str) -> Iterator[None]:
    """Map errors at the boundary.

    Args:
        what: is said where the engine gives no reason meant for the writer; marked.

    Raises:
        AskRefused: the engine says why not.
        AskWithdrawn: the ask was cancelled.
        EngineUnavailable: the engine met a fault, or is not running.
    """
    try:
        yield
    except Cancelled as error:
        raise AskWithdrawn(str(error)) from error
    except UserError as error:
        raise AskRefused(str(error)) from error
    except (EngineError, ValueError) as error:
        logger.error("%s %s", what, error)
        raise EngineUnavailable(tr(what)) from error
