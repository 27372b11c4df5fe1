import pytest
from PySide6.QtGui import QTextCursor

from ui.actions import ACTIONS
from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.main_window import MainWindow
from ui.manuscript.text_file import FileForm, FileState, OpenedFile
from ui.place_line import PlaceLine, Sitting
from ui.settings import Settings


class Bench:
    """A window and the line below its text."""

    def __init__(self, qtbot, tmp_path):
        self.document = Document()
        self.window = MainWindow(EditorView(self.document), {row.id: str for row in ACTIONS})
        qtbot.addWidget(self.window)
        self.settings = Settings()
        self.told = []
        self.place = PlaceLine(self.window, self.document, self.settings, self.told.append)
        self.document.replaced.connect(self.place.begin_text)
        self._file = FileState(tmp_path / "a.md", FileForm(), "")

    def open(self, text):
        self.document.open(OpenedFile(text, self._file))

    def write(self, text):
        QTextCursor(self.document.qt).insertText(text)
        self.place._counter.count_now()

    @property
    def said(self):
        return self.window.status._place.text()


@pytest.fixture
def bench(qtbot, tmp_path):
    return Bench(qtbot, tmp_path)


def test_the_line_says_name_and_length_and_both_counts_where_one_points_at_it(bench):
    bench.open("It rained.")
    assert bench.said == "a.md · 2 words"
    assert bench.window.status._place.toolTip() == "2 words · 9 characters"
    assert bench.told == [2]


def test_a_chinese_text_is_counted_in_characters_unless_the_writer_wants_words(bench):
    bench.open("雨停了。")
    assert bench.said == "a.md · 4 characters"
    bench.settings.set("editor.count", "words")
    assert bench.said == "a.md · 3 words"
    bench.settings.set("editor.count", "both")
    assert bench.said == "a.md · 3 words · 4 characters"


def test_what_is_written_in_a_sitting_is_shown_against_its_target(bench):
    bench.settings.set("editor.target", 800)
    bench.open("It rained.")
    assert "0 of 800 this sitting" in bench.said
    bench.write("All day ")
    assert bench.said == "a.md · 4 words · 2 of 800 this sitting · not saved"


def test_the_sitting_goes_on_over_another_text_and_what_was_there_before_is_not_counted():
    sitting = Sitting()
    for words in (100, 112):
        sitting.count(words)
    sitting.leave()
    for words in (5000, 5003):
        sitting.count(words)
    assert sitting.written == 15


def test_a_sitting_of_cutting_is_not_below_zero():
    sitting = Sitting()
    for words in (100, 40):
        sitting.count(words)
    assert sitting.written == 0
