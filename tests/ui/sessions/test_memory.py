"""Places in a page: noted and found again, whatever became of the text meanwhile."""

import pytest

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.sessions.memory import go_to, place_in
from ui.sessions.places import Place


@pytest.fixture
def page(qtbot):
    def make(text, width=900):
        document = Document()
        document.show_sample(text, "")
        editor = EditorView(document)
        editor.source = document
        qtbot.addWidget(editor)
        editor.resize(width, 600)
        editor.show()
        qtbot.waitExposed(editor)
        return editor

    return make


def put(editor, caret):
    cursor = editor.textCursor()
    cursor.setPosition(caret)
    editor.setTextCursor(cursor)


@pytest.mark.parametrize("n_paragraphs", [30, 3000])
def test_a_place_in_the_middle_is_found_again(page, n_paragraphs):
    text = "\n".join("He stopped in the hall and listened. " * 4 for _ in range(n_paragraphs))
    before = page(text)
    put(before, len(text) // 2)
    bar = before.verticalScrollBar()
    bar.setValue(bar.value() + 150)
    place = place_in(before)
    after = page(text)
    go_to(after, place)
    assert after.textCursor().position() == len(text) // 2
    assert place_in(after) == place
    # However often.
    go_to(before, place_in(after))
    assert place_in(before) == place


def test_another_width_still_begins_at_the_same_words(page):
    text = "He stopped in the hall and listened. " * 2000
    before = page(text)
    put(before, 30000)
    bar = before.verticalScrollBar()
    bar.setValue(bar.value() + 400)
    place = place_in(before)
    after = page(text, width=500)
    go_to(after, place)
    assert 0 <= place.top - place_in(after).top < 70
    assert after.viewport().rect().intersects(after.cursorRect())


def test_a_text_that_became_shorter_is_shown_at_its_end(page):
    editor = page("Short.")
    go_to(editor, Place(5000, 4000))
    assert editor.textCursor().position() == 6


def test_a_writer_who_was_at_the_end_is_at_the_end_of_what_came(page):
    editor = page("Longer than it was.")
    go_to(editor, Place(3, 0, is_end=True))
    assert editor.textCursor().atEnd()


def test_a_page_at_its_top_comes_back_at_its_top(page):
    text = "He stopped in the hall and listened. " * 2000
    before = page(text)
    before.verticalScrollBar().setValue(0)
    put(before, 10)
    after = page(text)
    go_to(after, place_in(before))
    assert after.verticalScrollBar().value() == 0


def test_a_caret_out_of_view_stays_in_reach(page):
    text = "He stopped in the hall and listened. " * 2000
    before = page(text)
    put(before, 20)
    before.verticalScrollBar().setValue(3000)
    place = place_in(before)
    after = page(text)
    go_to(after, place)
    assert after.textCursor().position() == 20
    assert after.viewport().rect().intersects(after.cursorRect())
