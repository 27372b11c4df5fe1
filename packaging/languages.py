"""Gathers the interface's words for translators and compiles their work.

    python packaging/languages.py [--folder DIR]

Brings resources/translations/longhand_*.ts up to date with the source, lists what is not
translated yet, and compiles the .qm files that the app reads. Qt's own lupdate and lrelease do it;
they come with PySide6. Exit code 1: something is not translated.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import PySide6

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
# The source has the plural only, so English needs a translation of what is counted.
ENGLISH = "longhand_en.ts"
CHINESE = "longhand_zh_CN.ts"
ALIASES = "QT_TR_NOOP+=mark"


def main(argv: Sequence[str] | None = None) -> int:
    """Gather and compile; returns the exit code."""
    parser = argparse.ArgumentParser(description="Bring the translations up to date.")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the .ts files are")
    folder = parser.parse_args(argv).folder
    gather(folder)
    compile_all(folder)
    left = {name: unfinished(folder / name) for name in (ENGLISH, CHINESE)}
    for name, sources in left.items():
        for source in sources:
            print(f"{name}: {source!r}")
    return 1 if any(left.values()) else 0


def gather(folder: Path) -> None:
    """Bring the .ts files in line with the source; what is no longer said goes."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "ui").rglob("*.py"))
    for name, more in ((ENGLISH, ["-pluralonly"]), (CHINESE, [])):
        _run(
            "lupdate",
            # Line numbers would change the files with every edit of the source.
            *("-silent", "-no-obsolete", "-locations", "none", "-tr-function-alias", ALIASES),
            *more,
            *(*sources, "-ts", str(folder / name)),
        )


def compile_all(folder: Path) -> None:
    """Write the .qm file beside each .ts file."""
    for name in (ENGLISH, CHINESE):
        source = folder / name
        _run("lrelease", "-silent", str(source), "-qm", str(source.with_suffix(".qm")))


def unfinished(path: Path) -> list[str]:
    """Return the sources of a .ts file that have no finished translation."""
    return [
        message.findtext("source", "")
        for message in ET.parse(path).getroot().iter("message")
        if _is_unfinished(message.find("translation"))
    ]


def _is_unfinished(translation: ET.Element | None) -> bool:
    if translation is None or translation.get("type") == "unfinished":
        return True
    forms = translation.findall("numerusform") or [translation]
    return not all(form.text for form in forms)


def _run(tool: str, *args: str) -> None:
    package = Path(PySide6.__file__).parent
    program = package / (f"{tool}.exe" if os.name == "nt" else tool)
    subprocess.run([program, *args], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
