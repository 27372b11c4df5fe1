from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor

from ui.document import UNTITLED, Document
from ui.editor.page_form import PageForm
from ui.manuscript.text_file import FileForm, FileState, OpenedFile

# What no text file of ours holds: half characters, NUL, and the marks Qt uses for itself.
TEXT = st.text(
    st.characters(
        blacklist_categories=("Cs",),
        blacklist_characters="\x00\r\u2029\ufdd0\ufdd1",
    )
)
FILE = FileState(Path("/novel/one.md"), FileForm(), "00")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXT)
def test_any_text_comes_back_as_it_was_opened(qapp, text):
    document = Document()
    document.open(OpenedFile(text, FILE))
    assert document.text() == text
    assert not document.is_modified


def test_no_break_spaces_stay_what_they_are(qapp):
    document = Document()
    document.open(OpenedFile("10\u00a0km\u2028on", FILE))
    assert document.text() == "10\u00a0km\u2028on"
    assert document.slice(0, 100) == "10\u00a0km\u2028on"


def test_a_save_of_an_older_revision_leaves_the_text_modified(qapp):
    document = Document()
    document.open(OpenedFile("one", FILE))
    revision = document.qt.revision()
    QTextCursor(document.qt).insertText("x")
    document.saved(FILE, revision)
    assert document.is_modified
    document.saved(FILE, document.qt.revision())
    assert not document.is_modified


def test_a_new_text_has_a_name_and_a_draft_of_its_own(qapp):
    document = Document()
    first = document.draft
    assert document.title == UNTITLED
    document.open(OpenedFile("one", FILE))
    assert document.title == "one.md"
    assert document.draft != first


def test_an_empty_text_that_follows_another_has_the_pages_margins(qtbot):
    document = Document()
    fresh = document.qt.size().height()
    document._set_text("Text.")
    document.qt.size()
    document.clear()
    assert document.qt.size().height() == fresh > 48 + 240
    assert not document.is_modified


def test_a_new_form_of_the_page_is_no_step_to_undo_where_nothing_was_written(qapp):
    document = Document()
    document.open(OpenedFile("one\ntwo", FILE))
    document.set_form(PageForm(150, indent_px=27))
    assert not document.qt.isUndoAvailable()
    assert document.qt.lastBlock().blockFormat().textIndent() == 27
    document.open(OpenedFile("three\nfour", FILE))
    assert document.qt.lastBlock().blockFormat().textIndent() == 27
    QTextCursor(document.qt).insertText("x")
    assert document.qt.isUndoAvailable()


def test_larger_letters_are_no_step_to_undo(qapp):
    document = Document(PageForm(150, indent_px=27))
    document.open(OpenedFile("one", FILE))
    QTextCursor(document.qt).insertText("x")
    document.set_form(PageForm(150, indent_px=54))
    assert document.qt.availableUndoSteps() == 1
    # They count for the next text.
    document.open(OpenedFile("two", FILE))
    assert document.qt.firstBlock().blockFormat().textIndent() == 54
