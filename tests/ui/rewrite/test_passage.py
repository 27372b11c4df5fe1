import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.rewrite.passage import past_marks, pieces_of, sentence_at, trimmed

LINE = "“Go away,” said Mary. She went to Mr. Craven's house. “It is late!” he said."


def sentence(line, offset):
    start, end = sentence_at(line, offset)
    return line.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (0, "“Go away,” said Mary. "),
        (10, "“Go away,” said Mary. "),
        (22, "She went to Mr. Craven's house. "),
        (36, "She went to Mr. Craven's house. "),
        (len(LINE), "“It is late!” he said."),
    ],
)
def test_the_sentence_at_the_caret_is_found(offset, expected):
    assert sentence(LINE, offset) == expected


def test_chinese_sentences_end_with_their_own_full_stop():
    assert sentence("天黑了。他走进屋里，坐下。", 5) == "他走进屋里，坐下。"


def test_offsets_are_those_of_qt_behind_a_letter_of_two_units():
    assert sentence("\U0001f600 He went. She came.", 12) == "She came."


def test_an_empty_line_has_an_empty_sentence():
    assert sentence_at("", 0) == (0, 0)


def test_a_passage_loses_the_white_space_around_it_and_moves_with_it():
    assert trimmed(" \n He went. \n", 10) == ("He went.", 13)


def test_each_paragraph_is_a_piece_with_the_gap_behind_it():
    pieces = pieces_of("One. \n\n  \nTwo.\nThree.")
    assert [piece.text for piece in pieces] == ["One.", "Two.", "Three."]
    assert [piece.gap for piece in pieces] == [" \n\n  \n", "\n", ""]


def test_a_long_paragraph_is_cut_between_sentences():
    long = "He went on and on and on until the night fell over the town. " * 40
    pieces = pieces_of(long.strip())
    assert len(pieces) > 1
    assert all(piece.text.endswith("town.") for piece in pieces)
    assert all(len(piece.text) <= 1200 for piece in pieces)


def test_chinese_is_cut_into_shorter_pieces_than_english():
    long = "他走进屋里，坐下，看着窗外的雨。" * 60
    assert all(len(piece.text) <= 400 for piece in pieces_of(long))


def test_a_sentence_longer_than_a_piece_stays_whole():
    long = "and so " * 300
    assert [piece.text for piece in pieces_of(long.strip())] == [long.strip()]


@given(st.text(alphabet="ab.! \n\u201d他。\U0001f600", max_size=200))
def test_pieces_and_gaps_joined_are_the_passage(text):
    passage = text.strip()
    pieces = pieces_of(passage)
    assert "".join(piece.text + piece.gap for piece in pieces) == passage
    assert all(piece.text.strip() == piece.text and piece.text for piece in pieces)


def test_a_heading_and_a_scene_break_between_paragraphs_stay_as_they_are():
    pieces = pieces_of("One.\n\n***\n\n# Chapter Two\n\nTwo.\n\n---")
    assert [piece.text for piece in pieces] == ["One.", "Two."]
    assert pieces[0].gap == "\n\n***\n\n# Chapter Two\n\n"


@pytest.mark.parametrize(
    ("text", "rest", "start"),
    [
        ("# One\n\nHe went.", "He went.", 17),
        ("***\n\n## Two\nHe went.", "He went.", 22),
        ("He went.\n\n***", "He went.\n\n***", 10),
        ("# One", "# One", 10),
        ("\U0001f600\nHe went.", "He went.", 13),
    ],
)
def test_a_passage_begins_with_its_prose(text, rest, start):
    assert past_marks(text, 10) == (rest, start)
