"""What each action does, by id: one row an action, over the parts of a desk."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from ui.edits import Edits, edits_for
from ui.language import tr
from ui.notices import Choice, ask
from ui.outlining.wishes import Source

if TYPE_CHECKING:
    from ui.desk import Desk


def handlers_of(desk: Desk) -> dict[str, Callable[[], object]]:
    """Return the handlers; each looks its part up when it is called."""
    return {
        "file.new": lambda: desk.tasks.start(_new(desk)),
        "file.open": lambda: desk.tasks.start(desk.project.open_text()),
        "file.save": lambda: desk.tasks.start(desk.filing.save()),
        "file.save_as": lambda: desk.tasks.start(desk.filing.save_as()),
        "file.recent": lambda: desk.commands.open_palette(desk.recent_menu.words),
        "file.new_window": lambda: desk.shared.company.open_window(),
        "file.close": lambda: desk.window.close(),
        "file.quit": lambda: desk.shared.company.begin_quit(),
        "edit.undo": lambda: edits_of(desk).undo(),
        "edit.redo": lambda: edits_of(desk).redo(),
        "edit.cut": lambda: edits_of(desk).cut(),
        "edit.copy": lambda: edits_of(desk).copy(),
        "edit.paste": lambda: edits_of(desk).paste(),
        "edit.select_all": lambda: edits_of(desk).select_all(),
        "edit.find": lambda: desk.finder.open(),
        "edit.replace": lambda: desk.finder.open(replacing=True),
        "edit.find_next": lambda: desk.finder.find_next(),
        "edit.find_previous": lambda: desk.finder.find_previous(),
        "edit.go_to": lambda: desk.commands.open_places(),
        "edit.preferences": lambda: desk.commands.open_preferences(),
        "edit.keys": lambda: desk.commands.open_keys(),
        "project.new": lambda: desk.tasks.start(desk.project.make()),
        "project.open": lambda: desk.tasks.start(desk.project.choose()),
        "project.new_scene": lambda: desk.tasks.start(desk.project.begin_scene(desk.project.scene)),
        "outline.suggest": lambda: desk.outlines.open(),
        "outline.next": lambda: desk.outlines.open(Source.NEXT, desk.outline_panel.selected),
        "outline.draft": lambda: desk.outline_panel.draft_requested.emit(
            desk.outline_panel.selected
        ),
        **_ways_to_write(desk),
        **_ways_to_look(desk),
    }


def _ways_to_write(desk: Desk) -> dict[str, Callable[[], object]]:
    return {
        "suggestion.continue": lambda: desk.controller.continue_here(),
        "suggestion.accept_all": lambda: desk.controller.accept_all(),
        "suggestion.accept_word": lambda: desk.controller.accept_word(),
        "suggestion.accept_sentence": lambda: desk.controller.accept_sentence(),
        "suggestion.next_take": lambda: desk.controller.next_take(),
        "suggestion.previous_take": lambda: desk.controller.previous_take(),
        "suggestion.dismiss": lambda: desk.controller.dismiss(),
        "rewrite.open": lambda: desk.rewrites.open(),
        "rewrite.prompts": lambda: desk.prompts.open(),
        "voices.choose": lambda: desk.voices.choose(desk.window.status.voice_button),
        "voices.open": lambda: desk.voices.open(),
        "voices.new": lambda: desk.voices.open_new(),
        "suggestion.toggle": desk.toggle_suggestions,
    }


def _ways_to_look(desk: Desk) -> dict[str, Callable[[], object]]:
    return {
        "view.palette": lambda: desk.commands.open_palette(),
        "view.binder": lambda: desk.window.toggle_binder(),
        "view.side": lambda: desk.window.toggle_side("outline"),
        "view.split": lambda: desk.split.toggle(),
        "view.swap": lambda: desk.tasks.start(desk.split.swap()),
        "view.headings": lambda: desk.window.toggle_side("headings"),
        "view.inspector": lambda: desk.window.toggle_side("inspector"),
        "view.latency": lambda: desk.window.toggle_side("latency"),
        "view.focus": lambda: desk.surface.toggle_focus(),
        "view.typewriter": lambda: desk.surface.toggle_typewriter(),
        "view.full_screen": lambda: desk.surface.toggle_full_screen(),
        "view.zoom_in": lambda: desk.appearance.zoom(1),
        "view.zoom_out": lambda: desk.appearance.zoom(-1),
        "view.zoom_reset": lambda: desk.appearance.reset_zoom(),
        "view.theme_system": lambda: desk.appearance.choose_theme("system"),
        "view.theme_light": lambda: desk.appearance.choose_theme("light"),
        "view.theme_dark": lambda: desk.appearance.choose_theme("dark"),
        "view.theme_sepia": lambda: desk.appearance.choose_theme("sepia"),
        "help.notice": lambda: desk.window.notices.dismiss(),
        "help.welcome": lambda: desk.tasks.start(desk.welcome.open()),
        "help.model": lambda: desk.about_model.open(),
        "help.about": lambda: desk.tasks.start(_about(desk)),
    }


def edits_of(desk: Desk) -> Edits:
    """Return what the edit actions change at this moment: what has the keys."""
    stacks = {
        desk.window.binder: desk.window.binder.undo_stack,
        desk.outline_panel: desk.outline_panel.undo_stack,
    }
    return edits_for(desk.window.focusWidget(), desk.editor, desk.window.panels, stacks)


def _new(desk: Desk) -> Coroutine[Any, Any, None]:
    """Begin a text; in a project that is a scene behind the current one."""
    if desk.project.project is None:
        return desk.filing.new()
    return desk.project.begin_scene(desk.project.scene)


async def _about(desk: Desk) -> None:
    """Tell of the app."""
    voice = desk.client.status.voice
    detail = tr(
        "Writes with a model on this computer. Nothing you write leaves it.\nVoice: "
        "{voice}. Apache License 2.0."
    ).format(voice=voice.name if voice else tr("none"))
    await ask(
        desk.window,
        f"Longhand {desk.shared.options.version}",
        detail,
        (Choice("ok", tr("Close")),),
    )
