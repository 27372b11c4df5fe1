"""Passages to measure on: whole sentences where they stand, and the text before them."""

import numpy as np

from engine.measuring.passages import passages, sections

PARAGRAPH = (
    "The harbour lay quiet under the fog that morning. Nobody had seen the ferry since noon of the "
    'day before. "It will come," said Anna, who had waited longest of all. '
)
TEXT = "\n\n".join(f"Part {n}. {PARAGRAPH.strip()}" for n in range(30))


def test_passages_are_whole_sentences_at_their_place():
    found = passages(TEXT, 12, np.random.default_rng(1))
    assert len(found) == 12
    for passage in found:
        assert passage.text in TEXT
        assert passage.text[-1] in '."'
        assert 60 <= len(passage.text) <= 500
        assert TEXT.find(f"{passage.left}\n\n{passage.text}") >= 0 or (
            TEXT.find(f"{passage.left} {passage.text}") >= 0
        )


def test_passages_are_seeded_and_all_different_paragraphs():
    first, again = (passages(TEXT, 8, np.random.default_rng(2)) for _ in range(2))
    assert first == again
    assert len({passage.left for passage in first}) == 8


def test_sections_are_whole_paragraphs_of_one_scene():
    text = TEXT + "\n\n***\n\n" + TEXT
    found = sections(text, 10, np.random.default_rng(1))
    assert len(found) == 10
    for section in found:
        assert 1200 <= len(section.text) <= 2400
        assert "***" not in section.text
        assert section.text.startswith("Part ")
        assert section.text.endswith("all.")


def test_a_text_too_short_has_none():
    assert sections("One short paragraph.", 4, np.random.default_rng(1)) == []
    assert passages("Too short.", 4, np.random.default_rng(1)) == []


def test_headings_are_no_prose():
    text = "# A long heading that would do as a passage if headings counted as prose at all."
    assert passages(text, 4, np.random.default_rng(1)) == []
