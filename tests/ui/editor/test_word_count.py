import pytest

from ui.editor.word_count import count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n ", 0),
        ("The rain had stopped.", 4),
        ("don't twenty-one \u2014 o\u2019clock", 3),
        ("*Really*?", 1),
        ("他走了。", 3),
        ("他 said hello", 3),
        ("1,204", 2),
    ],
)
def test_words_are_counted_as_a_writer_counts_them(text, words):
    assert count_words(text) == words
