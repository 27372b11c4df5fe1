"""Writes every k-th book of the kit's training corpus, for a run that will not see all of it.

python packaging/starter/every_kth.py --kit KIT --k 3 --out BOOKS.jsonl
"""

from __future__ import annotations

import argparse
import lzma
from pathlib import Path


def main() -> None:
    """Write the books' lines as they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kit", type=Path, required=True)
    parser.add_argument("--k", type=int, default=3)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    files = sorted((args.kit / "corpus").glob("train-*.jsonl.xz"))
    seen = 0
    with args.out.open("w", encoding="utf-8") as out:
        for file in files:
            with lzma.open(file, "rt", encoding="utf-8") as lines:
                for line in lines:
                    if seen % args.k == 0:
                        out.write(line)
                    seen += 1
    print(f"{-(-seen // args.k)} of {seen} books")


if __name__ == "__main__":
    main()
