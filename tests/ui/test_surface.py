import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtTest import QTest

from ui import paths, theme
from ui.actions import ACTIONS, ghost_keys
from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.editor.highlighter import MarkdownHighlighter
from ui.main_window import MainWindow
from ui.manuscript.text_file import FileForm, FileState, OpenedFile
from ui.settings import Settings
from ui.surface import Surface


class Bench:
    """A window with its surface."""

    def __init__(self, qtbot, tmp_path):
        self.document = Document()
        highlighter = MarkdownHighlighter(self.document.qt)
        state = FileState(tmp_path / "a.md", FileForm(), "")
        self.document.open(OpenedFile("\n".join(["It rained *hard*."] * 60), state))
        self.editor = EditorView(self.document)
        self.window = MainWindow(self.editor, {row.id: lambda: None for row in ACTIONS})
        self.settings = Settings()
        self.surface = Surface(self.window, highlighter, self.settings)
        qtbot.addWidget(self.window)
        self.window.resize(1000, 700)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.editor.setFocus()
        self.editor.moveCursor(QTextCursor.MoveOperation.End)
        self.surface.dress(theme.read_themes(paths.themes_file())["light"], theme.text_font(18))

    @property
    def text(self):
        return self.document.text()


@pytest.fixture
def bench(qtbot, tmp_path):
    return Bench(qtbot, tmp_path)


def test_a_typed_quote_is_one_of_the_language_and_undo_brings_the_straight_one_back(bench):
    bench.settings.set("editor.marks", "en")
    before = bench.text
    QTest.keyClicks(bench.editor, ' "So')
    assert bench.text == f"{before} “So"
    bench.document.qt.undo()
    assert bench.text == f"{before} “"
    bench.document.qt.undo()
    assert bench.text == f'{before} "'
    bench.document.qt.undo()
    assert bench.text == f"{before} "


def test_marks_stay_as_they_are_typed_where_that_is_wished(bench):
    bench.settings.set("editor.marks", "off")
    QTest.keyClicks(bench.editor, ' "So--')
    assert bench.text.endswith(' "So--')


def test_a_quote_goes_through_a_ghost_that_begins_with_its_own_form(bench):
    bench.settings.set("editor.marks", "en")
    QTest.keyClicks(bench.editor, " ")
    edits = []
    bench.editor.edited.connect(edits.append)
    assert bench.editor.show_ghost("“So,” he said")
    QTest.keyClicks(bench.editor, '"')
    assert [(edit.inserted, edit.ghost) for edit in edits] == [("“", "“So,” he said")]


def test_focus_puts_the_panels_away_and_escape_brings_them_back(bench):
    bench.window.binder.show()
    bench.surface.toggle_focus()
    assert bench.surface.is_focused
    assert not bench.window.binder.isVisible()
    assert bench.editor.hasFocus()
    assert bench.editor.show_ghost(" and")
    bench.editor.set_ghost_keys({})
    bench.editor.clear_ghost()
    QTest.keyClick(bench.editor, Qt.Key.Key_Escape)
    assert not bench.surface.is_focused
    assert bench.window.binder.isVisible()
    assert not bench.window.side.isVisible()


def test_escape_puts_a_ghost_away_before_it_ends_the_focus(bench):
    bench.surface.toggle_focus()
    bench.editor.set_ghost_keys(ghost_keys())
    bench.editor.ghost_key.connect(lambda action: bench.editor.clear_ghost())
    assert bench.editor.show_ghost(" and")
    QTest.keyClick(bench.editor, Qt.Key.Key_Escape)
    assert bench.surface.is_focused
    assert bench.editor.ghost == ""
    QTest.keyClick(bench.editor, Qt.Key.Key_Escape)
    assert not bench.surface.is_focused


@pytest.mark.parametrize("modifiers", ["ControlModifier", "AltModifier", "MetaModifier"])
def test_a_quote_with_another_modifier_types_nothing_and_takes_nothing(bench, modifiers):
    bench.settings.set("editor.marks", "en")
    before = bench.text
    event = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Apostrophe, getattr(Qt.KeyboardModifier, modifiers), "'"
    )
    bench.editor.keyPressEvent(event)
    assert bench.text.replace("'", "") == before


