"""Runs a module of this package in another Python environment.

    python -I launch.py MODULE ARGS...

That environment finds `engine` and nothing else of what is installed beside it: the libraries it
compares must be its own, and a folder on its path would bring all of that folder's.
"""

from __future__ import annotations

import importlib.util
import runpy
import sys
from pathlib import Path


def main(module: str, arguments: list[str]) -> None:
    """Run a module as a script."""
    package = Path(__file__).resolve().parents[1]
    spec = importlib.util.spec_from_file_location(
        "engine", package / "__init__.py", submodule_search_locations=[str(package)]
    )
    assert spec is not None
    assert spec.loader is not None
    sys.modules["engine"] = found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
