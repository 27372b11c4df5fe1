"""Every error the window raises on purpose.

LonghandError
├── UserError            the message is one sentence meant for the writer
│   ├── FileUnusable     a file cannot be opened
│   ├── SaveFailed       a file cannot be written; the text is safe in the window and the journal
│   │   └── ChangedOnDisk  another program changed the file since it was read
│   ├── SettingRefused   a value does not fit its setting
│   ├── AskRefused       the engine says why it has nothing to suggest
│   └── NoDisplay        there is no screen to open a window on
├── EngineUnavailable    the engine cannot answer; the ask may be made again later
└── AskWithdrawn         a newer ask took this one's place
"""

from __future__ import annotations


class LonghandError(Exception):
    """Root of the window's errors."""


class UserError(LonghandError):
    """The message is one sentence meant for the writer."""


class FileUnusable(UserError):
    """A file cannot be opened."""


class SaveFailed(UserError):
    """A file cannot be written."""


class ChangedOnDisk(SaveFailed):
    """Another program changed the file since it was read."""


class SettingRefused(UserError):
    """A value does not fit its setting."""


class SearchRefused(UserError):
    """What is looked for is no pattern, or looking for it takes too long."""


class AskRefused(UserError):
    """The engine says why it has nothing to suggest."""


class NoDisplay(UserError):
    """There is no screen to open a window on."""


class EngineUnavailable(LonghandError):
    """The engine cannot answer; the ask may be made again later."""


class AskWithdrawn(LonghandError):
    """A newer ask took this one's place."""
