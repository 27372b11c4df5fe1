"""The project in the window: opens it, shows its scenes, saves what the binder changes.

One scene is in the editor at a time. Another takes its place only once it is saved; a fault leaves
everything as it is. Disk work runs on worker threads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.document import Document
from ui.editor.word_count import count_words
from ui.errors import ChangedOnDisk, FileUnusable, UserError
from ui.file_dialogs import choose_folder, choose_new_folder
from ui.filing import AskUser, Filing, in_thread
from ui.manuscript.nesting import TOP
from ui.manuscript.outline import Beat, Outline
from ui.manuscript.project import Project, create_project, open_project
from ui.manuscript.tree import Tree
from ui.notices import Tasks, ask
from ui.panels.binder import Binder
from ui.panels.outline_panel import OutlinePanel
from ui.project.outline_desk import OutlineDesk
from ui.project.story import ProjectStory
from ui.trace import Trace

_FIRST_SCENE, _NEW_SCENE = "Scene 1", "New scene"


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
        tell: Callable[[str], object],
        ask_user: AskUser = ask,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._filing = window, document, filing
        self._binder, self._panel = binder, panel
        self._tasks, self._trace, self._tell = tasks, trace, tell
        self._project: Project | None = None
        self._saving = asyncio.Lock()
        self.outlines = OutlineDesk(panel, tasks, trace, tell, ask_user)
        self.story = ProjectStory(self)
        binder.scene_chosen.connect(lambda id: tasks.start(self.open_scene(id)))
        binder.scene_requested.connect(lambda after: tasks.start(self.new_scene(after)))
        binder.tree_changed.connect(lambda tree: tasks.start(self._save_tree(tree)))
        panel.scene_chosen.connect(lambda id: tasks.start(self.open_scene(id)))
        panel.draft_requested.connect(lambda id: tasks.start(self.draft(id)))
        panel.outline_changed.connect(lambda _: self._show_synopses())
        document.file_changed.connect(self._on_file_changed)

    @property
    def project(self) -> Project | None:
        """The open project; None where there is none."""
        return self._project

    @property
    def tree(self) -> Tree:
        """The manuscript's tree as it stands in the binder."""
        return self._binder.tree if self._project is not None else Tree()

    @property
    def scene(self) -> str:
        """The id of the scene in the editor; empty where the text is none of the project's."""
        file = self._document.file
        if self._project is None or file is None:
            return ""
        folder = self._project.folder
        if not file.path.is_relative_to(folder):
            return ""
        item = self._binder.tree.scene_of_file(file.path.relative_to(folder).as_posix())
        return item.id if item is not None else ""

    @property
    def outline(self) -> Outline:
        """The outline as it stands in its panel."""
        return self.outlines.outline

    # Opening

    async def choose(self) -> None:
        """Let the writer choose a project and open it; raises FileUnusable."""
        folder = await choose_folder(self._window, "Open project", self._start())
        if folder is not None:
            project = await in_thread(lambda: open_project(folder))
            await self.show(project)

    async def make(self) -> None:
        """Let the writer name a new project, make it and open it; raises SaveFailed."""
        folder = await choose_new_folder(self._window, "New project", self._start())
        if folder is not None and await self.settle():
            project = await in_thread(lambda: create_project(folder, folder.name))
            await self.show(project)
            await self.new_scene("", _FIRST_SCENE)

    async def show(self, project: Project) -> None:
        """Open a project, once the text before it is safe; raises FileUnusable."""
        outline = await self.outlines.read(project.folder)
        if not await self.settle():
            return
        self._project = project
        missing = await in_thread(lambda: project.missing(project.tree))
        self._binder.set_title(project.head.title or project.folder.name)
        self._binder.set_tree(project.tree, missing)
        self.outlines.show(project.folder, outline)
        self._panel.set_scenes(project.tree.scenes())
        self._show_synopses()
        for sentence in project.told:
            self._tell(sentence)
        self.project_changed.emit(True)
        self._trace.event("project_opened", scenes=len(project.tree.scenes()))
        await self.story.read(project.folder)
        there = [item for item in project.tree.scenes() if item.id not in missing]
        if there:
            await self.open_scene(there[0].id)
        else:
            await self._filing.clear()
        self._tasks.start(self._count_words(project))

    async def settle(self) -> bool:
        """Make the text and the outline safe; returns whether they may be let go of."""
        return await self._leave() and await self.outlines.settle()

    async def close(self) -> None:
        """Let go of a project that was settled."""
        self._project = None
        self.outlines.show(Path(), None)
        await self.story.read(None)
        self.project_changed.emit(False)

    async def refresh_notes(self) -> None:
        """Read story notes again that another program may have changed."""
        if self._project is not None:
            await self.story.read(self._project.folder)

    async def _leave(self) -> bool:
        """Make the text on show safe; returns whether another may take its place."""
        return await (self._filing.save_if_changed() if self.scene else self._filing.settle())

    def _start(self) -> Path:
        return self._project.folder.parent if self._project is not None else Path.home()

    # Scenes

    async def open_scene(self, id: str) -> None:
        """Show a scene once the text before it is saved.

        Raises:
            FileUnusable: its file is missing or cannot be read; the text on show stays.
            SaveFailed: the text on show cannot be saved and stays.
        """
        project = self._project
        if project is None:
            return
        if id != self.scene:
            item = self._binder.tree.find(id)
            opened = await in_thread(lambda: project.read_scene(id))
            if not await self._leave():
                return
            await self._filing.show(opened, item.title)
            self._trace.event("scene_opened", id=id)
            await self.refresh_notes()
        self._binder.set_current(id)

    async def new_scene(self, after: str, title: str = _NEW_SCENE) -> str:
        """Make a scene behind a row of the binder, or in it, and show it; raises SaveFailed."""
        project, tree = self._project, self._binder.tree
        if project is None:
            return ""
        parent, before = _place_of(tree, after)
        grown, id = await in_thread(lambda: project.new_scene(tree, title, parent, before))
        if await self._save_tree(grown):
            await self.open_scene(id)
            self._trace.event("scene_made", id=id)
        return id

    async def draft(self, beat_id: str) -> None:
        """Bring the caret to the end of a beat's scene and ask for its text there.

        A beat without a scene gets one: its card and its text are one object.
        """
        if self._project is None or beat_id not in self.outline:
            return
        beat = self.outline.find(beat_id)
        scene = beat.scene
        if not scene or scene not in self._binder.tree:
            scene = await self.new_scene("", beat.title or _NEW_SCENE)
            self._panel.apply(self.outline.attach(beat_id, scene), "Give the beat a scene")
            beat = self.outline.find(beat_id)
        await self.open_scene(scene)
        if self.scene == scene:
            self.draft_ready.emit(*self.outlines.lines_around(beat))

    async def _save_tree(self, tree: Tree) -> bool:
        """Save a changed tree; where that fails the one before shows again."""
        project = self._project
        if project is None:
            return False
        async with self._saving:
            try:
                await in_thread(lambda: project.save(tree))
            except ChangedOnDisk as error:
                self._tell(f"{error} The binder shows it as it is there now.")
                folder = project.folder
                fresh = await in_thread(lambda: open_project(folder))
                self._project = fresh
                self._binder.set_tree(fresh.tree)
                return False
            except UserError as error:
                self._tell(str(error))
                self._binder.set_tree(project.tree)
                return False
        self._binder.set_tree(tree, await in_thread(lambda: project.missing(tree)))
        self._panel.set_scenes(tree.scenes())
        self._show_synopses()
        self._on_renamed()
        self._trace.event("tree_saved", scenes=len(tree.scenes()))
        return True

    def _on_renamed(self) -> None:
        scene = self.scene
        if scene and (title := self._binder.tree.find(scene).title) != self._document.title:
            self._document.rename(title)

    def _on_file_changed(self) -> None:
        if self._project is not None:
            self._binder.set_current(self.scene)

    def _show_synopses(self) -> None:
        beats: dict[str, Beat] = {beat.scene: beat for beat in self.outline.beats if beat.scene}
        self._binder.set_synopses({scene: beat.synopsis for scene, beat in beats.items()})

    def show_words(self, count: int) -> None:
        """Show how many words the scene in the editor has."""
        if self.scene:
            self._binder.set_words(self.scene, count)

    async def _count_words(self, project: Project) -> None:
        items = project.tree.scenes()

        def count() -> dict[str, int]:
            counts = {}
            for item in items:
                try:
                    counts[item.id] = count_words(project.read_scene(item.id).text)
                except FileUnusable:
                    # Shown as missing in the binder already.
                    continue
            return counts

        counts = await in_thread(count)
        if project is self._project:
            if self.scene:
                counts[self.scene] = count_words(self._document.text())
            self._binder.set_all_words(counts)


def _place_of(tree: Tree, row: str) -> tuple[str, str]:
    """Return the parent of a new scene and the sibling it follows, for the row that is chosen."""
    if row not in tree or row in tree.trashed:
        return TOP, ""
    item = tree.find(row)
    return (item.parent, row) if item.kind == "scene" else (row, "")
