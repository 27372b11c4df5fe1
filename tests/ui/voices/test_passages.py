import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.voices.passages import Passage, last_part, runs_of


def test_what_was_written_is_cut_to_its_last_paragraph():
    first, last = "The sea was calm. " * 9, "The keeper went down to the harbour. " * 6
    assert last_part(f"{first}\n\n{last}") == f"… {last.strip()}"


def test_a_line_of_talk_keeps_the_paragraph_before_it():
    assert last_part("He turned.\n\n“No,” he said.") == "… He turned.\n“No,” he said."


def test_a_long_paragraph_is_cut_before_a_word():
    cut = last_part("harbour " * 200, most=100)
    assert cut.startswith("… harbour ")
    assert len(cut) <= 102


def test_a_script_without_spaces_is_cut_between_two_characters():
    assert last_part("雪" * 900, most=100) == "… " + "雪" * 100


@given(st.text(max_size=2000))
def test_whatever_is_cut_ends_as_it_ended_and_is_short(text):
    cut = last_part(text, most=100)
    assert len(cut) <= 102
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert cut.endswith(lines[-1][-20:] if lines else "… ")


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("He *never* came.", [("He ", False), ("never", True), (" came.", False)]),
        ("**No**, _he_ said", [("No", True), (", ", False), ("he", True), (" said", False)]),
        ("3 * 4 and snake_case_name", [("3 * 4 and snake_case_name", False)]),
        ("* * *", [("* * *", False)]),
        ("and then *he", [("and then he", False)]),
        ("she did.* And", [("she did. And", False)]),
        ("", []),
    ],
)
def test_marks_of_emphasis_become_italics_and_never_show(text, pieces):
    assert runs_of(text) == pieces


def test_a_passage_is_read_from_its_beginning_and_other_keys_go_on(qtbot):
    passage = Passage("One")
    qtbot.addWidget(passage)
    passage.resize(200, 100)
    passage.show()
    passage.show_text("The keeper *listened*. " * 60)
    passage.setFocus()
    assert passage.verticalScrollBar().value() == 0
    QTest.keyClick(passage, Qt.Key.Key_PageDown)
    assert passage.verticalScrollBar().value() > 0
    QTest.keyClick(passage, Qt.Key.Key_1)
    assert passage.text() == ("The keeper listened. " * 60)
