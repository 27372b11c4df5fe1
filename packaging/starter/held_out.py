"""Writes the held-out texts: one half to choose decoding on, the other to report.

  python packaging/starter/held_out.py --kit KIT --out FOLDER

About 8,000 characters of every book of the kit's dev split, from a paragraph's beginning behind the
first 3,000 to a paragraph's end, the books parted by a scene break: every other book in tune.txt,
the others in report.txt.
"""

from __future__ import annotations

import argparse
import json
import lzma
from pathlib import Path

SKIPPED, TAKEN = 3000, 8000


def excerpt(text: str) -> str:
    """Return whole paragraphs of a book; nothing of one that is too short or has none."""
    gap = text.find("\n\n", SKIPPED)
    if gap < 0:
        return ""
    return text[gap + 2 : gap + 2 + TAKEN].rsplit("\n\n", 1)[0]


def main() -> None:
    """Write both texts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kit", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    with lzma.open(args.kit / "corpus" / "dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        parts = list(filter(None, (excerpt(json.loads(line)["text"]) for line in lines)))
    args.out.mkdir(parents=True, exist_ok=True)
    for name, half in (("tune.txt", parts[::2]), ("report.txt", parts[1::2])):
        text = "\n\n***\n\n".join(half)
        (args.out / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(half)} books, {len(text)} characters")


if __name__ == "__main__":
    main()
