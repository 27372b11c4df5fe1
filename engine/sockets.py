"""Counts the network sockets this process makes, and those any process has open.

Nothing here uses the network: Python tells an audit hook of every socket it makes (PEP 578, event
`socket.__new__`), and the system lists what native code may have opened past it.
"""

from __future__ import annotations

import sys
from typing import Any

import psutil

_TO_OTHERS = ("socket.connect", "socket.bind", "socket.sendto")

_LOOPBACK = ("127.", "::1")


class _Count:
    made = 0
    is_watching = False


def watch() -> None:
    """Count from now on; a second call changes nothing, and it cannot be undone."""
    if not _Count.is_watching:
        _Count.is_watching = True
        sys.addaudithook(_on_event)


def made() -> int:
    """Return how many network sockets this process has made since it was watched."""
    return _Count.made


def open_in(pid: int) -> int:
    """Return how many network sockets a process has open now; 0 for one that is gone.

    It may take milliseconds: not for the UI thread.
    """
    try:
        found = psutil.Process(pid).net_connections(kind="inet")
    except psutil.Error:
        return 0
    if sys.platform == "win32":
        return sum(not each.laddr.ip.startswith(_LOOPBACK) for each in found)
    return len(found)


def _on_event(event: str, args: tuple[Any, ...]) -> None:
    if sys.platform == "win32":
        # There an event loop is woken through a pair of sockets of the loopback address.
        is_network = event in _TO_OTHERS and not str(args[1][0]).startswith(_LOOPBACK)
    else:
        # Elsewhere by sockets between processes of one computer.
        is_network = event == "socket.__new__" and args[1] != sys.modules["_socket"].AF_UNIX
    if is_network:
        _Count.made += 1
