"""What each action does, by id: one row an action, over the parts of a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.outlining.wishes import Source
from ui.suggest.trigger import EditKind

if TYPE_CHECKING:
    from ui.desk import Desk


def handlers_of(desk: Desk) -> dict[str, Callable[[], object]]:
    """Return the handlers; each looks its part up when it is called."""
    return {
        "file.new": lambda: desk.tasks.start(desk.filing.new()),
        "file.open": lambda: desk.tasks.start(desk.filing.open()),
        "file.save": lambda: desk.tasks.start(desk.filing.save()),
        "file.save_as": lambda: desk.tasks.start(desk.filing.save_as()),
        "file.quit": lambda: desk.window.close(),
        "edit.undo": lambda: desk.editor.perform(EditKind.UNDONE, desk.editor.undo),
        "edit.redo": lambda: desk.editor.perform(EditKind.UNDONE, desk.editor.redo),
        "edit.cut": lambda: desk.editor.perform(EditKind.DELETED, desk.editor.cut),
        "edit.copy": lambda: desk.editor.copy(),
        "edit.paste": lambda: desk.editor.perform(EditKind.PASTED, desk.editor.paste),
        "edit.select_all": lambda: desk.editor.selectAll(),
        "project.new": lambda: desk.tasks.start(desk.project.make()),
        "project.open": lambda: desk.tasks.start(desk.project.choose()),
        "project.new_scene": lambda: desk.tasks.start(desk.project.new_scene(desk.project.scene)),
        "outline.suggest": lambda: desk.outlines.open(),
        "outline.next": lambda: desk.outlines.open(Source.NEXT, desk.outline_panel.selected),
        "outline.draft": lambda: desk.outline_panel.draft_requested.emit(
            desk.outline_panel.selected
        ),
        "view.binder": lambda: desk.window.toggle_binder(),
        "view.side": lambda: desk.window.toggle_side(),
        "view.inspector": lambda: desk.window.toggle_side("inspector"),
        "suggestion.continue": lambda: desk.controller.continue_here(),
        "suggestion.accept_all": lambda: desk.controller.accept_all(),
        "suggestion.accept_word": lambda: desk.controller.accept_word(),
        "suggestion.dismiss": lambda: desk.controller.dismiss(),
        "rewrite.open": lambda: desk.rewrites.open(),
        "rewrite.prompts": lambda: desk.prompts.open(),
        "suggestion.toggle": desk.toggle_suggestions,
        "view.zoom_in": lambda: desk.appearance.zoom(1),
        "view.zoom_out": lambda: desk.appearance.zoom(-1),
        "view.zoom_reset": lambda: desk.appearance.reset_zoom(),
        "view.theme_system": lambda: desk.appearance.choose_theme("system"),
        "view.theme_light": lambda: desk.appearance.choose_theme("light"),
        "view.theme_dark": lambda: desk.appearance.choose_theme("dark"),
        "view.theme_sepia": lambda: desk.appearance.choose_theme("sepia"),
        "help.model": lambda: desk.about_model.open(),
        "help.about": lambda: desk.tasks.start(desk.about()),
    }
