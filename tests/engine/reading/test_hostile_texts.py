"""No text, however odd, makes reading or cleaning it slow."""

import time
from pathlib import Path

import pytest

from engine.corpus.cleaning import Tally, cleaned
from engine.corpus.paragraphs import draft_of
from engine.corpus.scrub import Scrubber
from engine.corpus.splitting import passages_of
from engine.reading.book import book_of
from engine.reading.markdown import markdown_blocks, plain_blocks

N = 50_000
SECONDS = 4.0


@pytest.mark.parametrize(
    "text",
    [
        "a" * N,
        "雨" * N,
        " " * N + "x",
        "# " + " " * N + "x",
        "[" * N,
        "![" * N,
        "*" * N,
        "_" * N + "x",
        "_a" * N,
        "`" * N,
        "~~~\n" * N,
        "<" * N,
        "<!--" * N,
        "." * N,
        "-" * N,
        "- " * N + "x",
        "1" * N,
        "+1 " * N,
        "1-" * N,
        "a@" * N,
        "a." * N + "@",
        "," * N + "x",
        "http://a," * (N // 10) + " x",
        "|" * N,
        "> " * N,
        "Chapter " * (N // 10),
        "第" + "一" * N,
        "第一章\n" * (N // 10),
        "a-\n" * (N // 10),
        "a b c. " * (N // 5),
        "\n\n#\n\n" * (N // 10),
        "12\n\n" * (N // 10),
        "[pg " * N,
        "\u00ad\u200b" * N,
        "\\" * N,
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_a_text_of_one_kind_of_sign_is_read_in_time(text):
    started = time.process_time()
    for blocks in (markdown_blocks(text)[1], plain_blocks(text)):
        book = book_of(blocks, "", Path("a.txt"))
        draft = cleaned(draft_of(Scrubber(["Mary"], [book]).book(book)), Tally())
        passages_of([draft])
    assert time.process_time() - started < SECONDS
