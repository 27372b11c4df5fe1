"""Documents of every format, made by pandoc itself."""

import subprocess
from pathlib import Path

import pytest

from engine.reading.pandoc import program


@pytest.fixture
def document(tmp_path):
    """Return a function that writes a document from Markdown, in the format of its suffix."""

    def make(name: str, markdown: str, *options: str) -> Path:
        path = tmp_path / name
        kind = {".htm": "html"}.get(path.suffix, path.suffix[1:])
        command = [str(program()), "-s", "-f", "markdown", "-t", kind, "-o", str(path), *options]
        done = subprocess.run(
            command, input=markdown.encode(), cwd=tmp_path, capture_output=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return path

    return make
