"""Open, save, close and recover: the flows between a window's text and the disk.

Disk work runs on worker threads; every question is awaited without a nested event loop. Nothing is
replaced before its unsaved text was saved, kept or given up by the writer.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QMessageBox, QWidget

from ui.autosave import JournalKeeper, base_matches
from ui.document import Document, path_of
from ui.editor.word_count import count_words
from ui.errors import ChangedOnDisk, FileUnusable
from ui.file_dialogs import choose_new_text, choose_text
from ui.language import tr
from ui.manuscript.journal import Draft
from ui.manuscript.text_file import FileForm, FileState, OpenedFile, open_text, save_text
from ui.notices import Choice, ask
from ui.recovery import Decision, RecoveryDialog, Verdict
from ui.trace import Trace

_ROLE = QMessageBox.ButtonRole
T = TypeVar("T")
AskUser = Callable[[QWidget, str, str, tuple[Choice, ...]], Awaitable[str]]
Settle = Callable[[], Awaitable[bool]]


class Filing:
    """The file flows of one window.

    Attributes:
        is_elsewhere: brings another window to the front that shows a file; tells whether one does.
        is_shown_elsewhere: tells whether another window shows a file, and brings none.
        home_of: returns the filing of the window in which a draft of a file, or of none, is to be
            restored; None while all windows are being closed.
    """

    def __init__(
        self,
        window: QWidget,
        document: Document,
        keeper: JournalKeeper,
        trace: Trace,
        tell: Callable[[str], object],
        ask_user: AskUser = ask,
    ) -> None:
        self._window = window
        self._document = document
        self._keeper = keeper
        self._trace = trace
        self._tell = tell
        self._ask = ask_user
        self._saving = asyncio.Lock()
        self.is_elsewhere: Callable[[Path], bool] = lambda _: False
        self.is_shown_elsewhere: Callable[[Path], bool] = lambda _: False
        self.home_of: Callable[[Path | None], Filing | None] = lambda _: self

    async def new(self) -> None:
        """Begin a new text once the one before it is safe."""
        await self.clear()

    async def open(self, settle: Settle | None = None) -> None:
        """Let the writer choose a file and open it.

        Args:
            settle: makes the text on show safe; `Filing.settle` where none is given.

        Raises:
            FileUnusable: it cannot be opened; the text on show stays.
        """
        path = await choose_text(self._window, self._folder())
        if path is not None:
            await self.open_path(path, settle)

    async def open_path(self, path: Path, settle: Settle | None = None) -> None:
        """Open a file that the writer named; raises and settles as `open`."""
        if self.is_elsewhere(path):
            return
        # A file that cannot be opened must cost nothing, not even a question.
        await in_thread(lambda: open_text(path))
        await self.show(lambda: in_thread(lambda: open_text(path)), settle=settle)

    async def show(
        self,
        read: Callable[[], Awaitable[OpenedFile]],
        name: str = "",
        settle: Settle | None = None,
    ) -> bool:
        """Show a file's text once the one before it is safe; returns whether it is on show.

        A file that another window shows by then is shown there.

        Args:
            read: reads it, after what was typed last is saved; it may be the same file.
            name: what the writer calls it; its file's name where empty.
            settle: makes the text on show safe; `Filing.settle` where none is given.
        """
        while await (settle or self.settle)():
            async with self._saving:
                opened = await read()
                if not self.is_safe():
                    # The writer went on typing: that is made safe as well.
                    continue
                path = opened.state.path
                # Looked at last of all: another window may have opened it meanwhile.
                if self.is_elsewhere(path):
                    words = tr("{name} is open in another window and is written there.")
                    self._tell(words.format(name=path.name))
                    return False
                self._document.open(opened, name)
            self._trace.event("opened", path=str(opened.state.path))
            if opened.note:
                self._tell(opened.note)
            return True
        return False

    async def clear(self, settle: Settle | None = None) -> bool:
        """Show an empty text once the one before it is safe; returns whether it is on show."""
        return await self._replace(self._document.clear, settle)

    async def save(self) -> bool:
        """Save the text where it belongs, or where the writer says; returns whether it is saved.

        Raises:
            SaveFailed: it cannot be written.
        """
        async with self._saving:
            file = self._document.file
            if file is None:
                return await self._save_as()
            try:
                await self._write(file.path, file.form, file.sha256)
            except ChangedOnDisk as error:
                return await self._resolve(file, str(error))
            return True

    async def save_as(self) -> bool:
        """Save the text under a name the writer chooses; returns whether it is saved."""
        async with self._saving:
            return await self._save_as()

    async def save_if_changed(self) -> bool:
        """Save a text that has a file without a question; returns whether it may be let go of.

        Raises:
            SaveFailed: it cannot be written.
        """
        # Again where the writer went on typing while the save was under way.
        while self._document.is_modified:
            if not await self.save():
                return False
        return True

    async def settle(self) -> bool:
        """Make sure that the text may be let go of; returns whether it may."""
        document = self._document
        # Asked again where the writer went on typing while the save was under way.
        while document.is_modified:
            if self.is_safe():
                await self._keeper.give_up()
                if self.is_safe():
                    return True
                continue
            answer = await self._ask(
                self._window,
                tr("Save {title} first?").format(title=document.title),
                tr("Otherwise what was written since the last save is gone."),
                (
                    Choice("save", tr("Save")),
                    Choice("discard", tr("Do not save"), _ROLE.DestructiveRole),
                    Choice("cancel", tr("Keep writing"), _ROLE.RejectRole),
                ),
            )
            if answer == "discard":
                if await self._give_up():
                    return True
                continue
            if answer != "save" or not await self.save():
                return False
        return True

    async def recover(self) -> None:
        """Offer text of an earlier run that was never saved, until there is none or it may wait."""
        drafts = await self._keeper.orphans()
        while drafts:
            self._trace.event("recovery_offered", drafts=len(drafts))
            decision: Decision = await RecoveryDialog(drafts, self._window).decide()
            if decision.verdict is Verdict.LATER:
                return
            drafts.remove(decision.draft)
            if decision.verdict is Verdict.DISCARD:
                if await self._may_discard(decision.draft):
                    await self._keeper.forget(decision.draft.id)
                else:
                    drafts.append(decision.draft)
                continue
            # Looked at before anything else: a file that cannot be read must not stand in the way.
            file = await in_thread(functools.partial(_file_of, decision.draft))
            # One window holds one text.
            home = self.home_of(path_of(file))
            if home is None:
                return
            if not await home.restore(decision.draft, file):
                drafts.append(decision.draft)

    def is_safe(self) -> bool:
        """Return whether nothing is lost where another text takes this one's place."""
        document = self._document
        return not document.is_modified or (document.file is None and not document.text().strip())

    async def _replace(self, put: Callable[[], None], settle: Settle | None = None) -> bool:
        """Put another text in place of this one once it is safe; returns whether that was done."""
        while await (settle or self.settle)():
            async with self._saving:
                # Otherwise the writer typed while another save was waited for.
                if self.is_safe():
                    put()
                    return True
        return False

    async def _give_up(self) -> bool:
        """Drop the text and its journal; returns whether nothing was typed meanwhile."""
        revision = self._document.qt.revision()
        await self._keeper.give_up()
        async with self._saving:
            if self._document.qt.revision() != revision:
                return False
            # What follows must neither ask again nor show it.
            self._document.clear()
        return True

    async def _may_discard(self, draft: Draft) -> bool:
        """Ask once more: nothing brings a discarded text back."""
        answer = await self._ask(
            self._window,
            tr("Discard %Ln words for good?", "", count_words(draft.text)),
            tr("They are in no file, and nothing brings them back."),
            (
                Choice("keep", tr("Keep them"), _ROLE.RejectRole),
                Choice("discard", tr("Discard them"), _ROLE.DestructiveRole),
            ),
        )
        return answer == "discard"

    async def restore(self, draft: Draft, file: FileState | None) -> bool:
        """Show text that was never saved, once the one before it is safe; returns whether it is."""
        if not await self._replace(lambda: self._document.restore(draft.text, file)):
            return False
        # The new draft is on the disk before the old one goes.
        await asyncio.wrap_future(self._keeper.record_now())
        await self._keeper.forget(draft.id)
        self._trace.event("restored", chars=len(draft.text))
        return True

    async def _save_as(self, name: str | None = None) -> bool:
        current = path_of(self._document.file)
        name = name or (current.name if current else "Untitled.md")
        path = await choose_new_text(self._window, self._folder(), name)
        if path is None:
            return False
        if self.is_shown_elsewhere(path):
            words = tr("{name} is open in another window; close it there, or choose another name.")
            self._tell(words.format(name=path.name))
            return False
        file = self._document.file
        if file is not None and path.absolute() == file.path:
            # The text's own file: what somebody else wrote there is still not overwritten.
            await self._write(path, file.form, file.sha256)
        else:
            # The file dialog has asked already whether an existing file may be replaced.
            await self._write(path, file.form if file else FileForm(), None)
        return True

    async def _write(self, path: Path, form: FileForm, expected: str | None) -> None:
        document = self._document
        text, revision, draft = document.text(), document.qt.revision(), document.draft
        state = await in_thread(lambda: save_text(path, text, form, expected))
        if document.draft == draft:
            # Otherwise another text took the window meanwhile; this file is none of its.
            document.saved(state, revision)
        self._trace.event("saved", path=str(state.path), chars=len(text))

    async def _resolve(self, file: FileState, reason: str) -> bool:
        """Ask what to do about a file that somebody else changed."""
        answer = await self._ask(
            self._window,
            reason,
            tr("Nothing is overwritten until you decide. Your text stays in the window."),
            (
                Choice("copy", tr("Save mine as a copy")),
                Choice("replace", tr("Write it there again"), _ROLE.DestructiveRole),
                Choice("cancel", tr("Keep writing"), _ROLE.RejectRole),
            ),
        )
        if answer == "copy":
            return await self._save_as(f"{file.path.stem} (mine){file.path.suffix}")
        if answer == "replace":
            await self._write(file.path, file.form, None)
            return True
        return False

    def _folder(self) -> Path:
        current = path_of(self._document.file)
        return current.parent if current else Path.home()


def _file_of(draft: Draft) -> FileState | None:
    """Return the file a draft belongs to.

    A file that changed since keeps the draft's hash, so that saving over it asks first.
    """
    if draft.path is None:
        return None
    try:
        opened = open_text(draft.path)
    except FileUnusable:
        # Gone, or no text any more: the draft is restored as a text of its own.
        return None
    if base_matches(draft) or draft.base_sha256 is None:
        return opened.state
    return FileState(opened.state.path, opened.state.form, draft.base_sha256)


async def in_thread(work: Callable[[], T]) -> T:
    """Run what blocks on a worker thread."""
    return await asyncio.get_running_loop().run_in_executor(None, work)
