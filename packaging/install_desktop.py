"""Puts Longhand into the user's application menu on Linux, or takes it out again.

python3 packaging/install_desktop.py            the bundle in dist/, or else this checkout
python3 packaging/install_desktop.py --remove
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "dist" / "longhand" / "longhand"


def main(arguments: list[str]) -> int:
    """Install, or remove with --remove; return the exit code."""
    if arguments not in ([], ["--remove"]):
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    share = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    entry = share / "applications" / "longhand.desktop"
    hicolor = share / "icons" / "hicolor"
    icons = {
        ROOT / "resources/icons/longhand.svg": hicolor / "scalable/apps/longhand.svg",
        ROOT / "resources/icons/longhand.png": hicolor / "256x256/apps/longhand.png",
    }
    if arguments:
        for path in (entry, *icons.values()):
            path.unlink(missing_ok=True)
        return 0
    for source, target in icons.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    text = (ROOT / "packaging" / "longhand.desktop").read_text(encoding="utf-8")
    entry.parent.mkdir(parents=True, exist_ok=True)
    entry.write_text(text.replace("Exec=longhand", f"Exec={start_command()}"), encoding="utf-8")
    print(entry)
    return 0


def start_command() -> str:
    """Return the command that starts Longhand, quoted as desktop entries want it."""
    if BUNDLE.exists():
        return quoted(BUNDLE)
    return f"{quoted(ROOT / '.venv/bin/python')} {quoted(ROOT / 'main.py')}"


def quoted(path: Path) -> str:
    """Return `path` in double quotes, with what the Desktop Entry rules reserve escaped."""
    text = str(path).replace("\\", "\\\\\\\\").replace("%", "%%")
    for reserved in '"`$':
        text = text.replace(reserved, "\\\\" + reserved)
    return f'"{text}"'


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
