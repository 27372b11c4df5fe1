"""The takes of one place in the text: kept in order, so that an earlier one can be brought back.

Knows no editor: the controller says where the caret is and what of a take was used.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Place = tuple[int, int]
"""The revision and the caret that a take was written for, or that using its words led to."""


@dataclass(slots=True)
class Takes:
    """What was suggested at one place, the first one first; which of them shows."""

    place: Place | None = None
    texts: list[str] = field(default_factory=list)
    """What is left of each behind `place`."""
    shown: int = 0

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def label(self) -> str:
        """Return "2/3" for the second of three; empty for a single one."""
        return f"{self.shown + 1}/{len(self.texts)}" if len(self.texts) > 1 else ""

    @property
    def others(self) -> list[str]:
        """Return the takes that do not show."""
        return [text for number, text in enumerate(self.texts) if number != self.shown]

    def at(self, place: Place) -> bool:
        """Whether these are takes of this place."""
        return self.place == place

    def add(self, place: Place, text: str) -> None:
        """Show a take behind those that are there; at another place they are forgotten."""
        if not self.at(place):
            self.texts.clear()
        self.place = place
        self.texts.append(text)
        self.shown = len(self.texts) - 1

    def grow(self, text: str) -> None:
        """Put the shown take's text in place as more of it comes."""
        self.texts[self.shown] = text

    def drop_shown(self) -> None:
        """Forget the take that shows; the one before it shows then."""
        del self.texts[self.shown]
        self.shown = max(0, self.shown - 1)

    def step(self, by: int) -> str | None:
        """Show the next (1) or an earlier (-1) take and return it; None where there is none."""
        number = self.shown + by
        if not 0 <= number < len(self.texts):
            return None
        self.shown = number
        return self.texts[number]

    def use(self, beginning: str, place: Place) -> bool:
        """Follow words of the shown take into the text: takes that begin with them stay, cut.

        Returns:
            Whether anything is left of the shown one; else all are forgotten.
        """
        if not self.texts:
            return False
        mine = self.texts[self.shown]
        if not mine[len(beginning) :].strip():
            self.texts.clear()
            self.place, self.shown = None, 0
            return False
        kept = [
            text
            for text in self.texts
            if text is mine or (text.startswith(beginning) and text[len(beginning) :].strip())
        ]
        self.shown = next(n for n, text in enumerate(kept) if text is mine)
        self.texts = [text[len(beginning) :] for text in kept]
        self.place = place
        return True
