"""What the window tells of the model that writes: asks for its card and keeps what shows true."""

from __future__ import annotations

import asyncio
import re
from typing import Protocol

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from ui.card_dialog import CardDialog
from ui.card_text import Look, escaped
from ui.engine_types import Card, EngineState, EngineStatus, Voice
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.language import labelled, listed, mark, on_change, tr
from ui.notices import Tasks

_NO_MODEL = mark("the model")
_READING = mark("Reading the card…")
_NO_CARD = mark("This model came without a card.")
_ABSENT = {
    EngineState.OFF: mark("The engine is off, so no model is loaded."),
    EngineState.STARTING: mark(
        "The engine is starting; its model shows here as soon as it is ready."
    ),
    EngineState.DOWN: mark(
        "The engine is coming back; its model shows here as soon as it is ready."
    ),
    EngineState.UNUSABLE: mark("No model is loaded."),
}
_PASSING = (EngineState.STARTING, EngineState.DOWN)


class CardSource(Protocol):
    """Where cards come from: the engine client, or a test's stand-in."""

    @property
    def status(self) -> EngineStatus:
        """The engine's state now."""

    async def card(self) -> Card:
        """Ask for the card of the loaded model."""


class AboutModel:
    """Opens one dialog on the loaded model's card.

    An engine that comes back, or another model, is asked anew and the page follows; while it is
    away, a card that shows stays.
    """

    def __init__(self, parent: QWidget, source: CardSource, tasks: Tasks) -> None:
        self._parent = parent
        self._source = source
        self._tasks = tasks
        self._look: Look | None = None
        self._dialog: CardDialog | None = None
        self._asking: asyncio.Task[None] | None = None
        self._shows_card = False
        self._is_asked = False

    @property
    def dialog(self) -> CardDialog | None:
        """The dialog, once it was opened."""
        return self._dialog

    def open(self) -> None:
        """Show the dialog; the one that is open comes to the front."""
        assert self._look is not None  # the window is dressed before it is shown
        if self._dialog is None:
            self._dialog = CardDialog(self._parent, self._look)
            self._dialog.finished.connect(lambda _: self._on_closed())
            on_change(self._dialog, self._say_again)
        if not self._dialog.isVisible():
            self._is_asked = self._shows_card = False
            self._dialog.dress(self._look)
        self._follow(self._source.status)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def close(self) -> None:
        """Close the dialog, if it is open."""
        if self._dialog is not None:
            self._dialog.close()

    def dress(self, look: Look) -> None:
        """Show pages in these colours and this size from now on."""
        if self._dialog is not None and self._dialog.isVisible() and look != self._look:
            self._dialog.dress(look)
        self._look = look

    def on_engine_status(self, status: EngineStatus) -> None:
        """Follow the engine while the dialog is open."""
        if self._dialog is not None and self._dialog.isVisible():
            self._follow(status)

    def _say_again(self) -> None:
        """Show the page in another language."""
        self._is_asked = False
        self.on_engine_status(self._source.status)

    def _follow(self, status: EngineStatus) -> None:
        if status.state is EngineState.READY:
            if not self._is_asked:
                self._ask(status.voice)
            return
        self._withdraw()
        self._is_asked = False
        if not (self._shows_card and status.state in _PASSING):
            why = status.reason if status.state is EngineState.UNUSABLE else ""
            self._show(status.voice, f"{tr(_ABSENT[status.state])} {escaped(why)}")

    def _ask(self, voice: Voice | None) -> None:
        self._is_asked = True
        if not self._shows_card:
            self._show(voice, tr(_READING))
        self._withdraw()
        self._asking = self._tasks.start(self._read(voice))

    def _withdraw(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    async def _read(self, voice: Voice | None) -> None:
        try:
            card = await self._source.card()
        except (AskRefused, AskWithdrawn, EngineUnavailable) as error:
            # The next opening asks again.
            self._is_asked = self._shows_card = False
            if self._source.status.state is EngineState.READY:
                self._show(voice, escaped(str(error)))
            return
        self._shows_card = True
        self._show_page(card.name, card.text if card.text.strip() else _facts(card.name, voice))

    def _show(self, voice: Voice | None, sentence: str) -> None:
        self._shows_card = False
        self._show_page(voice.name if voice else tr(_NO_MODEL), sentence)

    def _show_page(self, name: str, markdown: str) -> None:
        if self._dialog is not None:
            self._dialog.show_page(tr("About {name}").format(name=name), markdown)

    def _on_closed(self) -> None:
        self._withdraw()


def _facts(name: str, voice: Voice | None) -> str:
    """Return, as Markdown, what is known of a model without a card."""
    rows = [f"# {escaped(name)}", "", tr(_NO_CARD), ""]
    if voice is not None:
        known = {
            tr("Languages"): listed(_language(code) for code in voice.languages),
            tr("Tasks"): ", ".join(re.sub("[._]", " ", task) for task in voice.tasks),
            tr("Context"): tr("%Ln tokens", "", voice.context_tokens),
            tr("Precision"): voice.precision,
        }
        rows += [f"- {labelled(label, escaped(value))}" for label, value in known.items() if value]
    return "\n".join(rows)


def _language(code: str) -> str:
    """Return a language's name, or its code where Qt does not know it."""
    language = QLocale(code).language()
    return code if language == QLocale.Language.C else tr(QLocale.languageToString(language))
