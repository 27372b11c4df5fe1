"""What undo, cut, copy and paste act on: the prose, a field, or what a panel shows.

The menu's keys reach every widget of the window; the prose must change only where the keys are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from ui.editor.editor_view import EditorView
from ui.suggest.trigger import EditKind


def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Edits:
    """The edit actions of one place; what a place has no use for does nothing."""

    undo: Callable[[], object] = _nothing
    redo: Callable[[], object] = _nothing
    cut: Callable[[], object] = _nothing
    copy: Callable[[], object] = _nothing
    paste: Callable[[], object] = _nothing
    select_all: Callable[[], object] = _nothing


def edits_for(
    focused: QWidget | None,
    editor: EditorView,
    panels: Iterable[QWidget],
    stacks: Mapping[QWidget, QUndoStack],
) -> Edits:
    """Return the edit actions of the widget that has the keys.

    Args:
        focused: that widget.
        editor: the prose, which is meant wherever no panel and no field has the keys.
        panels: what stands beside the prose.
        stacks: parts of the panels that undo by themselves, their fields too.
    """
    if focused is None or focused is editor:
        return _of_prose(editor)
    stack = next((stack for part, stack in stacks.items() if _holds(part, focused)), None)
    if isinstance(focused, QLineEdit | QPlainTextEdit | QTextEdit):
        # A title that is typed in its row becomes a step of the panel only once it is done.
        return _of_field(focused, None if _is_in_rows(focused) else stack)
    if stack is not None:
        return Edits(undo=stack.undo, redo=stack.redo)
    if any(_holds(panel, focused) for panel in panels):
        return Edits()
    return _of_prose(editor)


def _of_prose(editor: EditorView) -> Edits:
    return Edits(
        undo=lambda: editor.perform(EditKind.UNDONE, editor.undo),
        redo=lambda: editor.perform(EditKind.UNDONE, editor.redo),
        cut=lambda: editor.perform(EditKind.DELETED, editor.cut),
        copy=editor.copy,
        paste=lambda: editor.perform(EditKind.PASTED, editor.paste),
        select_all=editor.selectAll,
    )


def _of_field(field: QLineEdit | QPlainTextEdit | QTextEdit, stack: QUndoStack | None) -> Edits:
    return Edits(
        undo=stack.undo if stack else field.undo,
        redo=stack.redo if stack else field.redo,
        cut=field.cut,
        copy=field.copy,
        paste=field.paste,
        select_all=field.selectAll,
    )


def _is_in_rows(field: QWidget) -> bool:
    rows = field.parentWidget()
    return rows is not None and isinstance(rows.parentWidget(), QAbstractItemView)


def _holds(widget: QWidget, other: QWidget) -> bool:
    return widget is other or widget.isAncestorOf(other)
