"""A Longhand project as a book: its scenes in the order of the tree; nothing of it is changed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.errors import BadInput
from engine.reading.book import SCENE_BREAK, Book, Chapter, book_of
from engine.reading.markdown import markdown_blocks
from engine.texts import read_text

PROJECT_FILE, MANUSCRIPT = "project.toml", "manuscript"
_TRASH = "trash"
_DIGITS = re.compile(r"(\d+)")


def is_project(folder: Path) -> bool:
    """Tell whether a folder is a project: it has project.toml, and scenes below manuscript/."""
    return (folder / PROJECT_FILE).is_file() and (folder / MANUSCRIPT).is_dir()


def scene_files(folder: Path) -> tuple[Path, ...]:
    """Return a project's scenes in reading order: the tree's, then those that no row names.

    What lies in the trash is left out. Where project.toml cannot be read, every scene stands in
    the order of its name.
    """
    return tuple(path for _, path in _scenes(folder, _rows(folder)))


def read_project(folder: Path) -> Book:
    """Read a project; its chapters are the tree's, and a scene in none is one of its own.

    Raises:
        BadInput: a scene cannot be read, or there is none.
    """
    values = _values(folder)
    chapters: list[Chapter] = []
    last = ""
    for (chapter, title), path in _scenes(folder, _rows(folder)):
        named, blocks = markdown_blocks(read_text(path).text)
        scene = book_of(blocks, named, path)
        text = f"\n\n{SCENE_BREAK}\n\n".join(c.text for c in scene.chapters)
        if not text:
            continue
        if chapter and chapter == last:
            text = f"{chapters.pop().text}\n\n{SCENE_BREAK}\n\n{text}"
        own = next((c.title for c in scene.chapters if c.title), "")
        chapters.append(Chapter(title or own, text))
        last = chapter
    if not chapters:
        raise BadInput(f"{folder.name} has no text.")
    called = values.get("title")
    name = called if isinstance(called, str) and called else folder.name
    return Book(name, folder, tuple(chapters))


def by_name(path: Path) -> list[tuple[int, int, str]]:
    """Return what to sort paths by, as people count: `scene 2` comes before `scene 10`."""
    parts = _DIGITS.split(path.name.casefold())
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts if p]


def _values(folder: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(folder / PROJECT_FILE).text)
    except (BadInput, tomllib.TOMLDecodeError, RecursionError):
        return {}


def _rows(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Return the rows of the tree by their ids, in order."""
    rows = _values(folder).get("tree", [])
    good = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return {row["id"]: row for row in good if isinstance(row.get("id"), str)}


def _scenes(
    folder: Path, rows: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[tuple[str, str], Path]]:
    """Yield each scene's chapter, as id and title, and its file."""
    named: set[Path] = set()
    root = (folder / MANUSCRIPT).resolve()
    for id, row in rows.items():
        path = _inside(folder, root, row.get("file"))
        if path is None or path in named:
            continue
        named.add(path)
        above = list(_above(id, rows))
        if _TRASH not in above:
            chapter = next((i for i in above if i in rows and rows[i].get("kind") == "chapter"), "")
            title = rows[chapter].get("title", "") if chapter else row.get("title", "")
            yield (chapter, title if isinstance(title, str) else ""), path
    for path in sorted(root.glob("*.md"), key=by_name):
        inside = _inside(folder, root, f"{MANUSCRIPT}/{path.name}")
        if inside and inside not in named and not path.name.startswith("."):
            yield ("", ""), path


def _inside(folder: Path, root: Path, file: object) -> Path | None:
    """Return a row's file where it is one below manuscript/, on the disk as in its name."""
    if not isinstance(file, str) or not file or "\0" in file:
        return None
    try:
        path = (folder / file).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None
    except (OSError, RuntimeError):
        # A link that leads back to itself.
        return None


def _above(id: str, rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the ids above a row; a row that lies in itself ends the walk."""
    seen = {id}
    parent: Any = rows[id].get("parent", "")
    while isinstance(parent, str) and parent and parent not in seen:
        yield parent
        seen.add(parent)
        parent = rows[parent].get("parent", "") if parent in rows else ""
