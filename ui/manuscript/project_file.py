"""project.toml: what a project is called, its goals and its tree; read and written, nothing else.

A row that cannot be used is set aside: told as a sentence, and kept in the file. A row whose parent
does not exist, or that lies in itself, is shown at the top, and its file keeps the row as it was
until the writer moves it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

from ui.language import tr
from ui.manuscript import nesting
from ui.manuscript.scene_files import path_fault
from ui.manuscript.toml_rows import (
    ParsedText,
    RowEdit,
    TomlSource,
    Value,
    count_field,
    plain_values,
    read_source,
    rewrite,
    text_field,
    write_source,
)
from ui.manuscript.tree import KINDS, TOPS, Kind, Tree, TreeItem

FILE_NAME = "project.toml"
SCHEMA = 1
_ROWS = "tree"


@dataclass(frozen=True, slots=True)
class Goals:
    """What the writer wants to reach, in words (characters in Chinese); 0 is no goal."""

    words: int = 0
    daily_words: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """What is told of a project beside its tree."""

    id: str
    title: str
    author: str = ""
    language: str = ""
    goals: Goals = field(default_factory=Goals)


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A project.toml as it was read or written last."""

    head: Head
    tree: Tree
    told: tuple[str, ...]
    """What the writer has to know of it, one sentence each."""
    source: TomlSource

    @property
    def fault(self) -> str:
        """Why nothing in the file could be read, and what to do; empty where it was read."""
        if not self.source.fault:
            return ""
        return tr(
            "{fault} Every scene is safe, and the binder shows them in the order of their "
            "files. Mend {file} and open the project again, or go on: the old file is "
            "then kept beside a new one."
        ).format(fault=self.source.fault, file=FILE_NAME)


def read_project_file(folder: Path) -> ProjectFile:
    """Read a folder's project.toml; a missing or broken one gives an empty tree.

    Raises:
        FileUnusable: it cannot be read, or a later version of Longhand wrote it.
    """
    source = read_source(folder / FILE_NAME, _ROWS, SCHEMA)
    values = plain_values(source)
    tree, _, told = _read_tree(folder, values)
    return ProjectFile(_read_head(folder, values), tree, tuple(told), source)


def write_project_file(
    file: ProjectFile, head: Head, tree: Tree, parsed: ParsedText | None = None
) -> ProjectFile:
    """Write a project.toml with another head and tree; what did not change stays as it was.

    Args:
        file: what was read or written last.
        head: what to write above the tree.
        tree: what to write as the tree.
        parsed: makes the next save of the same file fast.

    Raises:
        ChangedOnDisk: the file on disk is not the one that was read.
        SaveFailed: it cannot be written.
    """
    folder = file.source.path.parent
    values = plain_values(file.source)
    before, places, _ = _read_tree(folder, values)
    old = {item.id: item for item in before.items}
    rows = [
        RowEdit(item.id, places.get(item.id), _changes(item, old.get(item.id)))
        for item in tree.items
    ]
    set_aside = set(range(len(values.get(_ROWS, [])))) - set(places.values())
    changed = _head_changes(head, _read_head(folder, values), is_new=not values)
    text = rewrite(file.source.text, _ROWS, changed, rows, set_aside, parsed)
    if text == file.source.text:
        return file
    written = write_source(file.source, text)
    return ProjectFile(head, tree, (), written)


def _read_head(folder: Path, values: Mapping[str, Any]) -> Head:
    table = values.get("goals")
    goals = table if isinstance(table, dict) else {}
    return Head(
        text_field(values, "id") or secrets.token_hex(8),
        text_field(values, "title") or folder.absolute().name,
        text_field(values, "author"),
        text_field(values, "language"),
        Goals(count_field(goals, "words"), count_field(goals, "daily_words")),
    )


def _head_changes(new: Head, old: Head, is_new: bool) -> dict[str, Value | Mapping[str, int]]:
    changes: dict[str, Value | Mapping[str, int]] = {"schema": SCHEMA} if is_new else {}
    for name in ("id", "title", "author", "language"):
        if is_new or getattr(new, name) != getattr(old, name):
            changes[name] = getattr(new, name)
    if new.goals != old.goals:
        changes["goals"] = asdict(new.goals)
    return changes


def _changes(new: TreeItem, old: TreeItem | None) -> dict[str, Value]:
    return {
        name: getattr(new, name)
        for name in ("kind", "title", "file", "parent")
        if getattr(new, name) != (getattr(old, name) if old else "")
    }


def _read_tree(folder: Path, values: Mapping[str, Any]) -> tuple[Tree, dict[str, int], list[str]]:
    """Return the good rows, their places in the file, and what is wrong with the others."""
    items: dict[str, TreeItem] = {}
    places: dict[str, int] = {}
    told: list[str] = []
    files: set[str] = set()
    for at, row in enumerate(values.get(_ROWS, [])):
        item, fault = _read_row(folder, row, items, files)
        if fault:
            name = (
                text_field(row, "title")
                or text_field(row, "id")
                or tr("number {number}").format(number=at + 1)
            )
            told.append(
                tr("A row of {file} ({name}) {fault}; it is kept there and not shown.").format(
                    file=FILE_NAME, name=name, fault=fault
                )
            )
        else:
            items[item.id], places[item.id] = item, at
            files.add(item.file)
    ordered, freed = nesting.repair(list(items.values()), TOPS)
    told += [
        tr("“{title}” lies in nothing that {file} knows; it is shown at the top.").format(
            title=items[id].title, file=FILE_NAME
        )
        for id in freed
    ]
    return Tree(ordered), places, told


def _read_row(
    folder: Path, row: Mapping[str, Any], earlier: Mapping[str, TreeItem], files: set[str]
) -> tuple[TreeItem, str]:
    id, kind, file = (text_field(row, name) for name in ("id", "kind", "file"))
    is_scene = kind == "scene"
    item = TreeItem(
        id,
        cast("Kind", kind),
        text_field(row, "title"),
        file if is_scene else "",
        text_field(row, "parent"),
    )
    if not id:
        return item, tr("has no id")
    if id in TOPS or id in earlier:
        return item, tr("has an id that another row has")
    if kind not in KINDS:
        return item, tr("is neither a part nor a chapter nor a scene")
    if is_scene and file and file in files:
        return item, tr("names a file that another row names")
    return item, path_fault(folder, file) if is_scene else ""
