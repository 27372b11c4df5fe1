"""What it costs to make a corpus of the writer's books, format by format.

    .venv/bin/python tests/benchmarks/corpus.py [--mb 1] [--formats docx epub ...] [--json]

A book of seeded words is written in every format by pandoc; then a process of its own makes a
corpus of it. Seconds are from start to end, imports included; the peak is of that process (VmHWM)
and of the pandoc it ran (ru_maxrss of its children).
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from engine.reading.pandoc import program  # noqa: E402

FORMATS = ("md", "txt", "rtf", "html", "docx", "odt", "epub")
_MB = 1_000_000
_WORK = """
import json, re, resource, sys, time
started = time.perf_counter()
from pathlib import Path
from engine.corpus.corpus import CorpusOptions, build_corpus
report = build_corpus([Path(sys.argv[1])], Path(sys.argv[2]), CorpusOptions(scrub=True))
seconds = time.perf_counter() - started
peak_kb = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
children_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"seconds": seconds, "peak_mb": peak_kb / 1000, "pandoc_mb": children_kb / 1000,
                  "words": report.train_words + report.held_words}))
"""


def book_text(n_bytes: int, seed: int = 1) -> str:
    """Return Markdown of about so many bytes: chapters of paragraphs of seeded words."""
    rng = random.Random(seed)
    letters = "etaoinshrdlucmfwypvbgk"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(8000)]
    parts: list[str] = []
    size = 0
    while size < n_bytes:
        if len(parts) % 60 == 0:
            parts.append(f"# Chapter {len(parts) // 60 + 1}")
        sentences = (" ".join(rng.choices(words, k=13)).capitalize() + "." for _ in range(6))
        parts.append("“" + " ".join(sentences) + "”")
        size += len(parts[-1]) + 2
    return "\n\n".join(parts)


def write_book(folder: Path, kind: str, text: str) -> Path:
    """Write the book in one format."""
    path = folder / f"book.{kind}"
    if kind in ("md", "txt"):
        path.write_text(text.replace("# ", "") if kind == "txt" else text, encoding="utf-8")
        return path
    command = [str(program()), "-s", "-f", "markdown", "-t", kind, "-o", str(path)]
    subprocess.run(command, input=text.encode(), cwd=folder, check=True, capture_output=True)
    return path


def measured(path: Path, folder: Path) -> dict[str, float]:
    """Make the corpus in a process of its own and return what it cost."""
    command = [sys.executable, "-c", _WORK, str(path), str(folder)]
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mb", type=float, default=1.0, help="size of the text, MB")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    text = book_text(int(options.mb * _MB))
    rows = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in options.formats:
            rows[kind] = measured(write_book(folder, kind, text), folder / f"data-{kind}")
    if options.json:
        print(json.dumps({"mb": options.mb, "formats": rows}, indent=1))
        return
    print(f"{'format':8}{'seconds':>9}{'peak MB':>9}{'pandoc MB':>11}{'words':>10}")
    for kind, row in rows.items():
        costs = f"{row['seconds']:9.1f}{row['peak_mb']:9.0f}{row['pandoc_mb']:11.0f}"
        print(f"{kind:8}{costs}{row['words']:10,.0f}")


if __name__ == "__main__":
    main()
