import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_package_is_installed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    there = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for top in ("ui", "engine")
        for path in (ROOT / top).rglob("__init__.py")
    }
    listed = project["tool"]["setuptools"]["packages"]
    assert sorted(listed) == sorted({*there, "resources"})
