"""Long texts in pieces: nothing is lost, they fit, and they end where a reader would stop."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.pieces import pieces_of, shared_out

SENTENCES = "He lit the lamp. She came in. They left the island. "


def test_a_text_that_fits_is_one_piece():
    assert pieces_of("One.\n\nTwo.", 100, len) == ["One.\n\nTwo."]
    assert pieces_of("", 100, len) == []


def test_pieces_end_where_paragraphs_do_and_are_of_about_equal_size():
    text = "".join(f"Paragraph {i} is here.\n\n" for i in range(10))
    pieces = pieces_of(text, 100, len)
    assert "".join(pieces) == text
    assert all(piece.endswith(".\n\n") for piece in pieces)
    assert [piece.count("Paragraph") for piece in pieces] == [3, 4, 3]


def test_inside_a_long_paragraph_pieces_end_where_sentences_do():
    text = SENTENCES * 9
    pieces = pieces_of(text, 120, len)
    assert "".join(pieces) == text
    assert all(piece.endswith(". ") for piece in pieces)
    assert max(map(len, pieces)) <= 120


def test_inside_a_long_sentence_pieces_end_between_words():
    text = "word " * 90
    pieces = pieces_of(text, 64, len)
    assert "".join(pieces) == text
    assert all(piece.endswith("word ") and len(piece) <= 64 for piece in pieces)


def test_letters_without_a_space_are_cut_all_the_same():
    pieces = pieces_of("x" * 300, 64, len)
    assert "".join(pieces) == "x" * 300
    assert max(map(len, pieces)) <= 64


@given(
    st.lists(
        st.sampled_from(["He lit it.", " ", "\n", "\n\n", "\u4f60\u597d\u3002", "wordword"]),
        max_size=80,
    ).map("".join),
    st.integers(1, 60),
)
def test_pieces_together_are_the_text_and_none_is_too_large(text, most):
    pieces = pieces_of(text, most, len)
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= most or piece.isspace() for piece in pieces)


@pytest.mark.parametrize(
    ("total", "sizes", "shares"),
    [
        (3, [5, 5, 5], [1, 1, 1]),
        (6, [5, 5, 5], [2, 2, 2]),
        (4, [10, 1], [3, 1]),
        (5, [1, 100], [1, 4]),
        (1, [7], [1]),
    ],
)
def test_everyone_gets_one_and_the_rest_goes_by_size(total, sizes, shares):
    assert shared_out(total, sizes) == shares


@given(st.lists(st.integers(1, 900), min_size=1, max_size=20), st.integers(0, 40))
def test_all_is_shared_out(sizes, more):
    shares = shared_out(len(sizes) + more, sizes)
    assert sum(shares) == len(sizes) + more
    assert min(shares) >= 1
    for i, size in enumerate(sizes):
        for j, other in enumerate(sizes):
            assert size <= other or shares[i] >= shares[j]


def test_fewer_than_one_each_cannot_be_shared_out():
    with pytest.raises(ValueError, match="shared out"):
        shared_out(2, [1, 1, 1])
