"""A book's tree and outline, and the panels that show them."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractItemView

from ui.manuscript.tree import Tree, TreeItem


@pytest.fixture
def tree() -> Tree:
    """Return a part with two chapters of two scenes, and an epilogue."""

    def scene(id, parent=""):
        return TreeItem(id, "scene", f"Scene {id}", f"manuscript/{id}.md", parent)

    return Tree(
        (
            TreeItem("p", "part", "Part One"),
            TreeItem("c1", "chapter", "Arrival", parent="p"),
            scene("a", "c1"),
            scene("b", "c1"),
            TreeItem("c2", "chapter", "Storm", parent="p"),
            scene("c", "c2"),
            scene("d", "c2"),
            scene("e"),
        )
    )


@pytest.fixture
def drop(monkeypatch):
    """Return a function that drops a view's current row on, above or below another one."""

    def act(view, id, place):
        item = view._items[id]
        where = getattr(QAbstractItemView.DropIndicatorPosition, place)
        monkeypatch.setattr(view, "dropIndicatorPosition", lambda: where)
        monkeypatch.setattr(view, "itemAt", lambda _at: item)
        move, left = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
        none, kind = Qt.KeyboardModifier.NoModifier, QEvent.Type.Drop
        data = QMimeData()
        event = QDropEvent(QPointF(QPoint(1, 1)), move, data, left, none, kind)
        view.dropEvent(event)

    return act
