"""Engines that need a Python environment of their own, which only an explicit command makes.

Their packages clash with ours: onnxruntime-genai brings another onnxruntime and its model builder
another transformers. `set_up` is the one place here that uses the network, through pip; an
environment stands in the cache folder and may be deleted at any time.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine import paths
from engine.bench.contender import last_words, module_command, offline
from engine.bench.folders import made
from engine.errors import UserError

_STAMP = "longhand-packages.json"


@dataclass(frozen=True, slots=True)
class Peer:
    """An engine: what pip installs for it, and who brings a checkpoint into its form."""

    packages: tuple[str, ...]
    precisions: tuple[str, ...]
    maker: str
    """A module that runs in its environment: SOURCE OUT PRECISION."""
    build: Mapping[str, str] = field(default_factory=dict)
    """Environment variables for what pip compiles."""


PEERS: Mapping[str, Peer] = {
    "genai": Peer(
        (
            "onnxruntime-genai==0.18.0",
            "onnxruntime==1.31.1",
            "onnx==1.23.2",
            "onnx-ir==1.1.0",
            "torch==2.13.0",
            "transformers==5.23.0",
        ),
        ("fp32", "int8", "int4"),
        "engine.bench.make_genai",
    ),
    "llama.cpp": Peer(
        ("llama-cpp-python==0.3.36", "gguf==0.19.0", "numpy==2.4.6"),
        ("f32", "q8_0", "q4_0"),
        "engine.bench.make_llamacpp",
        # GCC takes most of an AMX tile configuration for a dead store, and the first product then
        # ends in a segmentation fault: https://github.com/ggml-org/llama.cpp/issues/20824
        {"CXXFLAGS": "-fno-dse"} if sys.platform == "linux" else {},
    ),
}


class NotSetUp(Exception):
    """A peer has no environment; the message names the command that makes it."""


class NotMade(Exception):
    """A peer cannot run this checkpoint at this precision; the message is its last word."""


def environment(name: str) -> Path:
    """Return the interpreter of a peer's environment.

    Raises:
        NotSetUp: there is none, or one with other packages than those of today.
    """
    folder = _folder(name)
    try:
        packages = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        packages = None
    if packages != list(PEERS[name].packages):
        raise NotSetUp(f"It is not set up: run longhand-engine bench --set-up {name}.")
    return _interpreter(folder)


def set_up(name: str) -> Path:
    """Make a peer's environment unless it is there, with pip and over the network.

    Raises:
        UserError: pip could not install its packages.
    """
    try:
        return environment(name)
    except NotSetUp:
        folder = _folder(name)
    shutil.rmtree(folder, ignore_errors=True)
    # This environment's pip installs into the other, which needs none of its own.
    _run_or_refuse(name, [sys.executable, "-m", "venv", "--without-pip", str(folder)])
    pip = [sys.executable, "-m", "pip", "--python", str(_interpreter(folder)), "install"]
    # pip's cache could hold what was compiled with other flags.
    calm = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-cache-dir"]
    _run_or_refuse(name, [*pip, *calm, *PEERS[name].packages])
    # Last: an environment that was cut short has no stamp, and is made anew.
    packages = json.dumps(PEERS[name].packages)
    (folder / _STAMP).write_text(packages, encoding="utf-8")
    return _interpreter(folder)


def contender(name: str, precision: str, source: Path, folder: Path) -> dict[str, str]:
    """Return a peer's form of a checkpoint: engine, precision, model, python.

    Args:
        name: of the peer.
        precision: one of its own.
        source: the checkpoint.
        folder: where its forms are kept; what is there already is used again.

    Raises:
        NotSetUp: the peer has no environment.
        NotMade: it cannot run this checkpoint.
    """
    python = str(environment(name))

    def make(out: Path) -> None:
        command = [*module_command(python, PEERS[name].maker), str(source), str(out), precision]
        ran = subprocess.run(command, capture_output=True, text=True, env=offline())
        if ran.returncode:
            raise NotMade(last_words(ran.stderr))

    model = made(folder / f"{name}-{precision}", make)
    return {"engine": name, "precision": precision, "model": str(model), "python": python}


def _folder(name: str) -> Path:
    return paths.user_folders().cache / "bench-environments" / name


def _interpreter(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run_or_refuse(name: str, command: list[str]) -> None:
    variables = {**os.environ, **PEERS[name].build}
    ran = subprocess.run(command, capture_output=True, text=True, env=variables)
    if ran.returncode:
        # What is there is of no use, and large.
        shutil.rmtree(_folder(name), ignore_errors=True)
        raise UserError(f"{name} could not be set up: {last_words(ran.stderr)}")
