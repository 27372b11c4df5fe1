"""Builds the app into dist/ with PyInstaller, says how large it is, and tries it.

`bootstrap.py bundle` runs this in .venv; it stands alone too:
.venv/bin/python packaging/make_bundle.py
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from importlib.metadata import distribution, distributions, requires
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "dist" / "longhand"
LICENCE_FILES = ("licen", "copying", "notice", "thirdparty")


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
    """List what the bundle is made of in `target`, and copy the licence texts that came with it."""
    target.mkdir()
    lines = []
    for name in bundled_distributions():
        package = distribution(name)
        about = package.metadata.json
        classified = [row for row in about.get("classifier", []) if row.startswith("License ::")]
        licence = str(about.get("license_expression") or about.get("license") or classified[0])
        lines.append(f"{name} {package.version}: {licence.splitlines()[0]}\n")
        for file in package.files or ():
            if file.name.lower().startswith(LICENCE_FILES) and file.suffix != ".py":
                place = [part for part in file.parts if not part.endswith(".dist-info")]
                shutil.copyfile(str(file.locate()), target / "-".join([name, *place]))
    (target / "README.txt").write_text("".join(lines), encoding="utf-8")


def bundled_distributions() -> list[str]:
    """Return the distributions that the app is made of: what it requires, without any extra."""
    found = ["longhand", "shiboken6"]
    for requirement in requires("longhand") or []:
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        if "extra ==" not in requirement and any(distributions(name=name)):
            found.append(name)
    return found


if __name__ == "__main__":
    sys.exit(main())
