"""The Voices window: a list of pages at the left, the page at the right; decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from ui.theme import Theme
from ui.voices.add_model_page import AddModelPage
from ui.voices.compare_page import ComparePage
from ui.voices.new_voice_page import NewVoicePage
from ui.voices.page import Page
from ui.voices.training_page import TrainingPage
from ui.voices.voices_page import VoicesPage

_SIZE, _LEAST = QSize(1100, 760), QSize(620, 360)
_LIST_PX = 148


class VoicesWindow(QDialog):
    """Stands beside the text and never stops it; closing it leaves what is under way running."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("voices")
        self.setWindowTitle("Voices")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.list = QListWidget(self)
        self.list.setObjectName("voicesPages")
        self.list.setAccessibleName("Pages")
        self.list.setFixedWidth(_LIST_PX)
        self.voices = VoicesPage(self)
        self.new_voice = NewVoicePage(self)
        self.training = TrainingPage(self)
        self.compare = ComparePage(self)
        self.add_model = AddModelPage(self)
        self.pages: tuple[Page, ...] = (
            self.voices, self.new_voice, self.training, self.compare, self.add_model,
        )  # fmt: skip
        self._stack = QStackedWidget(self)
        for number, page in enumerate(self.pages, start=1):
            self._stack.addWidget(_scrolled(page))
            self.list.addItem(page.title)
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(lambda page=page: self.show_page(page))
            self.list.item(number - 1).setToolTip(
                shortcut.key().toString(QKeySequence.SequenceFormat.NativeText)
            )
        self.list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.list.setCurrentRow(0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self._stack, 1)
        room = self.screen().availableSize()
        self.setMinimumSize(_LEAST.boundedTo(room))
        self.resize(_SIZE.boundedTo(room))

    @property
    def page(self) -> Page:
        """The page on show."""
        return self.pages[self._stack.currentIndex()]

    def show_page(self, page: Page) -> None:
        """Show a page and give it the keys."""
        self.list.setCurrentRow(self.pages.index(page))
        page.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def bring(self, page: Page | None = None) -> None:
        """Show the window in front; the page on show by default."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.show_page(page or self.page)

    def dress(self, theme: Theme, font: QFont) -> None:
        """Show curves in a theme's colours and passages in the text's font."""
        self.training.curves.dress(theme)
        self.compare.dress(font)


def _scrolled(page: Page) -> QScrollArea:
    """Return a page in what scrolls where the window is too small for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
