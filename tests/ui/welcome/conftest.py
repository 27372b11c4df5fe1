"""The windows of a process, as the tests of sessions have them."""

from tests.ui.sessions.conftest import asked, start

__all__ = ["asked", "start"]
