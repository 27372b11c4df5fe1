"""What happens when a graphics card fails: why, in a few words, and an answer that goes on.

Knows nothing of ONNX Runtime but the words of its messages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.messages import SuggestPart

OnPart = Callable[[SuggestPart], None]
# CUDA, cuBLAS and DirectML, in lower case.
_FULL = (
    "out of memory",
    "bad allocation",
    "failed to allocate",
    "bad_alloc",
    "alloc_failed",
    "0x8007000e",
)
_LOST = (
    "device removed",
    "device lost",
    "device is lost",
    "0x887a0005",
    "0x887a0006",
    "cudaerrordevicesunavailable",
    "no cuda-capable device",
    "unspecified launch failure",
    "illegal memory access",
    "cuda failure 999",
)


def reason_of(error: BaseException) -> str:
    """Return why a provider failed as the end of a sentence: "has no memory left"."""
    if is_full(error):
        return "has no memory left"
    words = _words(error)
    if any(sign in words for sign in _LOST):
        return "does not answer any more"
    return "failed (the log has the details)"


def is_full(error: BaseException) -> bool:
    """Whether a call failed for want of memory."""
    words = _words(error)
    return any(sign in words for sign in _FULL)


def _words(error: BaseException) -> str:
    return f"{error} {error.__cause__ or ''}".lower()


class Resumption:
    """Parts of an answer that may have to be begun again: what was handed on is not repeated.

    Where the second writing differs from what was handed on, that take's parts end; the answer's
    result has the whole text.
    """

    def __init__(self, on_part: OnPart) -> None:
        self._on_part = on_part
        self._shown: dict[int, str] = {}
        self._again: dict[int, str] = {}

    def push(self, part: SuggestPart) -> None:
        """Hand on what is new of a part."""
        shown = self._shown.get(part.take, "")
        again = self._again[part.take] = self._again.get(part.take, "") + part.text
        if len(again) > len(shown) and again.startswith(shown):
            self._shown[part.take] = again
            self._on_part(replace(part, text=again[len(shown) :]))

    def begin_again(self) -> None:
        """Expect the answer from its start."""
        self._again.clear()
