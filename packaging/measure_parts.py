"""Writes resources/training-parts.toml: the training parts' versions, and sizes measured by pip.

Run it after changing the train extra or constraints.txt; it downloads some GB into a folder that
goes again, and needs pip 24.1:
.venv/bin/python packaging/measure_parts.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import tomli_w
from distributions import ROOT, pinned, training_parts

sys.path.insert(0, str(ROOT))

from engine.parts_install import TORCH_CPU_INDEX
from engine.parts_list import LIST

HEAD = """\
# What an installed Longhand fetches for training: all that the train extra of pyproject.toml needs
# and the app does not carry, at the versions of packaging/constraints.txt. Sizes in MB, of 10^6.
# Made by packaging/measure_parts.py; not to be edited.

"""
PYTHON = "3.11"
MB = 1_000_000
# pip compiles what it installs; measured over all parts with Python 3.11.
BYTECODE_PER_SOURCE = 1.3
_MANYLINUX = [f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)]


@dataclass(frozen=True)
class Kind:
    """A kind of computer as `engine.parts_list` names it, and how pip is told of it."""

    name: str
    platforms: tuple[str, ...]
    torch: str
    """What follows torch's version: the build that would be chosen there."""
    with_cuda: bool = False


KINDS = (
    Kind("linux-x86_64", (*_MANYLINUX, "manylinux2014_x86_64"), "+cpu"),
    Kind("linux-x86_64-cuda", (*_MANYLINUX, "manylinux2014_x86_64"), "", with_cuda=True),
    Kind("darwin-arm64", ("macosx_15_0_arm64",), ""),
    Kind("win32-amd64", ("win_amd64",), ""),
)


def main() -> int:
    """Measure and write; return the exit code."""
    requirements = pinned(training_parts())
    sizes = {}
    for kind in KINDS:
        with tempfile.TemporaryDirectory(prefix="longhand-parts-") as folder:
            download(kind, requirements, folder)
            sizes[kind.name] = measured(Path(folder))
        print(f"{kind.name}: {sizes[kind.name]}", flush=True)
    text = HEAD + tomli_w.dumps({"requirements": requirements, "sizes": sizes})
    (ROOT / "resources" / LIST).write_text(text, encoding="utf-8")
    return 0


def download(kind: Kind, requirements: list[str], folder: str) -> None:
    """Download every wheel that would be installed on one kind of computer."""
    torch = next(line for line in requirements if line.startswith("torch=="))
    others = [line for line in requirements if line != torch]
    platforms = [f"--platform={platform}" for platform in kind.platforms]
    calm = ["--quiet", "--disable-pip-version-check", "--no-cache-dir", "--dest", folder]
    asked = ["--only-binary=:all:", f"--python-version={PYTHON}", *platforms, *calm]
    pip = [sys.executable, "-m", "pip", "download"]
    index = ["--extra-index-url", TORCH_CPU_INDEX] if kind.torch else []
    # What is set on this machine may prefer another build of torch.
    plain = os.environ if kind.torch else {**os.environ, "PIP_CONFIG_FILE": os.devnull}
    with_needs = [] if kind.with_cuda else ["--no-deps"]
    subprocess.run(
        [*pip, *asked, *with_needs, *index, torch + kind.torch],
        check=True,
        env={name: value for name, value in plain.items() if name != "PIP_FIND_LINKS"},
    )
    subprocess.run([*pip, *asked, "--no-deps", *others], check=True)


def measured(folder: Path) -> dict[str, int]:
    """Return what the wheels in a folder take: as they are, and unpacked with their bytecode."""
    n_bytes = n_unpacked = n_source = 0
    for wheel in folder.glob("*.whl"):
        n_bytes += wheel.stat().st_size
        with zipfile.ZipFile(wheel) as archive:
            for entry in archive.infolist():
                n_unpacked += entry.file_size
                n_source += entry.file_size if entry.filename.endswith(".py") else 0
    n_disk = n_unpacked + BYTECODE_PER_SOURCE * n_source
    return {"download_mb": round(n_bytes / MB), "disk_mb": round(n_disk / MB)}


if __name__ == "__main__":
    sys.exit(main())
