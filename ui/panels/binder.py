"""The binder: the manuscript's parts, chapters and scenes beside the text; writes no file.

What the writer changes is a new tree, shown at once and told, and one step of undo; whoever listens
saves it, and shows the old one again should that fail. A new scene needs a file, so it is only
asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from ui.language import mark, on_change, saying, told, tr
from ui.manuscript import nesting
from ui.manuscript.nesting import TOP
from ui.manuscript.project import with_group
from ui.manuscript.tree import TRASH, Tree
from ui.panels.binder_rows import SceneFacts, binder_rows
from ui.panels.row_tree import RowTree
from ui.panels.tree_steps import UNDO_STEPS, TreeStep, undo_keys

WIDTH = 248
_NEW_CHAPTER = mark("New chapter")
_EMPTY = mark("No scenes yet. Press Ctrl+N to write the first one.")
_KEYS_TOLD = mark(
    "Return opens, F2 renames, Alt+Shift+Up and Down move, Delete puts in the "
    "trash, Ctrl+Z undoes, Ctrl+N makes a new scene, Esc goes back to the text."
)


class Binder(QFrame):
    """The tree of one project.

    Signals:
        scene_chosen(id): open this scene.
        scene_requested(id): make a new scene behind this row or in it; empty is the end.
        tree_changed(Tree): the writer changed the tree, or undid a change; it is shown already.
        left(): back to the text.
    """

    scene_chosen = Signal(str)
    scene_requested = Signal(str)
    tree_changed = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("binder")
        self.setFixedWidth(WIDTH)
        self._tree = Tree()
        self._facts = SceneFacts()
        self._named_new = False
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)
        self._title = QLabel(self)
        self._title.setObjectName("panelTitle")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._view = RowTree(mark("Binder"), _EMPTY, self)
        told(self._view.setAccessibleDescription, _KEYS_TOLD)
        self._view.fold(TRASH)
        self._button = saying(QPushButton(self), mark("New scene"))
        self._button.setProperty("tone", "flat")
        told(self._button.setToolTip, mark("Ctrl+N in the binder"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 12, 4, 8)
        layout.setSpacing(8)
        for widget in (self._title, self._view, self._button):
            layout.addWidget(widget)
        self.setFocusProxy(self._view)
        self._connect()
        on_change(self, self._show)

    def _connect(self) -> None:
        self._button.clicked.connect(lambda: self._ask_for_scene())
        self._view.itemDoubleClicked.connect(lambda: self._open())
        self._view.row_dropped.connect(self._on_dropped)
        self._view.row_renamed.connect(self._on_renamed)
        self._view.title_left.connect(self._on_title_left)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.customContextMenuRequested.connect(self._show_menu)
        self._view.listen(
            {
                "Return": self._open,
                "Enter": self._open,
                "F2": lambda: self.edit_title(self.selected),
                "Alt+Shift+Up": partial(self._change, Tree.move_up),
                "Alt+Shift+Down": partial(self._change, Tree.move_down),
                "Alt+Shift+Right": partial(self._change, Tree.indent),
                "Alt+Shift+Left": partial(self._change, Tree.outdent),
                "Del": partial(self._change, Tree.trash),
                "Ctrl+Backspace": partial(self._change, Tree.trash),
                "Ctrl+N": self._ask_for_scene,
                "Ins": self._ask_for_scene,
                "Esc": self.left.emit,
                **undo_keys(self.undo_stack),
            }
        )

    @property
    def tree(self) -> Tree:
        """The tree that is shown."""
        return self._tree

    @property
    def selected(self) -> str:
        """The id of the row under the keys, empty where there is none."""
        return self._view.current_id

    @property
    def open_scene(self) -> str:
        """The id of the scene that is marked as open, empty where none is."""
        return self._facts.open_scene

    def set_title(self, title: str) -> None:
        """Name the project above its tree."""
        self._title.setText(title)
        told(
            self._view.setAccessibleName,
            lambda: tr("Binder of {title}").format(title=title) if title else tr("Binder"),
        )

    def set_tree(self, tree: Tree, missing: frozenset[str] = frozenset()) -> None:
        """Show a tree from the disk; what could be undone in another one is forgotten.

        Args:
            tree: the tree.
            missing: the scenes whose file is not there.
        """
        if tree != self._tree:
            self.undo_stack.clear()
        self._tree = tree
        self.set_missing(missing)

    def set_missing(self, missing: frozenset[str]) -> None:
        """Show which scenes have no file."""
        self._facts.missing = missing
        self._show()

    def set_synopses(self, synopses: Mapping[str, str]) -> None:
        """Show what each scene is about, by its id, when the pointer rests on it."""
        self._facts.synopses = dict(synopses)
        self._show()

    def set_words(self, id: str, count: int) -> None:
        """Show a scene's length, and what its chapter then has."""
        if self._facts.words.get(id) != count:
            self.set_all_words({**self._facts.words, id: count})

    def set_all_words(self, counts: Mapping[str, int]) -> None:
        """Show the lengths of all scenes at once, by their ids."""
        self._facts.words = dict(counts)
        self._show()

    def set_current(self, id: str) -> None:
        """Mark the scene that is open, and put the keys on it."""
        self._facts.open_scene = id
        self._show(choose=id)

    def edit_title(self, id: str) -> None:
        """Let the writer type a row's title."""
        self._named_new = False
        self._view.edit_title(id)

    def name_new(self, id: str) -> None:
        """Let the writer name a new scene; Return or Esc then leads to its text."""
        self.edit_title(id)
        self._named_new = True

    def apply(self, tree: Tree, choose: str) -> None:
        """Take a change from elsewhere, such as a new scene, as one step of undo; it is not told.

        Args:
            tree: what it makes of the tree that is shown.
            choose: the row to stand on.
        """
        self._push(tree, choose, is_told=False)

    def _show(self, choose: str = "") -> None:
        self._view.show_rows(binder_rows(self._tree, self._facts), choose or self.selected)

    def _change(self, operation: Callable[[Tree, str], Tree]) -> None:
        if self.selected in self._tree:
            self._take(operation(self._tree, self.selected))

    def _take(self, tree: Tree) -> None:
        gone = tree.trashed - self._tree.trashed
        choose = self._beside(self.selected, tree) if self.selected in gone else self.selected
        self._push(tree, choose)

    def _push(self, tree: Tree, choose: str, is_told: bool = True) -> None:
        if tree == self._tree:
            return
        before, after = (self._tree, self.selected), (tree, choose)
        was_blocked = self.blockSignals(not is_told)
        self.undo_stack.push(TreeStep(self._show_step, before, after))
        self.blockSignals(was_blocked)

    def _show_step(self, tree: Tree, choose: str) -> None:
        # A scene that was made since an earlier tree is not lost when that one comes back.
        self._tree = tree.keeping(self._tree)
        self._show(choose)
        self.tree_changed.emit(self._tree)

    def _beside(self, id: str, tree: Tree) -> str:
        """Return the row to stand on once a row went into the folded trash."""
        ids = self._view.row_ids()
        at = ids.index(id)
        kept = set(ids) - tree.trashed - {TRASH}
        return next((i for i in (*ids[at:], *reversed(ids[:at])) if i in kept), "")

    def _open(self) -> None:
        if self.selected not in self._tree:
            if self.selected:
                self._view.toggle_fold(self.selected)
        elif self._tree.find(self.selected).kind == "scene":
            self.scene_chosen.emit(self.selected)
        else:
            self._view.toggle_fold(self.selected)

    def _ask_for_scene(self) -> None:
        is_there = self.selected in self._tree and self.selected not in self._tree.trashed
        self.scene_requested.emit(self.selected if is_there else "")

    def _begin_chapter(self) -> None:
        """Put the scene under the keys into a new chapter in its place, and let it be named."""
        scene = self._tree.find(self.selected)
        beside = scene
        if scene.parent in self._tree and self._tree.find(scene.parent).kind == "chapter":
            # A chapter holds no chapter: the new one stands behind the one that the scene leaves.
            beside = self._tree.find(scene.parent)
        row = nesting.row_of(self._tree.items, beside) + (beside is not scene)
        tree, chapter = with_group(self._tree, "chapter", tr(_NEW_CHAPTER), beside.parent)
        tree = tree.move(chapter, beside.parent, row).move(scene.id, chapter, 0)
        self._push(tree, chapter)
        self.edit_title(chapter)

    def _on_dropped(self, id: str, parent: str, row: int) -> None:
        if id in self._tree and (parent in (TOP, TRASH) or parent in self._tree):
            self._take(self._tree.move(id, parent, row))

    def _on_renamed(self, id: str, title: str) -> None:
        self._take(self._tree.rename(id, title))

    def _on_title_left(self) -> None:
        if self._named_new:
            self._named_new = False
            self.left.emit()

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu()
        if menu.actions():
            menu.popup(self._view.viewport().mapToGlobal(at))

    def menu(self) -> QMenu:
        """Return what can be done with the row under the keys."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        id = self.selected
        if id not in self._tree:
            return menu
        if self._tree.find(id).kind == "scene":
            menu.addAction(_with_key(tr("Open"), "Return"), self._open)
        menu.addAction(_with_key(tr("Rename"), "F2"), lambda: self.edit_title(id))
        if id in self._tree.trashed:
            menu.addAction(tr("Put back"), partial(self._change, Tree.put_back))
            return menu
        menu.addAction(_with_key(tr("New scene behind it"), "Ctrl+N"), self._ask_for_scene)
        if self._tree.find(id).kind == "scene":
            menu.addAction(tr("Begin a chapter with it"), self._begin_chapter)
        menu.addSeparator()
        menu.addAction(
            _with_key(tr("Move up"), "Alt+Shift+Up"), partial(self._change, Tree.move_up)
        )
        menu.addAction(
            _with_key(tr("Move down"), "Alt+Shift+Down"), partial(self._change, Tree.move_down)
        )
        menu.addSeparator()
        menu.addAction(_with_key(tr("Put in the trash"), "Del"), partial(self._change, Tree.trash))
        return menu


def _with_key(label: str, key: str) -> str:
    """Return a menu's entry with the key that does the same."""
    return f"{label}\t{key}"
