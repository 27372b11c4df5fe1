"""Builds the app into dist/ with PyInstaller, says how large it is, and tries it.

`bootstrap.py bundle` runs this in .venv; it stands alone too:
.venv/bin/python packaging/make_bundle.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "dist" / "longhand"


def main() -> int:
    """Build, report, smoke-test; return the exit code."""
    began = time.monotonic()
    print("longhand: Building dist/longhand", flush=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--distpath", "dist", "--workpath", "build", "packaging/app.spec"]
    code = subprocess.call(command, cwd=ROOT)
    if code != 0:
        return code
    copy_licences(BUNDLE / "licences")
    size_mb = sum(path.lstat().st_size for path in BUNDLE.rglob("*")) / 1e6
    print(f"longhand: dist/longhand is {size_mb:.0f} MB, {time.monotonic() - began:.0f} s")
    if not sys.platform.startswith("linux"):
        print("longhand: Not tried: the smoke test drives an X server.")
        return 0
    print("longhand: Trying it", flush=True)
    return subprocess.call([sys.executable, "-m", "tests.e2e.bundle_smoke"], cwd=ROOT)


def copy_licences(target: Path) -> None:
    """Copy the licence files of every bundled distribution into `target`."""
    bundled = {path.name.partition(".")[0] for path in (BUNDLE / "_internal").iterdir()}
    names = ("licen", "copying", "notice")
    for distribution in distributions():
        packages = (distribution.read_text("top_level.txt") or "").split()
        name = distribution.metadata["Name"]
        if not bundled & {*packages, name, name.replace("-", "_")}:
            continue
        for file in distribution.files or ():
            if file.name.lower().startswith(names) or "licenses" in file.parts:
                folder = target / name
                folder.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), folder / file.name)


if __name__ == "__main__":
    sys.exit(main())
