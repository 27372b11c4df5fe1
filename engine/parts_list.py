"""Which training parts an installed Longhand fetches, and what they take; fetches nothing.

The list and its sizes are made by packaging/measure_parts.py.
"""

from __future__ import annotations

import functools
import hashlib
import platform
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from engine.paths import resources

LIST = "training-parts.toml"
_TORCH = "torch"
_ANSWER_S = 5.0
_DIGEST_CHARS = 16


@dataclass(frozen=True, slots=True)
class PartsSize:
    """What the parts take on one kind of computer; a MB is a million bytes."""

    download_mb: int
    disk_mb: int


@dataclass(frozen=True, slots=True)
class PartsList:
    """The parts with their exact versions, and their sizes by kind of computer."""

    requirements: tuple[str, ...]
    """As `name==version`; what Longhand carries itself is not among them."""
    sizes: dict[str, PartsSize]

    @property
    def digest(self) -> str:
        """A name for the folder of these very parts, for this Python and this kind of computer."""
        text = "\n".join([*self.requirements, sys.version[:4], _machine()])
        return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_CHARS]

    @property
    def torch(self) -> str:
        """The requirement of torch, which comes in builds with and without CUDA."""
        return next(line for line in self.requirements if name_of(line) == _TORCH)

    @property
    def besides_torch(self) -> tuple[str, ...]:
        """All other requirements."""
        return tuple(line for line in self.requirements if name_of(line) != _TORCH)

    def size_here(self, has_gpu: bool) -> PartsSize | None:
        """Return what the parts take here; None where torch is not made for such a computer."""
        kind = kind_of_computer(has_gpu)
        return self.sizes.get(kind) or self.sizes.get(_machine())


def read_parts_list(path: Path | None = None) -> PartsList:
    """Return the list that ships with Longhand, or another one of the same form."""
    with (path or resources() / LIST).open("rb") as file:
        content = tomllib.load(file)
    return PartsList(
        requirements=tuple(content["requirements"]),
        sizes={kind: PartsSize(**size) for kind, size in content["sizes"].items()},
    )


def name_of(requirement: str) -> str:
    """Return a pinned requirement's name as package indexes spell it."""
    return requirement.partition("==")[0].lower().replace("_", "-").replace(".", "-")


def kind_of_computer(has_gpu: bool) -> str:
    """Return the name of this kind of computer in the list of sizes."""
    return _machine() + ("-cuda" if has_gpu and sys.platform.startswith("linux") else "")


@functools.cache
def has_nvidia_gpu() -> bool:
    """Return whether an NVIDIA driver answers on this computer; asked once."""
    if Path("/proc/driver/nvidia/version").exists():
        return True
    program = shutil.which("nvidia-smi")
    if program is None:
        return False
    try:
        ran = subprocess.run([program, "--list-gpus"], capture_output=True, timeout=_ANSWER_S)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ran.returncode == 0


def _machine() -> str:
    return f"{sys.platform}-{platform.machine().lower()}"
