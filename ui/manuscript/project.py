"""A project in its folder: opens it, makes it, saves its tree, gives it new scenes; no Qt.

The tree itself is immutable (`ui.manuscript.tree`); a `Project` is the one store of a folder and
knows which project.toml it may write over. Everything here may block: use a worker thread. Scene
texts are read and saved one by one with `ui.manuscript.text_file`; nothing here writes over one.
"""

from __future__ import annotations

import contextlib
import itertools
import secrets
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ui.errors import FileUnusable, SaveFailed
from ui.language import tr
from ui.manuscript.nesting import TOP
from ui.manuscript.project_file import (
    FILE_NAME,
    Head,
    ProjectFile,
    read_project_file,
    write_project_file,
)
from ui.manuscript.scene_files import (
    MANUSCRIPT,
    id_of,
    is_there,
    new_file,
    title_of,
    unnamed_files,
)
from ui.manuscript.text_file import OpenedFile, open_text
from ui.manuscript.toml_rows import ParsedText
from ui.manuscript.tree import Kind, Tree, TreeItem

STORY = "story"


class Project:
    """One open project; `save` may be called from any thread, one save runs at a time."""

    def __init__(self, folder: Path, file: ProjectFile, tree: Tree, told: Iterable[str]) -> None:
        self.folder = folder
        self.told = tuple(told)
        self._file = file
        self._fault = file.fault
        self._tree = tree
        self._lock = threading.Lock()
        self._parsed = ParsedText()

    @property
    def head(self) -> Head:
        """Title, author, language and goals, as they were read or saved last."""
        return self._file.head

    @property
    def fault(self) -> str:
        """Why project.toml could not be read, and what to do; empty where it was."""
        return self._fault

    @property
    def tree(self) -> Tree:
        """The tree, as it was read or saved last."""
        return self._tree

    @property
    def has_found(self) -> bool:
        """Whether the tree holds scenes that were found and project.toml does not name yet."""
        return not self._fault and self._tree != self._file.tree

    def save(self, tree: Tree, head: Head | None = None) -> None:
        """Write project.toml, where anything changed.

        Raises:
            ChangedOnDisk: another program changed it; open the project again to see how.
            SaveFailed: it cannot be written; one sentence says why.
        """
        with self._lock:
            self._file = write_project_file(self._file, head or self._file.head, tree, self._parsed)
            self._tree = tree

    def path_of(self, id: str) -> Path:
        """Return a scene's file; raises KeyError where the id is no scene's."""
        item = self._tree.find(id)
        if item.kind != "scene":
            raise KeyError(id)
        return self.folder / item.file

    def read_scene(self, id: str) -> OpenedFile:
        """Read a scene's text.

        Raises:
            FileUnusable: its file is missing or cannot be read.
        """
        return open_text(self.path_of(id))

    def missing(self, tree: Tree) -> frozenset[str]:
        """Return the scenes of a tree whose file is not on the disk now."""
        return frozenset(
            i.id for i in tree.items if i.kind == "scene" and not is_there(self.folder, i.file)
        )

    def new_scene(
        self, tree: Tree, title: str, parent: str = TOP, after: str = ""
    ) -> tuple[Tree, str]:
        """Make an empty file and return the tree with its scene, not saved yet, and its id.

        Should the tree never be saved, the file is found at the next opening.

        Raises:
            SaveFailed: the file cannot be made.
        """
        there = (f"{MANUSCRIPT}/{path.name}" for path in (self.folder / MANUSCRIPT).glob("*"))
        file = new_file(title, {*there, *(item.file for item in tree.items)})
        try:
            (self.folder / MANUSCRIPT).mkdir(exist_ok=True)
            # Fails where another program made the file in between: never written over.
            (self.folder / file).open("xb").close()
        except OSError as error:
            reason = (error.strerror or tr("of an unknown fault")).lower()
            raise SaveFailed(
                tr("The new scene was not made: {reason}.").format(reason=reason)
            ) from error
        return _with_new(tree, TreeItem("", "scene", title, file, parent), after)

    def take_back(self, file: str) -> None:
        """Remove a new scene's file that no tree came to name; one that holds anything stays."""
        path = self.folder / file
        with contextlib.suppress(OSError):
            if path.stat().st_size == 0:
                path.unlink()


