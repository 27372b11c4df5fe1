"""Keeps the journal at most a second behind the keys; the disk work runs on a thread of its own.

States of a document's draft: clean -> recording, once the text differs from its file -> clean, when
it is saved, given up, or changed back.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import psutil
from PySide6.QtCore import QObject, Signal

from ui.document import Document
from ui.errors import FileUnusable
from ui.language import tr
from ui.manuscript.journal import Draft, Journal, Owner
from ui.manuscript.text_file import digest, open_text
from ui.timers import single_shot

logger = logging.getLogger(__name__)
T = TypeVar("T")
# Half of the second that may be lost; the rest is for the disk.
_DELAY_MS = 500
_CLOCK_TOLERANCE_S = 2.0


class JournalKeeper(QObject):
    """Records one document's unsaved text.

    Signals:
        recorded(int): the journal holds the text of half a second ago, this many characters.
        failed(str): the journal cannot be written; a sentence for the writer.
    """

    recorded = Signal(int)
    failed = Signal(str)

    def __init__(self, path: Path, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._document = document
        self._journal: Journal | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._draft = document.draft
        self._has_rows = False
        self._has_failed = False
        self._delay = single_shot(self, self.record_now, _DELAY_MS)
        document.qt.contentsChanged.connect(self._on_contents_changed)
        document.modified_changed.connect(self._on_modified_changed)
        document.file_changed.connect(self._on_file_changed)

    async def orphans(self) -> list[Draft]:
        """Return texts of processes that are gone, which their files on disk do not have."""

        def find(journal: Journal) -> list[Draft]:
            found = journal.orphans(is_alive)
            worthy = [draft for draft in found if _is_worth_offering(draft)]
            for draft in found:
                if draft not in worthy:
                    # On disk already, or nothing: kept, it would come back as news one day.
                    journal.forget(draft.id)
            return worthy

        return await asyncio.wrap_future(self._do(find, []))

    async def forget(self, draft: str) -> None:
        """Remove a draft that was taken over or given up."""
        await asyncio.wrap_future(self._do(lambda journal: journal.forget(draft), None))

    def record_now(self) -> Future[None]:
        """Record the text as it is; the future ends when it is on the disk."""
        self._delay.stop()
        document, draft = self._document, self._document.draft
        if not document.is_modified:
            return self._clear(draft)
        text, file = document.text(), document.file
        self._has_rows = True

        def record(journal: Journal) -> None:
            path, base = (file.path, file.sha256) if file else (None, None)
            journal.record(draft, text, path, base)
            self.recorded.emit(len(text))

        return self._do(record, None)

    async def give_up(self) -> None:
        """Drop the text's draft: the writer chose not to keep it."""
        self._delay.stop()
        await asyncio.wrap_future(self._clear(self._document.draft))

    async def close(self) -> None:
        """Record what was typed last, finish what is under way and close the file; drafts stay."""
        if self._delay.isActive():
            self.record_now()
        # Awaited: other windows go on while a journal that another process holds is waited for.
        await asyncio.wrap_future(self._do(lambda journal: journal.close(), None))
        self._worker.shutdown(wait=False)

    def _clear(self, draft: str) -> Future[None]:
        if not self._has_rows:
            done: Future[None] = Future()
            done.set_result(None)
            return done
        self._has_rows = False
        return self._do(lambda journal: journal.forget(draft), None)

    def _do(self, work: Callable[[Journal], T], otherwise: T) -> Future[T]:
        """Run work on the journal's thread; a fault is told once and the window goes on."""

        def run() -> T:
            try:
                if self._journal is None:
                    self._journal = Journal(self._path, this_process())
                result = work(self._journal)
            except Exception as error:  # the boundary of this thread: nobody else would hear of it
                if not self._has_failed:
                    logger.exception("the journal failed")
                    self.failed.emit(
                        tr(
                            "The journal cannot be written ({error}). Save often until this is "
                            "mended."
                        ).format(error=error)
                    )
                self._has_failed = True
                return otherwise
            self._has_failed = False
            return result

        return self._worker.submit(run)

    def _on_contents_changed(self) -> None:
        # Started once, not restarted: the journal keeps its distance while the writer keeps typing.
        if not self._delay.isActive():
            self._delay.start()

    def _on_modified_changed(self, is_modified: bool) -> None:
        if not is_modified:
            self._delay.stop()
            # Not `document.draft`: while another text is taken over, that one is new already.
            self._clear(self._draft)

    def _on_file_changed(self) -> None:
        if self._document.draft != self._draft:
            # Another text took the window: the writer has decided on the one before it.
            previous, self._draft = self._draft, self._document.draft
            self._clear(previous)


def this_process() -> Owner:
    """Return this process, as a journal names it."""
    return Owner(os.getpid(), psutil.Process().create_time())


def is_alive(owner: Owner) -> bool:
    """Return whether the very process that wrote a draft still runs; ids are used again."""
    try:
        started = psutil.Process(owner.pid).create_time()
    except psutil.Error:
        return False
    return abs(float(started) - owner.started) < _CLOCK_TOLERANCE_S


def _is_worth_offering(draft: Draft) -> bool:
    if draft.path is None:
        return bool(draft.text.strip())
    try:
        return open_text(draft.path).text != draft.text
    except FileUnusable:
        return True


def base_matches(draft: Draft) -> bool:
    """Return whether a draft's file is still the one it was written over; may block."""
    try:
        return draft.path is not None and digest(draft.path.read_bytes()) == draft.base_sha256
    except OSError:
        return False
