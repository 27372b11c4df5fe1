import pytest
from PySide6.QtGui import QKeySequence

from ui.commands.key_meanings import MEANINGS, meaning_of

KEYS = [key for key in QKeySequence.StandardKey if key is not QKeySequence.StandardKey.UnknownKey]


def test_the_translators_have_the_words_of_every_standard_key():
    assert {meaning_of(key) for key in KEYS} == set(MEANINGS)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (QKeySequence.StandardKey.MoveToNextChar, "move to next character"),
        (QKeySequence.StandardKey.DeleteEndOfWord, "delete end of word"),
    ],
)
def test_a_standard_key_is_said_in_words(key, words):
    assert meaning_of(key) == words
