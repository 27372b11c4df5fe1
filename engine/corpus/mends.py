"""Letters that no reader sees, taken out of a paragraph that stays; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.guards import UNSPACED


@dataclass(frozen=True, slots=True)
class Mend:
    """One kind of letters and what stands for it."""

    reason: str
    pattern: re.Pattern[str]
    stand_in: str = ""

    def apply(self, text: str) -> str:
        """Return a text without them."""
        return self.pattern.sub(self.stand_in, text)


MENDS = (
    Mend(
        "Control characters",
        re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufff9-\ufffb]"),
    ),
    Mend("Soft hyphens", re.compile(r"\u00ad")),
    # What stands at the end of a line that a file format kept: "con-", a line's end, "tinued".
    Mend(
        "Words parted at a line's end",
        re.compile(rf"(?<=[^\W\d_{UNSPACED}])-[ \t]*\n[ \t]*(?=[^\W\d_{UNSPACED}A-Z])"),
    ),
    Mend(
        "Numbers of pages within a text",
        re.compile(r"[ \t]?[\[{]\s*(?:pg|page)\.?\s*\d{1,4}\s*[\]}]", re.IGNORECASE),
    ),
)
