"""What outline suggestions need of the open project, or of a text without one."""

from __future__ import annotations

from pathlib import Path

from ui.document import Document
from ui.filing import in_thread
from ui.language import mark, tr
from ui.manuscript.outline import Outline
from ui.outlining.beat_cache import BeatCache
from ui.outlining.wishes import SceneText
from ui.panels.outline_panel import OutlinePanel
from ui.project.project_desk import ProjectDesk

_CACHE = Path(".longhand") / "beats.json"
_NO_PROJECT = mark("Beats are kept in a project: make one with Project, New project.")


class ProjectOutlineHome:
    """The home of one window's outline suggestions."""

    def __init__(self, desk: ProjectDesk, document: Document, panel: OutlinePanel) -> None:
        self._desk, self._document, self._panel = desk, document, panel
        self._cache: BeatCache | None = None
        desk.project_changed.connect(lambda _: self._on_project_changed())

    @property
    def why_not_kept(self) -> str:
        """Why beats cannot be kept; empty where they can."""
        return "" if self._desk.project is not None else tr(_NO_PROJECT)

    @property
    def outline(self) -> Outline:
        """The outline as it stands."""
        return self._desk.outline

    @property
    def cache(self) -> BeatCache | None:
        """Beats of texts that were outlined before; None without a project."""
        return self._cache

    def current_scene(self) -> SceneText:
        """Return the scene in the editor, as it stands there."""
        return SceneText(self._desk.scene, self._document.title, self._document.text())

    async def scenes(self) -> tuple[SceneText, ...]:
        """Return all scenes in reading order; raises FileUnusable where one cannot be read."""
        project, current, items = self._desk.project, self.current_scene(), self._desk.tree.scenes()
        if project is None:
            return (current,)

        def read() -> tuple[SceneText, ...]:
            return tuple(
                current
                if item.id == current.id
                else SceneText(item.id, item.title, project.read_scene(item.id).text)
                for item in items
            )

        return await in_thread(read)

    def apply_outline(self, outline: Outline, label: str) -> None:
        """Put another outline in place of it, as one step of undo."""
        self._panel.apply(outline, label)

    def _on_project_changed(self) -> None:
        project = self._desk.project
        self._cache = BeatCache(project.folder / _CACHE) if project is not None else None
