"""The project in the window: opens it, shows its scenes, saves what the binder changes.

One scene is in the editor at a time. Another takes its place only once it is saved; a fault leaves
everything as it is. Disk work runs on worker threads.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.document import Document
from ui.editor.word_count import count_words
from ui.errors import SaveFailed, UserError
from ui.file_dialogs import choose_folder, choose_new_folder
from ui.filing import AskUser, Filing, in_thread
from ui.language import mark, tr
from ui.manuscript.outline import Beat, Outline
from ui.manuscript.project import Project, create_project, open_project
from ui.manuscript.tree import Tree
from ui.notices import Tasks, Tell, ask
from ui.panels.binder import Binder
from ui.panels.outline_panel import OutlinePanel
from ui.project.lengths import count_scenes
from ui.project.outline_desk import OutlineDesk
from ui.project.scene_desk import SceneDesk
from ui.project.story import ProjectStory
from ui.project.tree_desk import TreeDesk
from ui.trace import Trace

_FIRST_SCENE, _NEW_SCENE = mark("Scene 1"), mark("New scene")


class ProjectDesk(QObject):
    """At most one open project.

    Signals:
        project_changed(bool): a project was opened, or closed.
        draft_ready(tuple[str, ...], int): the caret stands where this beat is to be written.
    """

    project_changed = Signal(bool)
    draft_ready = Signal(object, int)

    def __init__(
        self,
        window: QWidget,
        document: Document,
        filing: Filing,
        binder: Binder,
        panel: OutlinePanel,
        tasks: Tasks,
        trace: Trace,
        tell: Tell,
        ask_user: AskUser = ask,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._filing = window, document, filing
        self._binder, self._panel = binder, panel
        self._tasks, self._trace, self._tell = tasks, trace, tell
        self._trees = TreeDesk(binder, tell)
        self._scenes = SceneDesk(document, filing, binder, self._trees, trace)
        self.outlines = OutlineDesk(panel, tasks, trace, tell, ask_user)
        self.story = ProjectStory(self)
        binder.scene_chosen.connect(lambda id: tasks.start(self._go_to_scene(id)))
        binder.scene_requested.connect(lambda after: tasks.start(self.begin_scene(after)))
        binder.tree_changed.connect(lambda tree: self._begin_saving(tree))
        panel.scene_chosen.connect(lambda id: tasks.start(self.open_scene(id)))
        panel.draft_requested.connect(lambda id: tasks.start(self.draft(id)))
        panel.outline_changed.connect(lambda _: self._show_synopses())
        self._file = document.file
        document.file_changed.connect(self._on_file_changed)

    @property
    def project(self) -> Project | None:
        """The open project; None where there is none."""
        return self._trees.project

    @property
    def tree(self) -> Tree:
        """The manuscript's tree as it stands in the binder."""
        return self._trees.tree

    @property
    def scene(self) -> str:
        """The id of the scene in the editor; empty where the text is none of the project's."""
        return self._scenes.current

    @property
    def outline(self) -> Outline:
        """The outline as it stands in its panel."""
        return self.outlines.outline

    # Opening

    async def choose(self) -> None:
        """Let the writer choose a project and open it; raises FileUnusable."""
        folder = await choose_folder(self._window, tr("Open project"), self._start())
        if folder is not None:
            await self.open_path(folder)

    async def open_path(self, path: Path) -> None:
        """Open a text or a project's folder that the writer named; raises FileUnusable."""
        if scene := self._scenes.at(path):
            await self.open_scene(scene)
        elif not await in_thread(path.is_dir):
            await self._filing.open_path(path, self.leave_text)
        elif not self._filing.is_elsewhere(path):
            project = await in_thread(lambda: open_project(path))
            await self.show(project)

    async def make(self) -> None:
        """Let the writer name a new project, make it and open it; raises SaveFailed."""
        folder = await choose_new_folder(self._window, tr("New project"), self._start())
        if folder is not None and await self.settle():
            project = await in_thread(lambda: create_project(folder, folder.name))
            await self.show(project)
            await self.new_scene("", tr(_FIRST_SCENE))

    async def show(self, project: Project, scene: str = "") -> None:
        """Open a project, once the text before it is safe; raises FileUnusable.

        Args:
            project: as it was read.
            scene: the id of the scene to show; the first one by default, or where it is gone.
        """
        is_settled = False
        # Read again where the writer changed something while it was read.
        while not is_settled:
            if not await self.settle():
                return
            project, missing = await in_thread(partial(_read_last, project, self.project))
            outline = await self.outlines.read(project.folder)
            if not await self._scenes.clear(self.leave_text):
                return
            is_settled = self.outlines.is_settled and self._trees.is_settled
        self._trees.show(project, missing)
        if project.fault:
            self._tell(project.fault, is_error=True)
        for sentence in project.told:
            self._tell(sentence)
        self.outlines.show(project.folder, outline)
        self._show_scenes()
        self.project_changed.emit(True)
        self._trace.event("project_opened", scenes=len(project.tree.scenes()))
        await self.story.read(project.folder)
        there = [item for item in project.tree.scenes() if item.id not in missing]
        ids = [item.id for item in there]
        if ids:
            await self.open_scene(scene if scene in ids else ids[0])
        self._tasks.start(self._count_words(project))

    async def settle(self) -> bool:
        """Make the tree, the outline and the text safe; returns whether they may be let go of.

        A scene is saved without a question; the writer is asked where that fails.
        """
        # The text comes last: the writer may go on typing while the others are saved.
        while await self._trees.settle() and await self.outlines.settle():
            if not await self.leave_text():
                return False
            if self.outlines.is_settled and self._trees.is_settled:
                return True
        return False

    async def leave_text(self) -> bool:
        """Make the text safe, with a question where a scene cannot be saved."""
        try:
            return await self._scenes.leave()
        except SaveFailed as error:
            self._tell(str(error), is_error=True)
            return await self._filing.settle()

    async def open_text(self) -> None:
        """Let the writer open a text; a scene before it is saved without a question."""
        await self._filing.open(self.leave_text)

    async def close(self) -> None:
        """Let go of a project that was settled."""
        self._trees.project = None
        self.outlines.show(Path(), None)
        await self.story.read(None)
        self.project_changed.emit(False)

    async def refresh_notes(self) -> None:
        """Read story notes again that another program may have changed."""
        if self.project is not None:
            await self.story.read(self.project.folder)

    def _start(self) -> Path:
        return self.project.folder.parent if self.project is not None else Path.home()

    # Scenes

    async def open_scene(self, id: str) -> None:
        """Show a scene once the text before it is saved.

        Raises:
            FileUnusable: its file is missing or cannot be read; the text on show stays.
            SaveFailed: the text on show cannot be saved and stays.
        """
        if await self._scenes.open(id):
            await self.refresh_notes()

    async def _go_to_scene(self, id: str) -> None:
        """Show a scene and bring the keys to its text."""
        if await self._scenes.open(id):
            # At once: what is typed next is meant for the text.
            self._binder.left.emit()
            await self.refresh_notes()

    async def new_scene(self, after: str, title: str = "") -> str:
        """Make a scene behind a row of the binder, or in it, and show it; raises SaveFailed."""
        id = await self._trees.add_scene(title or tr(_NEW_SCENE), after)
        if id:
            self._on_tree_saved()
            await self.open_scene(id)
        return id

    async def begin_scene(self, after: str) -> None:
        """Make a scene and let the writer name it in the binder, or write where none is seen.

        Raises:
            SaveFailed: it cannot be made, or the text before it not saved.
        """
        id = await self.new_scene(after)
        if id and self.scene == id:
            if self._binder.isVisible():
                self._binder.name_new(id)
            else:
                self._binder.left.emit()
        self._trace.event("scene_made", id=id)

    async def draft(self, beat_id: str) -> None:
        """Bring the caret to the end of a beat's scene and ask for its text there.

        A beat without a scene gets one: its card and its text are one object.
        """
        if self.project is None or beat_id not in self.outline:
            return
        beat = self.outline.find(beat_id)
        scene = beat.scene
        if scene in self.tree.trashed:
            raise UserError(
                tr(
                    "The scene of this beat, “{title}”, is in the trash. Put it back, or choose "
                    "another scene for the beat."
                ).format(title=self.tree.find(scene).title)
            )
        if not scene or scene not in self.tree:
            scene = await self.new_scene("", beat.title)
            if not scene or beat_id not in self.outline:
                return
            self._trace.event("scene_made", id=scene)
            self._panel.apply(self.outline.attach(beat_id, scene), tr("Give the beat a scene"))
        await self.open_scene(scene)
        # Looked up again: it may have been edited, or removed, while the scene was opened.
        if self.scene == scene and beat_id in self.outline:
            self.draft_ready.emit(*self.outlines.lines_around(self.outline.find(beat_id)))

    # The tree

    def _begin_saving(self, tree: Tree) -> None:
        if self.project is not None:
            # The project of this moment: another one may be open once the save begins.
            self._tasks.start(self._save_tree(tree, self.project))

    async def _save_tree(self, tree: Tree, project: Project) -> None:
        """Save what the writer changed; a scene that went to the trash leaves the editor."""
        before = project.tree
        if await self._trees.save(tree, project):
            self._on_tree_saved()
            await self._scenes.leave_trash(before, tree)

    def _on_tree_saved(self) -> None:
        self._show_scenes()
        self._scenes.name_text()
        self._trace.event("tree_saved", scenes=len(self.tree.scenes()))

    def _on_file_changed(self) -> None:
        """Keep the order of found scenes with the first text that is saved, as opening does not."""
        before, self._file = self._file, self._document.file
        if before is None or self._file is None or before.path != self._file.path:
            return
        is_saved = before.sha256 != self._file.sha256
        if is_saved and self.scene and self.project is not None and self.project.has_found:
            self._begin_saving(self.tree)

    def _show_scenes(self) -> None:
        trashed = [item for item in self.tree.items if item.id in self.tree.trashed]
        self._panel.set_scenes(self.tree.scenes(), [i for i in trashed if i.kind == "scene"])
        self._show_synopses()

    def _show_synopses(self) -> None:
        beats: dict[str, Beat] = {beat.scene: beat for beat in self.outline.beats if beat.scene}
        self._binder.set_synopses({scene: beat.synopsis for scene, beat in beats.items()})

    def show_words(self, count: int) -> None:
        """Show how many words the scene in the editor has."""
        if self.scene:
            self._binder.set_words(self.scene, count)

    async def _count_words(self, project: Project) -> None:
        counts = await in_thread(lambda: count_scenes(project))
        if project is self.project:
            if self.scene:
                counts[self.scene] = count_words(self._document.text())
            self._binder.set_all_words(counts)


def _read_last(project: Project, shown: Project | None) -> tuple[Project, frozenset[str]]:
    """Return a project as it is on the disk now, and its scenes whose file is not there."""
    if shown is not None and shown.folder == project.folder:
        # Opened again: its tree may have been saved since it was read.
        project = open_project(project.folder)
    return project, project.missing(project.tree)
