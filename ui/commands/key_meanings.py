"""What keys mean in other programs, in words: a name for each of Qt's standard keys."""

from __future__ import annotations

import re

from PySide6.QtGui import QKeySequence

from ui.language import mark, tr

# The words of the names themselves; they stand here for the translators.
MEANINGS = (
    mark("help contents"),
    mark("whats this"),
    mark("open"),
    mark("close"),
    mark("save"),
    mark("new"),
    mark("delete"),
    mark("cut"),
    mark("copy"),
    mark("paste"),
    mark("undo"),
    mark("redo"),
    mark("back"),
    mark("forward"),
    mark("refresh"),
    mark("zoom in"),
    mark("zoom out"),
    mark("print"),
    mark("add tab"),
    mark("next child"),
    mark("previous child"),
    mark("find"),
    mark("find next"),
    mark("find previous"),
    mark("replace"),
    mark("select all"),
    mark("bold"),
    mark("italic"),
    mark("underline"),
    mark("move to next character"),
    mark("move to previous character"),
    mark("move to next word"),
    mark("move to previous word"),
    mark("move to next line"),
    mark("move to previous line"),
    mark("move to next page"),
    mark("move to previous page"),
    mark("move to start of line"),
    mark("move to end of line"),
    mark("move to start of block"),
    mark("move to end of block"),
    mark("move to start of document"),
    mark("move to end of document"),
    mark("select next character"),
    mark("select previous character"),
    mark("select next word"),
    mark("select previous word"),
    mark("select next line"),
    mark("select previous line"),
    mark("select next page"),
    mark("select previous page"),
    mark("select start of line"),
    mark("select end of line"),
    mark("select start of block"),
    mark("select end of block"),
    mark("select start of document"),
    mark("select end of document"),
    mark("delete start of word"),
    mark("delete end of word"),
    mark("delete end of line"),
    mark("insert paragraph separator"),
    mark("insert line separator"),
    mark("save as"),
    mark("preferences"),
    mark("quit"),
    mark("full screen"),
    mark("deselect"),
    mark("delete complete line"),
    mark("backspace"),
    mark("cancel"),
)


def meaning_of(key: QKeySequence.StandardKey) -> str:
    """Return what a standard key does."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key.name).lower()
    return tr(words.removesuffix("char") + "character" if words.endswith("char") else words)
