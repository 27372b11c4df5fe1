"""What can go wrong with a machine under training, each as one sentence for the writer."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from safetensors import SafetensorError

from engine.errors import EngineError, MemoryShort, UserError

_KEPT = "The run is kept as it was at its last checkpoint"
# Of torch, on processors and on graphics cards.
_ALLOCATION = ("can't allocate memory", "not enough memory", "out of memory", "bad_alloc")


@contextlib.contextmanager
def told_plainly(folder: Path) -> Iterator[None]:
    """Turn a full disk and a full memory into sentences; anything else passes as it is.

    Raises:
        UserError: the disk is full, or the run's folder cannot be written.
        MemoryShort: there is not enough memory.
    """
    try:
        yield
    except EngineError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError(f"The disk is full. {_KEPT}; free some space and resume it.") from error
        reason = error.strerror or str(error)
        raise UserError(f"{folder} cannot be used: {reason}. {_KEPT}; resume it then.") from error
    except SafetensorError as error:
        # The library hides the system's error in its text.
        raise UserError(
            f"The disk is full or cannot be written. {_KEPT}; free some space and resume it."
        ) from error
    except MemoryError as error:
        raise _memory_short() from error
    except RuntimeError as error:
        if any(words in str(error).lower() for words in _ALLOCATION):
            raise _memory_short() from error
        raise


def _memory_short() -> MemoryShort:
    return MemoryShort(
        f"There is not enough memory to train this voice. {_KEPT}; close other programs or choose "
        "a smaller base."
    )
