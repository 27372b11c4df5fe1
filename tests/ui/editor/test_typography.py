import pytest

from ui.editor.typography import Marks, change_for, marks_of

ENGLISH = marks_of("en")


def _typed(text: str, marks: Marks = ENGLISH) -> str:
    """Type a text letter by letter."""
    line = ""
    for letter in text:
        change = change_for(letter, line, marks)
        line += letter
        if change is not None:
            line = line[: len(line) - change.n_letters] + change.text
    return line


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ('"Why?" he said.', "“Why?” he said."),
        ('("So.")', "(“So.”)"),
        ('"I was--" she said', "“I was—” she said"),
        ('Then--"No!"', "Then—“No!”"),
        ("don't", "don’t"),
        ("the boys' room", "the boys’ room"),
        ("\"He said 'no.'\"", "“He said ‘no.’”"),
        ("wait...", "wait…"),
        ("wait....", "wait…."),
        ("a - b", "a - b"),
        ("---", "---"),
        ("- - -", "- - -"),
        ('*"So"*', "*“So”*"),
    ],
)
def test_english_marks_come_as_they_are_typed(keys, text):
    assert _typed(keys) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "„So“"), ("fr", "«So»"), ("en-GB", "“So”"), ("ja", "「So」"), ("pl", "„So”")],
)
def test_each_language_has_its_own_quotation_marks(language, text):
    assert _typed('"So"', marks_of(language)) == text


def test_german_sets_a_shorter_dash():
    assert _typed("so -- und", marks_of("de")) == "so – und"


def test_a_system_without_a_language_has_english_marks():
    assert marks_of("C") == marks_of("en")
