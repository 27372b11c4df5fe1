"""Books to make corpora of."""

import random
from pathlib import Path

import pytest

from engine.corpus.paragraphs import draft_of
from engine.reading.book import Book, Chapter

_WORDS = (
    *("the", "a", "river", "willow", "night", "wind", "he", "she", "they", "it", "said", "looked"),
    *("went", "came", "back", "over", "under", "beyond", "slowly", "quietly", "never", "always"),
    *("door", "window", "house", "light", "dark", "water", "stone", "voice", "hand", "face"),
    *("still", "and", "but", "when", "where", "because", "until", "again", "there", "nothing"),
)


@pytest.fixture
def prose():
    """Return a function that makes paragraphs of about 60 words that nobody wrote before."""

    def make(n: int, seed: int = 1) -> list[str]:
        rng = random.Random(seed)

        def sentence() -> str:
            return " ".join(rng.choices(_WORDS, k=12)).capitalize() + "."

        return [" ".join(sentence() for _ in range(5)) for _ in range(n)]

    return make


@pytest.fixture
def draft():
    """Return a function that makes a draft of chapters, each a list of paragraphs."""

    def make(*chapters: list[str], titles: tuple[str, ...] = (), title: str = "Book"):
        named = titles or tuple(f"Chapter {n + 1}" for n in range(len(chapters)))
        made = (Chapter(t, "\n\n".join(c)) for t, c in zip(named, chapters, strict=True))
        return draft_of(Book(title, Path("book.txt"), tuple(made)))

    return make


@pytest.fixture
def write_book(tmp_path, prose):
    """Return a function that writes a book of chapters to a file."""

    def write(
        name: str = "book.md", chapters: int = 12, paragraphs: int = 16, seed: int = 1
    ) -> Path:
        rows = prose(chapters * paragraphs, seed)
        parts = [rows[n : n + paragraphs] for n in range(0, len(rows), paragraphs)]
        text = "\n\n".join(
            f"# Chapter {n}\n\n" + "\n\n".join(part) for n, part in enumerate(parts, start=1)
        )
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def chinese_book(tmp_path) -> Path:
    """Return a Chinese book of twelve chapters."""
    path = tmp_path / "雨夜.txt"
    signs = "雨下了一夜他没有说话只是看着窗外的天色慢慢亮起来她问你是谁"
    rng = random.Random(1)
    rows = ["".join(rng.choices(signs, k=60)) + "。" for _ in range(240)]
    long = [f"第{n + 1}章\n" + "\n".join(rows[20 * n : 20 * n + 20]) for n in range(12)]
    path.write_text("\n".join(long), encoding="utf-8")
    return path
