"""Watches a text that grows for runs of words that stand elsewhere: where it has to end.

The boundary: what counts as an echo is told from outside; nothing of documents or books here.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.guards import Run, run_at, words_of


class EchoWatch:
    """Follows one text; each look reads only what came since the last one."""

    def __init__(self, is_echo: Callable[[Run], bool], lead: str = "") -> None:
        """Begin to follow a text.

        Args:
            is_echo: whether a run of words may not be said.
            lead: the text that it goes on from, in which a run may begin.
        """
        self._is_echo = is_echo
        self._lead = lead
        self._forget()

    def _forget(self) -> None:
        self._read = ""
        self._words: list[str] = []
        self._starts: list[int] = []

    def limit(self, text: str) -> int | None:
        """Return where the last word of the first echo begins, or None.

        A word that begins in the lead and ends in the text is the text's own, from 0 on.

        Args:
            text: all of it; mostly what it was at the last look, and more.
        """
        whole = self._lead + text
        if not whole.startswith(self._read):
            # The take went back: what was read is no longer what stands there.
            self._forget()
        newest = self._read_on(whole)
        for last in range(newest, len(self._words)):
            is_new = self._starts[last] + len(self._words[last]) > len(self._lead)
            run = run_at(self._words, last) if is_new else None
            if run is not None and self._is_echo(run):
                at = max(0, self._starts[last] - len(self._lead))
                self._forget()  # so that the next look finds it again
                return at
        return None

    def _read_on(self, whole: str) -> int:
        """Read what came since the last look; returns the first word that is new or has grown."""
        has_words = bool(self._words)
        found = words_of(whole, self._starts[-1] if has_words else 0)
        last = self._words.pop() if has_words else None
        first = len(self._words) + (has_words and found[0][0] == last)
        del self._starts[len(self._words) :]
        for word, at in found:
            self._words.append(word)
            self._starts.append(at)
        self._read = whole
        return first
