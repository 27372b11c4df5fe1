"""Arrows point one way: who may import whom, how long a file may be, what an import pulls in."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAX_FILE_LINES, MAX_FUNCTION_LINES = 400, 60

QT, HEAVY = {"PySide6", "qasync", "ui"}, {"torch", "transformers", "peft", "optimum"}
ORT, WIRE = {"onnxruntime"}, {"engine.protocol", "engine.host"}
NUMERIC = {"numpy", "tokenizers"}
BANNED: dict[str, set[str]] = {  # the longest matching row wins
    "main.py": NUMERIC | ORT | HEAVY | {"PySide6", "qasync"},
    "ui": NUMERIC | ORT | HEAVY,
    "engine": QT | HEAVY | ORT | WIRE,
    "engine/host.py": QT | HEAVY | ORT,
    "engine/model.py": QT | HEAVY | WIRE,
    "engine/session.py": QT | HEAVY | WIRE,
    "engine/step.py": QT | HEAVY | WIRE,
    "engine/rows.py": QT | HEAVY | WIRE,
    "engine/concat_session.py": QT | HEAVY | WIRE,
    "engine/hardware.py": QT | HEAVY | WIRE,
    "engine/outbox.py": QT | HEAVY | ORT | NUMERIC | {"engine.host"},
    "engine/cli.py": QT | HEAVY | {"engine.protocol"},
    # It times products as a session would run them.
    "engine/importing/probe.py": QT | HEAVY | WIRE,
    # It runs what it compares with.
    "engine/bench": QT | WIRE,
    "engine/training": QT | ORT | WIRE,
    "engine/training/export": QT | WIRE,
}
# What ui and main.py may take from the engine: the longest matching row wins, no row is nothing.
ENGINE_ALLOWED: dict[str, set[str]] = {
    "main.py": {"engine.host", "engine.version", "engine.paths", "engine.parts_pip"},
    "ui": set(),
    "ui/process_link.py": {"engine.protocol", "engine.errors", "engine.version"},
    "ui/engine_link.py": {
        "engine.messages",
        "engine.protocol",
        "engine.errors",
        "engine.version",
    },
    "ui/engine_client.py": {"engine.messages", "engine.task_messages", "engine.errors"},
    "ui/engine_asks.py": {"engine.messages", "engine.task_messages"},
    "ui/voices/workshop.py": {
        "engine.messages",
        "engine.train_messages",
        "engine.model_messages",
        "engine.errors",
    },
    "ui/voices/faults.py": {"engine.errors"},
    "ui/app.py": {"engine.sockets"},
    "ui/latency": {"engine.sockets"},
    "ui/paths.py": {"engine.paths", "engine.texts", "engine.errors"},
    "ui/manuscript": {"engine.paths", "engine.texts", "engine.errors"},
}


def sources(root: Path) -> list[Path]:
    """Return every source file of the app, in order."""
    return sorted(
        path for place in ("main.py", "ui", "engine") for path in python_files(root / place)
    )


def python_files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    else:
        yield from place.rglob("*.py")


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield each imported name as its modules: `from a.b import c` is a, a.b and a.b.c."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            steps = name.split(".")
            yield tuple(".".join(steps[: i + 1]) for i in range(len(steps)))


def row_of(name: str, rows: dict[str, set[str]]) -> set[str] | None:
    """Return the longest matching row of a table: a folder's, or the file's own."""
    matching = [row for row in rows if name == row or name.startswith(row + "/")]
    return rows[max(matching, key=len)] if matching else None


def offences(root: Path) -> list[str]:
    """Return every import that breaks the rule, as `file: what`."""
    found = []
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        banned = row_of(name, BANNED) or set()
        allowed = row_of(name, ENGINE_ALLOWED)
        for modules in imports(path):
            found += [f"{name}: {module}" for module in modules if module in banned]
            if modules[0] == "":
                found.append(f"{name}: a relative import")
            if allowed is not None and modules[0] == "engine" and not allowed & set(modules):
                found.append(f"{name}: {modules[-1]}")
    return found


def imported_at_top(path: Path) -> set[str]:
    """Return the modules that importing a file imports: those outside of functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [ast.Pass()]
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in found
        for alias in node.names
    }


