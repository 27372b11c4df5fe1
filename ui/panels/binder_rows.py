"""What the rows of the binder show, made from a tree and what is known of its scenes; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ui.language import mark, tr
from ui.manuscript.nesting import TOP
from ui.manuscript.tree import TRASH, Tree, TreeItem
from ui.panels.row_tree import Row

_UNTITLED = {
    "part": mark("Untitled part"),
    "chapter": mark("Untitled chapter"),
    "scene": mark("Untitled scene"),
}


@dataclass(slots=True)
class SceneFacts:
    """What the rows tell beside titles, by the scenes' ids."""

    open_scene: str = ""
    missing: frozenset[str] = frozenset()
    """Scenes whose file is not there."""
    synopses: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)


def binder_rows(tree: Tree, facts: SceneFacts) -> list[Row]:
    """Return the rows in reading order; the trash is a row of its own where it holds any."""
    lengths = _lengths(tree, facts.words)
    rows = [_row(tree, item, facts, lengths.get(item.id)) for item in tree.items]
    if first := tree.children(TRASH):
        at = next(n for n, row in enumerate(rows) if row.id == first[0].id)
        count = f"{len(tree.trashed):,}"
        rows.insert(at, Row(TRASH, TOP, tr("Trash"), count, is_quiet=True, is_fixed=True))
    return rows


def _row(tree: Tree, item: TreeItem, facts: SceneFacts, words: int | None) -> Row:
    is_missing = item.id in facts.missing
    tip = facts.synopses.get(item.id, "")
    if is_missing:
        tip = tr(
            "The file {file} is not there. The row stays until you put it in the trash."
        ).format(file=item.file)
    return Row(
        item.id,
        item.parent,
        item.title or tr(_UNTITLED[item.kind]),
        tail=tr("missing") if is_missing else "" if words is None else f"{words:,}",
        tip=tip,
        is_strong=item.kind != "scene",
        is_quiet=is_missing or item.id in tree.trashed,
        is_marked=bool(item.id) and item.id == facts.open_scene,
        holds_rows=item.kind != "scene",
    )


def _lengths(tree: Tree, words: Mapping[str, int]) -> dict[str, int]:
    """Return the words of each row that has any counted: a chapter's are its scenes'."""
    found: dict[str, int] = {}
    for item in reversed(tree.items):
        count = found.get(item.id) if item.kind != "scene" else words.get(item.id)
        if count is not None:
            found[item.id] = count
            found[item.parent] = found.get(item.parent, 0) + count
    return found
