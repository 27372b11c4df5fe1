"""Builds the app into dist/ with PyInstaller, says how large it is, and tries it.

`bootstrap.py bundle` runs this in .venv; it stands alone too:
.venv/bin/python packaging/make_bundle.py
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import sysconfig
import time
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "dist" / "longhand"
CONTENTS = BUNDLE / "_internal"
LICENCE_FILES = ("licen", "copying", "copyright", "notice", "thirdparty")


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
    pandoc_mb = mb_in(CONTENTS / "pypandoc")
    print(
        f"longhand: dist/longhand is {mb_in(BUNDLE):.0f} MB, {pandoc_mb:.0f} MB of it pandoc, "
        f"{time.monotonic() - began:.0f} s"
    )
    if not sys.platform.startswith("linux"):
        print("longhand: Not tried: the smoke test drives an X server.")
        return 0
    print("longhand: Trying it", flush=True)
    return subprocess.call([sys.executable, "-m", "tests.e2e.bundle_smoke"], cwd=ROOT)


def copy_licences(target: Path) -> None:
    """List what the bundle is made of in `target`, and put every licence text there.

    What it is made of is read from the metadata that lies in the bundle itself.
    """
    target.mkdir(exist_ok=True)
    lines = []
    for package in sorted(distributions(path=[str(CONTENTS)]), key=lambda found: found.name):
        lines.append(f"{package.name} {package.version}: {licence_of(package)}\n")
        for file in distribution(package.name).files or ():
            if file.name.lower().startswith(LICENCE_FILES) and file.suffix not in (".py", ".pyc"):
                place = [part for part in file.parts if not part.endswith(".dist-info")]
                shutil.copyfile(str(file.locate()), target / "-".join([package.name, *place]))
    for name in system_packages():
        notice = Path("/usr/share/doc", name, "copyright")
        if notice.exists():
            lines.append(f"{name}, of the system it was built on: see {name}-copyright\n")
            shutil.copyfile(notice, target / f"{name}-copyright")
    # Qt, pandoc and others name these without carrying them.
    for text in (ROOT / "packaging" / "licences").iterdir():
        shutil.copyfile(text, target / text.name)
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if python.exists():
        shutil.copyfile(python, target / "Python-LICENSE.txt")
    lines.append(f"Python {platform.python_version()}: PSF-2.0\n")
    (target / "README.txt").write_text("".join(lines), encoding="utf-8")


def system_packages() -> list[str]:
    """Return the Debian packages that the bundle's system libraries come from; none elsewhere."""
    if shutil.which("dpkg-query") is None:
        return []
    patterns = [f"*/{path.name}" for path in CONTENTS.glob("lib*.so*")]
    # It says `package:architecture: path` of each that it knows; wheels' own libraries it does not.
    ran = subprocess.run(["dpkg-query", "--search", *patterns], capture_output=True, text=True)
    return sorted({line.partition(":")[0] for line in ran.stdout.splitlines()})


def licence_of(package: Distribution) -> str:
    """Return what a distribution says of its licence, in one line."""
    about = package.metadata.json
    classified = [row for row in about.get("classifier", []) if row.startswith("License ::")]
    stated = about.get("license_expression") or about.get("license") or "; ".join(classified)
    return str(stated or "not stated").splitlines()[0]


def mb_in(folder: Path) -> float:
    """Return the size of all files in a folder, in millions of bytes."""
    return sum(path.lstat().st_size for path in folder.rglob("*")) / 1e6


if __name__ == "__main__":
    sys.exit(main())
