"""Fixtures for every test: a user folder of its own, the models at hand, exports in a child."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent
EXPORT_TEXT_CHARS = 4000
# Folders whose files share a fixture that takes minutes: one process makes it once.
TOGETHER = ("tests/engine/training/export/",)


@dataclass(frozen=True, slots=True)
class Exported:
    """A model folder that `engine export` wrote, and the report it printed."""

    folder: Path
    report: dict[str, Any]


class ByFolderOrFile(LoadFileScheduling):
    """Hands a file's tests to one process, and those of some folders too."""

    def _split_scope(self, nodeid: str) -> str:
        path = super()._split_scope(nodeid)
        return next((folder for folder in TOGETHER if path.startswith(folder)), path)


def pytest_xdist_make_scheduler(config, log):
    """Schedule by file, as `--dist=loadfile` does, with some folders whole."""
    return ByFolderOrFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(autouse=True)
def longhand_home(tmp_path, monkeypatch) -> Path:
    """Give the test a user folder that nobody else has, in its process and its children."""
    home = tmp_path / "longhand-home"
    monkeypatch.setenv("LONGHAND_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def starter() -> Path:
    """Return the folder of the bundled starter model."""
    return ROOT / "resources" / "models" / "starter"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared material beside the checkout, or skip."""
    folder = ROOT.parent / "shared"
    if not (folder / "models").is_dir():
        pytest.skip(f"needs the shared material in {folder}, which is not part of the repository")
    return folder


@pytest.fixture(scope="session")
def stories(shared) -> Path:
    """Return the checkpoint stories260k: a small real Llama of somebody else's."""
    folder = shared / "models" / "stories260k-llama"
    if not folder.is_dir():
        pytest.skip(f"needs the checkpoint in {folder}")
    return folder


@pytest.fixture(scope="session")
def export_text(tmp_path_factory) -> Path:
    """Return a short English file to measure exports on."""
    sample = (ROOT / "resources" / "evaluation" / "en.txt").read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("text") / "en.txt"
    path.write_text(sample[:EXPORT_TEXT_CHARS], encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def export(tmp_path_factory, export_text) -> Callable[[Path, str], Exported]:
    """Return a function that exports a checkpoint in a child process, once a session each.

    The child keeps the warnings of torch and optimum, and their seconds of import, out of here.
    """
    done: dict[tuple[Path, str], Exported] = {}

    def run(source: Path, precision: str = "fp32") -> Exported:
        if (source, precision) not in done:
            base = tmp_path_factory.mktemp("export")
            command = [sys.executable, "-m", "engine", "export", str(source), "--json"]
            command += ["--out", str(base / "model"), "--precision", precision]
            command += ["--text", str(export_text)]
            environment = {**os.environ, "LONGHAND_HOME": str(base / "home")}
            ran = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=170
            )
            assert ran.returncode == 0, ran.stderr
            done[source, precision] = Exported(base / "model", json.loads(ran.stdout))
        return done[source, precision]

    return run


@pytest.fixture(scope="session")
def exported_stories(export, stories) -> Exported:
    """Return stories260k at fp32: the smallest real model, of the base family."""
    return export(stories, "fp32")


@pytest.fixture(scope="session")
def tiny_checkpoint(tmp_path_factory, starter) -> Callable[[int], Path]:
    """Return a function that makes a random Llama with the starter's tokenizer, once a length."""
    made: dict[int, Path] = {}

    def make(context_tokens: int) -> Path:
        if context_tokens not in made:
            import torch
            from transformers import LlamaConfig, LlamaForCausalLM

            folder = tmp_path_factory.mktemp("tiny") / "tiny-base"
            torch.manual_seed(7)
            config = LlamaConfig(
                vocab_size=16384,
                hidden_size=32,
                intermediate_size=64,
                num_hidden_layers=2,
                num_attention_heads=2,
                num_key_value_heads=1,
                head_dim=16,
                max_position_embeddings=context_tokens,
                tie_word_embeddings=True,
                bos_token_id=0,
                eos_token_id=1,
            )
            LlamaForCausalLM(config).save_pretrained(str(folder))
            shutil.copyfile(starter / "tokenizer.json", folder / "tokenizer.json")
            made[context_tokens] = folder
        return made[context_tokens]

    return make


@pytest.fixture(scope="session")
def tiny_trainable(tiny_checkpoint) -> Path:
    """Return a random Llama with room for a prompt and an answer."""
    return tiny_checkpoint(256)
