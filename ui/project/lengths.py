"""Counts the words of a project's scenes; reads files, so it runs on a worker thread."""

from __future__ import annotations

from ui.editor.word_count import count_words
from ui.errors import FileUnusable
from ui.manuscript.project import Project


def count_scenes(project: Project) -> dict[str, int]:
    """Return the words of each scene by its id; one that cannot be read is left out."""
    counts = {}
    for item in project.tree.scenes():
        try:
            counts[item.id] = count_words(project.read_scene(item.id).text)
        except FileUnusable:
            # Shown as missing in the binder already.
            continue
    return counts
