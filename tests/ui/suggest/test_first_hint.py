import pytest

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.settings import Settings
from ui.suggest import first_hint
from ui.suggest.first_hint import FirstHint


class Bench:
    """An editor with the hint under its ghosts."""

    def __init__(self, qtbot):
        self.document = Document()
        self.editor = EditorView(self.document)
        qtbot.addWidget(self.editor)
        self.editor.resize(900, 500)
        self.editor.show()
        qtbot.waitExposed(self.editor)
        self.editor.textCursor().insertText("It rained")
        self.settings = Settings()
        self.hint = FirstHint(self.editor, self.settings)

    def show(self, ghost=" all day."):
        self.editor.show_ghost(ghost)
        self.hint.on_ghost_changed(True)

    def hide(self):
        self.editor.clear_ghost()
        self.hint.on_ghost_changed(False)


@pytest.fixture
def bench(qtbot):
    return Bench(qtbot)


def test_two_lines_under_the_ghost_name_its_keys(bench):
    bench.show()
    assert bench.hint.isVisible()
    first, second = bench.hint.text().splitlines()
    assert first.startswith("Tab takes it")
    assert "Esc" in second
    assert bench.hint.y() > bench.editor.cursorRect().bottom()


def test_the_hint_moves_down_with_a_ghost_that_grows(bench):
    bench.show()
    before = bench.hint.y()
    bench.editor.show_ghost(" all day." * 30)
    assert bench.hint.y() > before


def test_a_hint_that_was_not_up_long_enough_to_be_read_comes_again(bench):
    bench.show()
    bench.hide()
    assert not bench.hint.isVisible()
    bench.show()
    assert bench.hint.isVisible()


def test_a_hint_that_was_read_never_comes_again(bench, monkeypatch):
    monkeypatch.setattr(first_hint, "_READ_MS", 0)
    bench.show()
    bench.hide()
    bench.show()
    assert not bench.hint.isVisible()
    assert not bench.settings.flag("suggest.hint")


def test_who_took_a_suggestion_needs_no_hint(bench):
    bench.show()
    bench.hint.on_taken()
    bench.show()
    assert not bench.hint.isVisible()


def test_a_writer_can_ask_for_the_hint_anew(bench):
    bench.show()
    bench.hint.on_taken()
    bench.settings.reset("suggest.hint")
    bench.show()
    assert bench.hint.isVisible()


def test_a_page_without_a_ghost_is_laid_out_as_ever(bench, qtbot):
    with qtbot.waitSignal(bench.editor.laid_out):
        bench.editor.resize(700, 400)
    assert not bench.hint.isVisible()
