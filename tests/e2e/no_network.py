"""Forbids a process and its children every socket outside AF_UNIX: opening one kills it.

A seccomp filter (linux/seccomp.h, linux/filter.h), so that native code is held to it as well. Runs
between fork and exec; needs no privilege. Linux on x86-64 and arm64.
"""

import ctypes
import platform
import socket
import struct

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
SYS_SOCKET = {"x86_64": 41, "aarch64": 198}
_LOAD_WORD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _KILL_PROCESS = 0x7FFF0000, 0x80000000
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2


def supported() -> bool:
    """Return whether this machine's system calls are known here."""
    return platform.system() == "Linux" and platform.machine() in SYS_SOCKET


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def forbid_network() -> None:
    """Put the filter on the calling process."""
    machine = platform.machine()
    rows = [
        (_LOAD_WORD, 0, 0, _ARCH),
        # Jumps count the rows left out: a foreign architecture goes to the kill.
        (_JUMP_EQUAL, 0, 4, AUDIT_ARCH[machine]),
        (_LOAD_WORD, 0, 0, _NUMBER),
        (_JUMP_EQUAL, 0, 3, SYS_SOCKET[machine]),
        (_LOAD_WORD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_EQUAL, 1, 0, int(socket.AF_UNIX)),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_RETURN, 0, 0, _ALLOW),
    ]
    code = b"".join(struct.pack("HBBI", *row) for row in rows)
    program = _Program(len(rows), code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs refused")
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp filter refused")
