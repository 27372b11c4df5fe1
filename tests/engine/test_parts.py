import sys

import pytest

from engine import parts
from engine.errors import UserError
from engine.parts import are_installed, require_parts, use_parts


@pytest.fixture
def carried(tmp_path, monkeypatch):
    """Return a folder that stands for the app's own modules, with one in it."""
    folder = tmp_path / "carried"
    _put(folder, "longhand_carried", "its own")
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])
    yield folder
    for name in ("longhand_carried", "longhand_part"):
        sys.modules.pop(name, None)


def _put(folder, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(f"WHOSE = {text!r}\n", encoding="utf-8")


def test_what_the_app_carries_comes_before_the_parts(carried, tmp_path):
    _put(tmp_path / "parts", "longhand_carried", "the parts'")
    _put(tmp_path / "parts", "longhand_part", "the parts'")
    use_parts(tmp_path / "parts")
    assert __import__("longhand_carried").WHOSE == "its own"
    assert __import__("longhand_part").WHOSE == "the parts'"


def test_parts_that_come_later_are_found_without_a_new_start(carried, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "NAMES", ("longhand_part",))
    use_parts(tmp_path / "parts")
    with pytest.raises(UserError, match="not installed yet"):
        require_parts()
    _put(tmp_path / "parts", "longhand_part", "the parts'")
    use_parts(tmp_path / "parts")
    use_parts(tmp_path / "parts")
    assert are_installed()
    assert sys.path.count(str(tmp_path / "parts")) == 1