def with_group(
    tree: Tree, kind: Kind, title: str, parent: str = TOP, after: str = ""
) -> tuple[Tree, str]:
    """Return the tree with a new part or chapter, and its id."""
    return _with_new(tree, TreeItem("", kind, title, parent=parent), after)


def is_project(path: Path) -> bool:
    """Tell whether a path is a folder that `open_project` can open."""
    return path.is_dir() and ((path / FILE_NAME).is_file() or (path / MANUSCRIPT).is_dir())


def open_project(folder: Path) -> Project:
    """Read a project; scene files that no row names come last, and nothing is written.

    Raises:
        FileUnusable: it is no project's folder, unreadable, or of a later version of Longhand.
    """
    folder = folder.absolute()
    if not folder.is_dir():
        raise FileUnusable(tr("{folder} is not a folder.").format(folder=folder))
    if not is_project(folder):
        raise FileUnusable(
            tr("{name} is not a project: it holds neither {file} nor {folder}/.").format(
                name=folder.name, file=FILE_NAME, folder=MANUSCRIPT
            )
        )
    try:
        file = read_project_file(folder)
        found = unnamed_files(folder, {item.file for item in file.tree.items})
    except OSError as error:
        raise FileUnusable(
            tr("{name} cannot be read: {reason}.").format(name=folder.name, reason=error.strerror)
        ) from error
    tree = file.tree
    for name in found:
        id = next(free for free in _ids_of(name) if free not in tree)
        tree = tree.add(TreeItem(id, "scene", title_of(folder, name), name))
    return Project(folder, file, tree, [*file.told, *_told_found(found, file)])


def create_project(folder: Path, title: str, author: str = "", language: str = "") -> Project:
    """Make an empty project in a new or empty folder.

    Raises:
        SaveFailed: the folder holds something, or cannot be written; nothing is left behind.
    """
    folder = folder.absolute()
    made: list[Path] = []
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise SaveFailed(
                tr("{name} holds other files; choose an empty folder.").format(name=folder.name)
            )
        for path in (folder, folder / MANUSCRIPT, folder / STORY):
            if not path.exists():
                path.mkdir(parents=True)
                made.append(path)
        empty = read_project_file(folder)
        head = replace(empty.head, title=title, author=author, language=language)
        file = write_project_file(empty, head, Tree())
    except OSError as error:
        _remove(made)
        reason = (error.strerror or tr("of an unknown fault")).lower()
        raise SaveFailed(tr("The project was not made: {reason}.").format(reason=reason)) from error
    except SaveFailed:
        _remove(made)
        raise
    return Project(folder, file, Tree(), ())


def _remove(made: list[Path]) -> None:
    for path in reversed(made):
        with contextlib.suppress(OSError):
            path.rmdir()


def _with_new(tree: Tree, item: TreeItem, after: str) -> tuple[Tree, str]:
    id = next(free for free in iter(lambda: secrets.token_hex(4), "") if free not in tree)
    return tree.add(replace(item, id=id), after), id


def _ids_of(file: str) -> Iterable[str]:
    first = id_of(file)
    return itertools.chain([first], (f"{first}-{n}" for n in itertools.count(2)))


def _told_found(found: list[str], file: ProjectFile) -> list[str]:
    if not found or file.fault:
        return []
    if file.source.sha256 is None:
        return [tr("%Ln scenes found in {folder}/.", "", len(found)).format(folder=MANUSCRIPT)]
    names = ", ".join(Path(name).name for name in found[:3]) + (", …" if len(found) > 3 else "")
    sentence = tr(
        "Found %Ln scenes that were not in the binder, and put at its end: {names}.",
        "",
        len(found),
    )
    return [sentence.format(names=names)]
