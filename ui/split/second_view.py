"""The second view: a page that is read, under a line that says which text it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.document import Document
from ui.editor.highlighter import MarkdownHighlighter
from ui.editor.page_form import PageForm
from ui.editor.page_view import PageView
from ui.language import mark, told
from ui.manuscript.journal import change_between
from ui.theme import Theme

_MARGIN, _LINE_GAP = 12, 8


class ReadingPage(PageView):
    """A page nobody writes on."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocument(document.qt)
        self.setReadOnly(True)
        # A caret shows where the keys are, and selects what is to be copied.
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByKeyboard | flags.TextSelectableByMouse)
        self.set_centered_in_view(True)
        told(self.setAccessibleName, mark("Second view"))
        told(self.setAccessibleDescription, mark("Text to read beside the one you write"))


class SecondView(QFrame):
    """A text to be read.

    Signals:
        swap_requested(): the writer wants to write in this text, and read the other.
        close_requested(): it shall go away.
        left(): Esc: the keys go back to the text.
    """

    swap_requested = Signal()
    close_requested = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("secondView")
        self._document = Document(parent=self)
        # Before there is text, as for the text that is written.
        self._highlighter = MarkdownHighlighter(self._document.qt)
        self.page = ReadingPage(self._document, self)
        self.title = QLabel(self)
        self.title.setProperty("tone", "quiet")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        swap = self._button(mark("Write here"))
        swap.clicked.connect(self.swap_requested)
        close = self._button(mark("Close"))
        close.clicked.connect(self.close_requested)
        line = QHBoxLayout()
        line.setContentsMargins(_MARGIN, _LINE_GAP, _MARGIN, 0)
        line.addWidget(self.title, 1)
        line.addWidget(swap)
        line.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.page, 1)
        self.setFocusProxy(self.page)
        self.hide()

    @property
    def text(self) -> str:
        """What it shows."""
        return self._document.text()

    @property
    def position(self) -> int:
        """Where its caret stands, in UTF-16 units."""
        return self.page.textCursor().position()

    def dress(self, theme: Theme, font: QFont, form: PageForm, measure: int) -> None:
        """Take the look of the text that is written."""
        self._highlighter.set_inks(theme.ink, theme.quiet)
        self.page.setFont(font)
        self._document.qt.setDefaultFont(font)
        self._document.set_form(form)
        self.page.set_measure(measure)
        self.page.center_column()

    def show_text(self, text: str, title: str) -> None:
        """Show a text; the caret and what is in view stay where only a part of it is another."""
        self.title.setText(title)
        before = self.text
        if text == before:
            return
        change = change_between(before, text)
        cursor = QTextCursor(self._document.qt)
        start = _units(before[: change.start])
        cursor.setPosition(start)
        end = start + _units(before[change.start : change.start + change.removed])
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(change.inserted)
        # Nothing here is undone: what is remembered for it would only grow.
        self._document.qt.clearUndoRedoStacks()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the text with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _button(self, words: str) -> QPushButton:
        button = QPushButton(self)
        told(button.setText, words)
        button.setProperty("tone", "flat")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button


def _units(text: str) -> int:
    """Return how many UTF-16 units a text has, Qt's own places."""
    return len(text.encode("utf-16-le")) // 2
