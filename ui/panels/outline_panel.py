"""The outline beside the text: a tree of beats and the fields of one; writes no file.

Every change goes over one undo stack whose steps hold the outline before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.language import mark, on_change, told, tr
from ui.manuscript.nesting import TOP
from ui.manuscript.outline import Beat, Outline
from ui.manuscript.tree import TreeItem
from ui.panels.beat_form import MARGIN, STATUS_LABELS, BeatForm
from ui.panels.row_tree import Row, RowTree, key_name
from ui.panels.tree_steps import UNDO_STEPS, undo_keys

_EMPTY = mark("No beats yet. Press Return to add the first one.")
_KEYS_TOLD = mark(
    "Return adds a beat, F2 edits it, Tab and Shift+Tab move it in and out, "
    "Alt+Shift+Up and Down move it, Delete removes it, Ctrl+Z undoes, Esc goes "
    "back to the text."
)
_MERGES = 1


class OutlinePanel(QWidget):
    """The beats of one project.

    Signals:
        outline_changed(Outline): the writer changed it, or undid a change; it is shown already.
        ideas_requested(id): suggest beats below this one; empty is for the whole outline.
        draft_requested(id): write this beat as text.
        scene_chosen(id): open the scene of a beat.
        left(): back to the text.
    """

    outline_changed = Signal(object)
    ideas_requested = Signal(str)
    draft_requested = Signal(str)
    scene_chosen = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outline = Outline()
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)
        self._view = RowTree(mark("Outline"), _EMPTY, self)
        told(self._view.setAccessibleDescription, _KEYS_TOLD)
        self._form = BeatForm(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        rows = QVBoxLayout()
        # On the left the arrows stand in the margin, and rows begin where the fields do.
        rows.setContentsMargins(0, 0, MARGIN, 0)
        rows.addWidget(self._view)
        layout.addLayout(rows, 1)
        layout.addWidget(self._form)
        self.setFocusProxy(self._view)
        self._connect()
        on_change(self, lambda: self._show(self._outline, self.selected))

    def _connect(self) -> None:
        self._view.row_chosen.connect(self._on_row_chosen)
        self._view.row_dropped.connect(self._on_dropped)
        self._view.itemDoubleClicked.connect(lambda: self._open_scene())
        self._form.edited.connect(self._on_edited)
        self._form.key_pressed.connect(self._on_form_key)
        self._form.ideas_requested.connect(lambda: self.ideas_requested.emit(self.selected))
        self._form.draft_requested.connect(lambda: self.draft_requested.emit(self.selected))
        keys: dict[str, Callable[[], object]] = {
            "Return": self.add_beat,
            "Ins": self.add_beat,
            "Enter": self._edit,
            "F2": self._edit,
            "Del": self._remove,
            "Ctrl+Backspace": self._remove,
            "Ctrl+Return": self._open_scene,
            "Esc": self.left.emit,
        }
        for pair, operation, label in (
            (("Alt+Shift+Up",), Outline.move_up, mark("Move beat up")),
            (("Alt+Shift+Down",), Outline.move_down, mark("Move beat down")),
            (("Tab", "Alt+Shift+Right"), Outline.indent, mark("Move beat in")),
            (
                ("Shift+Backtab", "Shift+Tab", "Alt+Shift+Left"),
                Outline.outdent,
                mark("Move beat out"),
            ),
        ):
            keys |= dict.fromkeys(pair, partial(self._change, operation, label))
        self._undo_keys = undo_keys(self.undo_stack)
        self._view.listen(keys | self._undo_keys)

    @property
    def outline(self) -> Outline:
        """The outline that is shown."""
        return self._outline

    @property
    def selected(self) -> str:
        """The id of the beat under the keys, empty where there is none."""
        return self._view.current_id

    def set_outline(self, outline: Outline) -> None:
        """Show the outline that was read from disk; what could be undone is forgotten."""
        self.undo_stack.clear()
        self._show(outline, self.selected)

    def set_scenes(self, scenes: Sequence[TreeItem], trashed: Sequence[TreeItem] = ()) -> None:
        """Offer the manuscript's scenes for beats to be told by; trashed ones only show as such."""
        self._form.set_scenes(scenes, trashed)
        self._show(self._outline, self.selected)

    def apply(self, outline: Outline, label: str) -> None:
        """Take a change from elsewhere, such as suggested beats, as one undo step.

        Args:
            outline: what it makes of the outline that is shown.
            label: what it did, in the imperative: "Add suggested beats".
        """
        self._form.end_session()
        new = [beat.id for beat in outline.beats if beat.id not in self._outline]
        self._push(outline, label, select=new[0] if new else self.selected)

    def choose(self, id: str) -> None:
        """Put the keys on a beat, where it is there."""
        self._view.choose(id)

    def add_beat(self) -> None:
        """Add an empty beat behind the current one, and let the writer type its title."""
        beat = Beat(self._outline.free_id())
        self._push(self._outline.insert(beat, after=self.selected), tr("Add beat"), select=beat.id)
        self._form.edit_title()

    def show_state(self, outline: Outline, select: str) -> None:
        """Show what a step of the undo stack leads to, and tell it."""
        self._show(outline, select)
        self.outline_changed.emit(outline)

    def _show(self, outline: Outline, select: str) -> None:
        self._outline = outline
        self._view.show_rows([_row(beat) for beat in outline.beats], select)
        self._on_row_chosen(self.selected)

    def _push(
        self, outline: Outline, label: str, select: str, field: tuple[str, str, int] | None = None
    ) -> None:
        if outline != self._outline:
            self.undo_stack.push(_Step(self, label, (outline, select), field))

    def _change(self, operation: Callable[[Outline, str], Outline], label: str) -> bool:
        """Change the current beat; tell where there is none, so that Tab leads on."""
        if self.selected:
            self._push(operation(self._outline, self.selected), tr(label), self.selected)
        return bool(self.selected)

    def _remove(self) -> None:
        if not self.selected:
            return
        beat = self._outline.find(self.selected)
        brothers = self._outline.children(beat.parent)
        row = brothers.index(beat)
        beside = [*brothers[row + 1 :], *reversed(brothers[:row])]
        select = beside[0].id if beside else beat.parent
        self._push(self._outline.remove(beat.id), tr("Remove beat"), select)

    def _edit(self) -> None:
        if self.selected:
            self._form.edit_title()

    def _open_scene(self) -> None:
        if self.selected and (scene := self._outline.find(self.selected).scene):
            self.scene_chosen.emit(scene)

    def _on_row_chosen(self, id: str) -> None:
        if id != self._form.beat_id:
            self._form.end_session()
        self._form.show_beat(self._outline.find(id) if id in self._outline else None)

    def _on_dropped(self, id: str, parent: str, row: int) -> None:
        if id in self._outline and (parent == TOP or parent in self._outline):
            self._push(self._outline.move(id, parent, row), tr("Move beat"), id)

    def _on_edited(self, field: str, value: object, session: int) -> None:
        if id := self.selected:
            changed = self._outline.edit(id, **{field: value})
            self._push(changed, tr("Change {field}").format(field=field), id, (id, field, session))

    def _on_form_key(self, event: QKeyEvent) -> None:
        """Take the keys that mean the panel and not a field: undo, and the way back."""
        name, is_press = key_name(event), event.type() == QKeyEvent.Type.KeyPress
        act = self._undo_keys.get(name)
        if name == "Esc" or (name in ("Return", "Enter") and self._form.title.hasFocus()):
            act = self._view.setFocus
        if act is not None:
            event.accept()
            if is_press:
                act()


