"""What the pages of the Voices window have in common: margins, a title, quiet and strong labels."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.language import saying, told
from ui.paged_window import WindowPage

_MARGIN, _SPACING = 24, 12


class Page(WindowPage):
    """A page: its title above, what is added below it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("voicesPage")
        told(self.setAccessibleName, title)
        self.title = title
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self.body.setSpacing(_SPACING)
        head = saying(QLabel(self), title)
        head.setObjectName("voicesTitle")
        self.body.addWidget(head)
        # Keeps a page at the top while what takes the room is hidden.
        self._filler = QWidget(self)
        self._filler.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._filler.hide()

    def keep_at_top(self, is_empty: bool) -> None:
        """Leave the room below free while there is nothing to take it.

        Args:
            is_empty: whether what takes the room is hidden.
        """
        self.body.removeWidget(self._filler)
        self.body.addWidget(self._filler, 100 if is_empty else 0)
        self._filler.setVisible(is_empty)

    @property
    def first(self) -> QWidget:
        """What gets the keys when the page is opened."""
        return self


class Steps(QStackedWidget):
    """Steps of one page, of which one shows; no taller than the one that shows needs."""

    def show_step(self, step: QWidget) -> None:
        """Show one step."""
        for each in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            is_shown = each is step
            policy = QSizePolicy.Policy.Preferred if is_shown else QSizePolicy.Policy.Ignored
            each.setSizePolicy(policy, policy)
        self.setCurrentWidget(step)


def has_keys(widget: QWidget) -> bool:
    """Return whether a widget gets the keys of its window, also while another window is in front.

    `hasFocus` is false as long as a file dialog stands before the window.
    """
    return widget.window().focusWidget() is widget


def quiet(words: str, parent: QWidget) -> QLabel:
    """Return a label for what explains; it wraps and shows no markup.

    Args:
        words: marked; empty for a label that is told later.
        parent: owns it.
    """
    label = _label(words, parent)
    label.setProperty("tone", "quiet")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def head(words: str, parent: QWidget) -> QLabel:
    """Return a label that stands above a part of a page; words as for `quiet`."""
    label = _label(words, parent)
    label.setObjectName("voicesHead")
    return label


def _label(words: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    if words:
        told(label.setText, words)
    return label


def row(*widgets: QWidget, ends: bool = True) -> QHBoxLayout:
    """Return widgets side by side; with `ends` the room behind them stays free."""
    layout = QHBoxLayout()
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    if ends:
        layout.addStretch(1)
    return layout


def column(parent: QWidget) -> QVBoxLayout:
    """Return the layout of a part of a page that has no margins of its own."""
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(_SPACING)
    return layout


def button(words: str, parent: QWidget, *, is_danger: bool = False) -> QPushButton:
    """Return a button of marked words that Return presses while it has the keys."""
    made = QPushButton(parent)
    if words:
        told(made.setText, words)
    made.setAutoDefault(True)
    made.setDefault(False)
    if is_danger:
        made.setProperty("tone", "danger")
    return made
