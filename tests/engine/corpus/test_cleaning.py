"""Cleaning counts what it drops, and mends letters that no reader sees."""

import pytest

from engine.corpus.cleaning import Tally, cleaned
from engine.corpus.report import EXAMPLE_CHARS, DroppedRow


@pytest.fixture
def clean(draft):
    def run(*texts):
        tally = Tally()
        return [p.text for p in cleaned(draft(list(texts)), tally).paragraphs], tally.rows()

    return run


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("a\u200bb\x07c\x85d", "abcd"),
        ("wil\u00adlows", "willows"),
        ("dis-\ncovery of it", "discovery of it"),
        ("He ran [Pg 12] on", "He ran on"),
        ("Anna-\nMaria", "Anna-\nMaria"),
    ],
)
def test_letters_that_no_reader_sees_go_and_are_counted(clean, text, mended):
    texts, rows = clean(text)
    assert texts == [mended]
    assert [row.words for row in rows] == [0] * (mended != text)


def test_letters_that_join_others_stay(clean):
    assert clean("👩\u200d🚀 می\u200cروم\tx")[0] == ["👩\u200d🚀 می\u200cروم\tx"]


def test_what_is_dropped_is_told_with_a_short_example(clean):
    address = "https://example.org/" + "a" * 100
    texts, rows = clean("It rained.", address, "http://x.y")
    assert texts == ["It rained."]
    assert rows == (DroppedRow("Addresses of the web", 2, 7, address[: EXAMPLE_CHARS - 1] + "…"),)


def test_scene_breaks_that_part_nothing_any_more_go(clean):
    assert clean("12", "***", "It rained.", "***", "13", "***", "It ended.", "***", "14")[0] == [
        "It rained.",
        "***",
        "It ended.",
    ]