def test_marks_come_right_where_the_text_runs_from_right_to_left(bench):
    bench.settings.set("editor.marks", "en")
    QTest.keyClick(bench.editor, Qt.Key.Key_Return)
    bench.editor.insertPlainText("שלום ועולם")
    bench.editor.moveCursor(QTextCursor.MoveOperation.StartOfBlock)
    QTest.keyClicks(bench.editor, '"')
    assert bench.text.endswith("\n“שלום ועולם")


def test_the_typewriters_line_stays_at_its_height(bench):
    bench.settings.set("editor.typewriter", True)

    def height() -> float:
        return bench.editor.cursorRect().center().y() / bench.editor.viewport().height()

    assert height() == pytest.approx(0.45, abs=0.03)
    QTest.keyClick(bench.editor, Qt.Key.Key_Return)
    QTest.keyClicks(bench.editor, "More")
    assert height() == pytest.approx(0.45, abs=0.03)
    for _ in range(10):
        QTest.keyClick(bench.editor, Qt.Key.Key_Up)
    assert height() == pytest.approx(0.45, abs=0.03)


def test_a_ghost_outlives_another_theme_in_a_styled_line(bench):
    QTest.keyClicks(bench.editor, " ")
    layout = bench.editor.textCursor().block().layout()
    places = [(each.start, each.length) for each in layout.formats()]
    assert bench.editor.show_ghost("and then")
    bench.surface.dress(theme.read_themes(paths.themes_file())["dark"], theme.text_font(18))
    assert bench.editor.ghost == layout.preeditAreaText() == "and then"
    bench.editor.clear_ghost()
    assert layout.preeditAreaText() == ""
    assert [(each.start, each.length) for each in layout.formats()] == places != []


def test_markdown_can_be_left_plain(bench):
    layout = bench.document.qt.firstBlock().layout()
    assert layout.formats()
    bench.settings.set("editor.markdown", False)
    assert not layout.formats()


def test_full_screen_comes_and_goes(bench):
    bench.surface.toggle_full_screen()
    assert bench.window.isFullScreen()
    bench.surface.toggle_full_screen()
    assert not bench.window.isFullScreen()


def test_the_page_is_set_anew_and_no_letter_no_step_and_no_state_of_saving_is_lost(bench):
    QTest.keyClicks(bench.editor, "x")
    text = bench.text
    bench.document.qt.setModified(False)
    first = bench.document.qt.firstBlock
    light, font = theme.read_themes(paths.themes_file())["light"], theme.text_font(20)
    assert first().blockFormat().textIndent() == 0
    for key, value in (("paragraphs", "indent"), ("line_height", 200), ("measure", 50)):
        bench.settings.set(f"editor.{key}", value)
    bench.surface.dress(light, font)
    assert first().blockFormat().textIndent() == 30
    assert first().blockFormat().lineHeight() == theme.line_height_percent(font, 200)
    assert bench.text == text
    assert not bench.document.is_modified
    # The look is a step of its own.
    bench.document.qt.undo()
    bench.document.qt.undo()
    assert bench.text == text.removesuffix("x")


def test_a_line_holds_as_many_letters_as_the_writer_wishes(bench):
    light, font = theme.read_themes(paths.themes_file())["light"], bench.editor.font()
    widths = []
    for letters in (40, 60):
        bench.settings.set("editor.measure", letters)
        bench.surface.dress(light, font)
        widths.append(bench.editor.viewport().width())
    assert widths[1] / widths[0] == pytest.approx(60 / 40, rel=0.1)


def test_a_ghost_outlives_another_form_of_the_page(bench):
    QTest.keyClicks(bench.editor, " ")
    assert bench.editor.show_ghost("and then")
    bench.settings.set("editor.paragraphs", "space")
    bench.surface.dress(theme.read_themes(paths.themes_file())["light"], theme.text_font(24))
    layout = bench.editor.textCursor().block().layout()
    assert bench.editor.ghost == layout.preeditAreaText() == "and then"
    bench.editor.clear_ghost()
    assert "and then" not in bench.text