class _Step(QUndoCommand):
    """One change: the outline before and after, and the beat to stand on."""

    def __init__(
        self,
        panel: OutlinePanel,
        label: str,
        after: tuple[Outline, str],
        field: tuple[str, str, int] | None,
    ) -> None:
        super().__init__(label)
        self._panel = panel
        self._before = (panel.outline, panel.selected)
        self.after = after
        self.field = field

    def redo(self) -> None:
        """Do it, for the first time or again."""
        self._panel.show_state(*self.after)

    def undo(self) -> None:
        """Take it back."""
        self._panel.show_state(*self._before)

    def id(self) -> int:
        """Tell Qt whether a later step may be joined to this one."""
        return _MERGES if self.field else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Join what was typed into the same field without leaving it."""
        if not isinstance(other, _Step) or other.field != self.field:
            return False
        self.after = other.after
        self.setObsolete(self.after[0] == self._before[0])
        return True


def _row(beat: Beat) -> Row:
    status = tr(STATUS_LABELS[beat.status]) if beat.status else ""
    target = f"{beat.target:,}" if beat.target else ""
    synopsis = " ".join(beat.synopsis.split())
    return Row(
        beat.id,
        beat.parent,
        beat.title or tr("Untitled beat"),
        tail=" · ".join(filter(None, (status, target))),
        second=synopsis,
        color=beat.color,
        tip=beat.synopsis,
        is_quiet=not beat.title,
        is_strong=not beat.parent,
    )