def too_long(root: Path) -> list[str]:
    """Return every file and function that is longer than it may be."""
    found = []
    for path in sources(root):
        name, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > MAX_FILE_LINES:
            found.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > MAX_FUNCTION_LINES:
                    found.append(f"{name}: {node.name}, {length} lines")
    return found


def test_every_import_follows_the_rule():
    assert offences(ROOT) == []


def test_main_imports_ui_and_engine_inside_its_branches():
    at_top = imported_at_top(ROOT / "main.py")
    assert [m for m in at_top if m.split(".")[0] == "ui" or m == "engine.host"] == []


def test_no_file_and_no_function_is_too_long():
    assert too_long(ROOT) == []


def test_packaging_is_no_package():
    assert list((ROOT / "packaging").rglob("__init__.py")) == []


def test_resources_hold_no_python():
    assert [path for path in (ROOT / "resources").rglob("*.py") if path.name != "__init__.py"] == []


def modules_after(code: str, tmp_path: Path) -> set[str]:
    """Run imports in a fresh process and return the top-level modules that it then has."""
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sorted(sys.modules), file=sys.stderr)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == ""
    return {name.split(".")[0] for name in ran.stderr.split()}


@pytest.mark.e2e
def test_the_window_pulls_in_no_model_library(tmp_path):
    loaded = modules_after("import ui.app", tmp_path)
    assert "PySide6" in loaded
    assert not loaded & (HEAVY | ORT | {"tokenizers"})


@pytest.mark.e2e
def test_the_windows_start_pays_for_no_curves(tmp_path):
    loaded = modules_after("import ui.app, ui.voices.voices_desk", tmp_path)
    assert not loaded & {"pyqtgraph", "numpy"}


@pytest.mark.e2e
def test_the_engine_host_pulls_in_neither_a_window_nor_a_training_library(tmp_path):
    loaded = modules_after("import engine.host, engine.generate_service", tmp_path)
    assert "onnxruntime" in loaded
    assert not loaded & (HEAVY | {"PySide6", "shiboken6", "qasync", "ui"})


@pytest.mark.e2e
def test_main_pulls_in_nothing_but_the_standard_library_and_paths(tmp_path):
    loaded = modules_after("import main", tmp_path)
    assert not loaded & (HEAVY | ORT | {"PySide6", "ui", "numpy", "tokenizers"})


