"""What an engine must be able to do to be measured; imports nothing, as it runs everywhere."""

from __future__ import annotations

from typing import Protocol


class NotMeasured(Exception):
    """An engine or a system cannot give a figure; the message says why."""


class Runner(Protocol):
    """An engine that holds one sequence, and what it can do with it."""

    def start(self, tokens: list[int]) -> None:
        """Run a prompt from an empty cache, up to the logits of its last token."""

    def extend(self, tokens: list[int]) -> None:
        """Run tokens behind what is cached."""

    def decode(self, n_tokens: int) -> list[int]:
        """Choose and run the likeliest token n times; return the tokens chosen."""

    def logits(self, ids: list[int]) -> list[float]:
        """Return the logits of some tokens behind what has run."""

    def truncate(self, length: int) -> None:
        """Keep the first tokens of the cache; what comes next is `extend`."""

    def fork(self, tokens: list[int], n_takes: int) -> None:
        """Run a prompt that takes are to grow from; what comes next is `takes`, once.

        An engine that cannot let rows go on from one cache runs the prompt for each of them.
        """

    def takes(self, n_takes: int, n_tokens: int) -> None:
        """Let the takes grow by n tokens each, the first of each another one of the likeliest."""
