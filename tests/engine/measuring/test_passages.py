"""Passages to measure on: whole sentences where they stand, and the text before them."""

import textwrap

import numpy as np
import pytest

from engine.measuring.passages import in_paragraphs, passages, sections

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


def test_what_follows_a_passage_or_section_stands_as_it_is():
    for take in (passages, sections):
        for found in take(TEXT, 8, np.random.default_rng(1)):
            whole = found.text + found.after
            assert whole in TEXT
            assert len(found.after) == 600 or TEXT.endswith(whole)
    last = passages(PARAGRAPH.strip(), 1, np.random.default_rng(3))[0]
    assert PARAGRAPH.strip().endswith(last.text + last.after)


def test_a_sentence_that_comes_twice_in_a_paragraph_is_found_where_it_was_taken():
    again = "The harbour lay quiet under the fog that morning, and nobody came to it at all."
    text = f"{again} {again} The end."
    afters = {
        found.after
        for seed in range(40)
        for found in passages(text, 1, np.random.default_rng(seed))
        if found.text == again
    }
    assert afters == {f" {again} The end.", " The end."}


def test_lines_of_a_text_without_blank_lines_are_its_paragraphs():
    single = TEXT.replace("\n\n", "\n")
    assert in_paragraphs(single) == TEXT
    for take in (passages, sections):
        assert take(single, 8, np.random.default_rng(2)) == take(TEXT, 8, np.random.default_rng(2))


@pytest.mark.parametrize("width", [64, 72, 79])
def test_hard_wrapped_lines_are_joined(width):
    wrapped = "\n\n".join(textwrap.fill(p, width) for p in TEXT.split("\n\n"))
    assert in_paragraphs(wrapped) == TEXT
    assert in_paragraphs(wrapped.replace("\n", "\r\n")) == TEXT
    assert len(passages(wrapped, 12, np.random.default_rng(1))) == 12


def test_lines_that_end_where_the_writer_ended_them_stay():
    verse = "The lamp burned low,\nThe night was long,\nAnd nobody came\nTo hear the song."
    assert in_paragraphs(f"{verse}\n\n{PARAGRAPH}") == f"{verse}\n\n{PARAGRAPH}"


def test_blank_lines_with_spaces_in_them_and_more_than_one_are_one_gap():
    assert in_paragraphs("One.\n \nTwo.\n\n\n\nThree.") == "One.\n\nTwo.\n\nThree."


def test_a_section_crosses_neither_a_heading_nor_a_row_of_marks():
    for gap in ("# Two", "* * *", "---"):
        text = f"{TEXT}\n\n{gap}\n\n{TEXT}"
        found = sections(text, 60, np.random.default_rng(1))
        assert found
        assert all(gap not in section.text for section in found)
