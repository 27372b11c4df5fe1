"""The Voices window: its pages and how they are dressed; decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.language import mark
from ui.paged_window import PagedWindow
from ui.theme import Theme
from ui.voices.add_model_page import AddModelPage
from ui.voices.compare_page import ComparePage
from ui.voices.new_voice_page import NewVoicePage
from ui.voices.page import Page
from ui.voices.training_page import TrainingPage
from ui.voices.voices_page import VoicesPage

_SIZE = QSize(1100, 760)


class VoicesWindow(PagedWindow):
    """Stands beside the text and never stops it; closing it leaves what is under way running."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(mark("Voices"), _SIZE, parent)
        self.setObjectName("voices")
        self.voices = VoicesPage(self)
        self.new_voice = NewVoicePage(self)
        self.training = TrainingPage(self)
        self.compare = ComparePage(self)
        self.add_model = AddModelPage(self)
        self.pages: tuple[Page, ...] = (
            self.voices, self.new_voice, self.training, self.compare, self.add_model,
        )  # fmt: skip
        self.fill(self.pages, [_scrolled(page) for page in self.pages])

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
