"""Scene files of a project: names for new ones, which paths may be named, which no row names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from ui.errors import FileUnusable
from ui.language import tr
from ui.manuscript.counting import as_people_count
from ui.manuscript.text_file import digest, open_text

MANUSCRIPT = "manuscript"
_MAX_NAME_BYTES = 120
# Windows opens devices by these names, whatever their suffix.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t#]*$")
_HEADING_LINES = 20


def path_fault(folder: Path, file: str) -> str:
    """Return why a row may not name a file, empty where it may.

    A file lies below `manuscript/` of its project, in its name and on the disk.
    """
    parts = file.split("/")
    if not file:
        return tr("names no file")
    if "\\" in file or ":" in file or any(unicodedata.category(c) == "Cc" for c in file):
        return tr("names a file in a way that not every computer understands")
    if parts[0] != MANUSCRIPT or len(parts) < 2 or {"", ".", ".."} & set(parts):
        return tr("names a file outside of {folder}/").format(folder=MANUSCRIPT)
    try:
        is_inside = (folder / file).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        # A link that leads back to itself.
        is_inside = False
    return "" if is_inside else tr("names a file that is a link out of the project")


def is_there(folder: Path, file: str) -> bool:
    """Tell whether a scene's file is on the disk."""
    try:
        return (folder / file).is_file()
    except OSError:
        return False


def unnamed_files(folder: Path, named: Collection[str]) -> list[str]:
    """Return the Markdown files in `manuscript/` that no row names, in the order people count.

    A name that differs from a row's only in how its accents are coded is the row's where the disk
    says so.
    """
    there = {unicodedata.normalize("NFC", file) for file in named if is_there(folder, file)}
    found = []
    for path in (folder / MANUSCRIPT).glob("*"):
        file = PurePosixPath(MANUSCRIPT, path.name).as_posix()
        is_scene = path.suffix.lower() == ".md" and not path.name.startswith(".")
        is_named = file in named or unicodedata.normalize("NFC", file) in there
        if is_scene and not is_named and not path_fault(folder, file) and is_there(folder, file):
            found.append(file)
    return sorted(found, key=as_people_count)


def title_of(folder: Path, file: str) -> str:
    """Return a scene file's first heading, or its name without the suffix; it may be unreadable."""
    try:
        lines = open_text(folder / file).text.split("\n", _HEADING_LINES)[:_HEADING_LINES]
    except FileUnusable:
        lines = []
    headings = (match[1] for line in lines if (match := _HEADING.fullmatch(line)))
    return next(filter(None, headings), PurePosixPath(file).stem)


def id_of(file: str) -> str:
    """Return the id of a found file, the same at every reading until a row holds it."""
    return digest(file.encode())[:8]


def new_file(title: str, taken: Collection[str]) -> str:
    """Return a name for a new scene's file that every platform takes and no other file has.

    Letters and digits of every script stay; all between them becomes a hyphen.

    Args:
        title: the scene's title.
        taken: files that are named or there, as `manuscript/...`.
    """
    letters = (
        c if c.isalnum() or unicodedata.category(c).startswith("M") else "-"
        for c in unicodedata.normalize("NFC", title).casefold()
    )
    stem = re.sub("-+", "-", "".join(letters)).strip("-")
    stem = stem.encode()[:_MAX_NAME_BYTES].decode(errors="ignore").strip("-") or "scene"
    if _DEVICES.fullmatch(stem):
        stem += "-scene"
    used = {unicodedata.normalize("NFC", file).casefold() for file in taken}
    name, n = f"{MANUSCRIPT}/{stem}.md", 2
    while name.casefold() in used:
        name, n = f"{MANUSCRIPT}/{stem}-{n}.md", n + 1
    return name