@pytest.fixture
def tree(tmp_path):
    """Return a function that plants source files below an empty root."""

    def plant(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return plant


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ui/app.py", "import onnxruntime"),
        ("ui/app.py", "def f():\n    import torch.nn as nn"),
        ("ui/app.py", "from engine import protocol"),
        ("ui/app.py", "import engine"),
        ("ui/editor/view.py", "from engine.messages import Sampling"),
        ("ui/editor/view.py", "import numpy as np"),
        ("ui/editor/view.py", "from .ghost import Ghost"),
        ("ui/engine_client.py", "from engine.generate_service import GenerateService"),
        ("ui/engine_client.py", "from engine import protocol"),
        ("ui/engine_link.py", "from engine import host"),
        ("ui/manuscript/store.py", "from engine.protocol import encode"),
        ("ui/voices/types.py", "from engine.train_messages import RunRow"),
        ("ui/voices/workshop.py", "from engine.train_service import TrainService"),
        ("engine/jobs.py", "from PySide6.QtCore import QObject"),
        ("engine/jobs.py", "from ui import paths"),
        ("engine/sampling.py", "import onnxruntime as ort"),
        ("engine/generate.py", "from engine.protocol import ask"),
        ("engine/generate.py", "from engine import protocol"),
        ("engine/session.py", "import torch"),
        ("engine/concat_session.py", "import torch"),
        ("engine/sessions.py", "import onnxruntime"),
        ("engine/step.py", "import torch"),
        ("engine/rows.py", "from transformers import DynamicCache"),
        ("engine/rows_of_text.py", "import onnxruntime"),
        ("engine/bench/run_other.py", "from PySide6.QtCore import QObject"),
        ("engine/bench/bench.py", "from ui import paths"),
        ("engine/bench/worker.py", "from engine.protocol import encode"),
        ("engine/commands/bench.py", "import torch"),
        ("engine/host.py", "import onnxruntime"),
        ("engine/model.py", "from engine.host import Host"),
        ("engine/outbox.py", "from engine.host import Host"),
        ("engine/commands/info.py", "import onnxruntime"),
        ("engine/commands/complete.py", "from engine.protocol import encode"),
        ("engine/training/lora.py", "import onnxruntime"),
        ("engine/training/export/fuse.py", "import PySide6"),
        ("engine/training/export/pipeline.py", "from engine.protocol import part"),
        ("engine/jobs.py", "from . import errors"),
        ("main.py", "from engine.session import OnnxSession"),
        ("main.py", "import torch"),
    ],
)
def test_an_offence_is_found(tree, name, code):
    found = offences(tree({name: code}))
    assert len(found) >= 1
    assert all(offence.startswith(f"{name}: ") for offence in found)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ui/app.py", "from PySide6.QtCore import QObject\nfrom ui.paths import folders"),
        ("ui/engine_client.py", "from engine.messages import Sampling, to_dict"),
        ("ui/engine_link.py", "from engine import errors, protocol, version"),
        ("ui/paths.py", "from engine.paths import resources"),
        ("ui/manuscript/store.py", "from engine import texts\nfrom engine.errors import BadInput"),
        ("ui/numpy_free.py", "import engineering"),
        ("engine/sampling.py", "import numpy as np\nfrom engine.messages import Sampling"),
        ("engine/session.py", "import onnxruntime as ort"),
        ("engine/concat_session.py", "import onnxruntime as ort"),
        ("engine/step.py", "import onnxruntime as ort"),
        ("engine/rows.py", "import onnxruntime as ort"),
        ("engine/hardware.py", "import onnxruntime as ort\nimport psutil"),
        ("engine/bench/run_other.py", "import torch, transformers, optimum, onnxruntime"),
        ("engine/host.py", "from engine import protocol"),
        ("engine/outbox.py", "from engine import protocol\nfrom engine.jobs import CancelFlag"),
        ("engine/commands/complete.py", "def f():\n    from engine.steady import SteadyService"),
        ("engine/cli.py", "def f():\n    import onnxruntime\n    from engine.host import run_host"),
        ("engine/training/lora.py", "import torch, transformers, peft"),
        ("engine/training/export/pipeline.py", "import torch, optimum, onnxruntime"),
        ("main.py", "def f():\n    from engine.host import run_host\n    from ui.app import run"),
        ("packaging/build.py", "import torch"),
    ],
)
def test_an_honest_import_passes(tree, name, code):
    assert offences(tree({name: code})) == []


def test_a_lazy_import_is_told_from_one_at_the_top(tree):
    root = tree({"main.py": "import sys\ndef f():\n    from ui.app import run\n"})
    assert imported_at_top(root / "main.py") == {"sys"}


def test_a_long_file_and_a_long_function_are_found(tree):
    body = "    x = 1\n"
    root = tree(
        {
            "ui/long.py": "x = 1\n" * 401,
            "ui/whole.py": "x = 1\n" * 400,
            "engine/wide.py": "def f():\n" + body * 60,
            "engine/fits.py": "def f():\n" + body * 59,
        }
    )
    assert too_long(root) == ["engine/wide.py: f, 61 lines", "ui/long.py: 401 lines"]
