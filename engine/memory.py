"""How much memory a model needs, how much there is, and when to refuse before the system swaps.

The arithmetic is pure; `machine_memory` and `own_bytes` are the only functions that look.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from engine.errors import BadInput, MemoryShort

ENVIRONMENT = "LONGHAND_MEMORY_MB"
MB = 1_000_000
# Measured, growth of the process in MB over files, key/value buffers and a full prefill:
# starter int8 45 over 10 + 4; 42M parameters int8 115 over 49 + 25, and fp32 251 over 204 + 25.
_FILE_SHARE, _MARGIN = 1.3, 40 * MB
# What stays free for everybody else: a part of the machine, within limits.
_FLOOR_PART, _LEAST_FLOOR, _MOST_FLOOR = 0.05, 300 * MB, 1000 * MB
_CGROUPS = Path("/sys/fs/cgroup")
_OWN_CGROUPS = Path("/proc/self/cgroup")


@dataclass(frozen=True, slots=True)
class Memory:
    """What this process may use of the machine's memory, bytes."""

    total: int
    available: int


def model_bytes(file_bytes: int, cache_bytes: int) -> int:
    """Return an upper estimate of what opening and running a model takes, bytes.

    Args:
        file_bytes: the size of the model's files together.
        cache_bytes: the size of its key/value buffers.
    """
    return int(file_bytes * _FILE_SHARE) + cache_bytes + _MARGIN


def floor_bytes(total: int) -> int:
    """Return how much must stay free on a machine of `total` bytes."""
    return min(max(_LEAST_FLOOR, int(total * _FLOOR_PART)), _MOST_FLOOR)


def require_room(name: str, need: int, memory: Memory, own: int, ceiling: int | None) -> None:
    """Refuse a model for which there is not enough memory.

    Args:
        name: the model's name, for the sentence.
        need: bytes that opening it takes.
        memory: the machine's memory now.
        own: bytes this process has already.
        ceiling: bytes this process may have, None without a limit of its own.

    Raises:
        MemoryShort: the machine or the limit would be short of memory.
    """
    spare = max(0, memory.available - floor_bytes(memory.total))
    if need > spare:
        raise MemoryShort(
            f"{name} needs about {_mb(need)} MB of memory and {_mb(spare)} MB can be spared; "
            "close other programs or choose a smaller voice."
        )
    if ceiling is not None and own + need > ceiling:
        raise MemoryShort(
            f"{name} needs about {_mb(need)} MB of memory, which with the {_mb(own)} MB in use "
            f"exceeds the limit of {_mb(ceiling)} MB."
        )


def require_to_spare(need: int) -> None:
    """Refuse to write several takes at once for which there is not enough memory now.

    Args:
        need: bytes that their keys and values take.

    Raises:
        MemoryShort: the machine or the limit would be short of memory.
    """
    try:
        require_room("This", need, machine_memory(), own_bytes(), limit_from_environment())
    except MemoryShort as error:
        raise takes_too_large(need) from error


def takes_too_large(need: int) -> MemoryShort:
    """Return the refusal of takes whose keys and values need that many bytes."""
    return MemoryShort(
        f"So many takes at once need about {_mb(need)} MB of memory, which cannot be spared; "
        "ask for fewer, or close other programs."
    )


def running_ceiling(memory: Memory, limit: int | None) -> int:
    """Return how many bytes a running engine may have: its own limit, else the machine's."""
    return memory.total - floor_bytes(memory.total) if limit is None else limit


def require_below(own: int, ceiling: int) -> None:
    """Refuse further work when the process has outgrown its ceiling, both in bytes.

    Raises:
        MemoryShort: it has.
    """
    if own > ceiling:
        raise MemoryShort(
            f"The engine uses {_mb(own)} MB of memory and may use {_mb(ceiling)} MB; "
            "restart Longhand or choose a smaller voice."
        )


def require_some_left(memory: Memory) -> None:
    """Refuse further work while the machine is about to swap, whoever has filled it.

    A model is let in down to the floor; only half of that is a shortage, so that an engine which
    filled its share is not refused at the next breath of another program.

    Raises:
        MemoryShort: it is.
    """
    if memory.available < floor_bytes(memory.total) // 2:
        raise MemoryShort(
            f"The computer has only {_mb(memory.available)} MB of memory left; close other "
            "programs to have suggestions again."
        )


def limit_from_environment() -> int | None:
    """Return the limit that LONGHAND_MEMORY_MB sets, bytes; None where it sets none.

    Raises:
        BadInput: the variable is no whole number above 0.
    """
    text = os.environ.get(ENVIRONMENT, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) == 0:
        raise BadInput(f"{ENVIRONMENT} must be a whole number of megabytes above 0, not {text!r}.")
    return int(text) * MB


def own_bytes() -> int:
    """Return the memory of this process that is in RAM, bytes."""
    return int(psutil.Process().memory_info().rss)


def machine_memory(cgroups: Path = _CGROUPS, own_cgroups: Path = _OWN_CGROUPS) -> Memory:
    """Return what this process may use: the machine's memory within the limits of its cgroups."""
    machine = psutil.virtual_memory()
    total, available = int(machine.total), int(machine.available)
    for folder in _cgroup_folders(cgroups, own_cgroups):
        for limit_name, used_name, idle_key in (
            ("memory.max", "memory.current", "inactive_file"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ):
            limit, used = _number(folder / limit_name), _number(folder / used_name)
            if limit is None or used is None:
                continue
            # Cached files count as used but are given up before anything swaps.
            idle = _statistic(folder / "memory.stat", idle_key)
            total = min(total, limit)
            available = min(available, max(0, limit - used + idle))
    return Memory(total, available)


def _cgroup_folders(cgroups: Path, own_cgroups: Path) -> Iterator[Path]:
    """Yield the folders whose limits bind this process: its cgroup and every one above it."""
    try:
        lines = own_cgroups.read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, name = rest.partition(":")
        if controllers and "memory" not in controllers.split(","):
            continue
        root = cgroups / "memory" if controllers else cgroups
        # In a container the name may be the host's; the root then is the container's own group.
        folder = root / name.strip("/")
        yield from (f for f in (folder, *folder.parents) if f == root or root in f.parents)


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # no such file, or "max"
        return None


def _statistic(path: Path, key: str) -> int:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    values = dict(line.split(" ", 1) for line in lines if " " in line)
    return int(values.get(key, 0))


def _mb(n_bytes: int) -> int:
    return -(-n_bytes // MB)
