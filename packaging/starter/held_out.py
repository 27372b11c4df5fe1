"""Writes the held-out text that the starter is measured on.

  python packaging/starter/held_out.py --kit KIT --out held-out.txt

About 8,000 characters of every book of the kit's dev split, from a paragraph's beginning behind the
first 3,000 to a paragraph's end, the books parted by a scene break.
"""

from __future__ import annotations

import argparse
import json
import lzma
from pathlib import Path

SKIPPED, TAKEN = 3000, 8000


def excerpt(text: str) -> str:
    """Return whole paragraphs of a book."""
    start = text.find("\n\n", SKIPPED) + 2
    return text[start : start + TAKEN].rsplit("\n\n", 1)[0]


def main() -> None:
    """Write the text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kit", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    with lzma.open(args.kit / "corpus" / "dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        parts = [excerpt(json.loads(line)["text"]) for line in lines]
    args.out.write_text("\n\n***\n\n".join(parts), encoding="utf-8")
    print(f"{len(parts)} books, {sum(map(len, parts))} characters")


if __name__ == "__main__":
    main()
