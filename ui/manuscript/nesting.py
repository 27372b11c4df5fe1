"""Rows that lie in one another by the id of their parent: order, moves, repair of broken links.

Pure functions over any row with `id` and `parent`; knows nothing about scenes or beats. Siblings
stand in the order in which the rows stand; `tops` are the parents that are no rows themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol, Self, TypeVar

TOP = ""


class Node(Protocol):
    """A row: an id of its own and its parent's."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def parent(self) -> str: ...  # noqa: D102
    def under(self, parent: str) -> Self: ...  # noqa: D102


N = TypeVar("N", bound=Node)


def children(nodes: Iterable[N], parent: str) -> tuple[N, ...]:
    """Return the rows right below a parent, in order."""
    return tuple(node for node in nodes if node.parent == parent)


def depth_first(nodes: Iterable[N], tops: Sequence[str] = (TOP,)) -> tuple[N, ...]:
    """Return the rows in reading order, each before those below it; without those out of reach."""
    below: dict[str, list[N]] = defaultdict(list)
    for node in nodes:
        below[node.parent].append(node)
    ordered: list[N] = []
    waiting = [node for top in reversed(tops) for node in reversed(below[top])]
    while waiting:
        node = waiting.pop()
        ordered.append(node)
        waiting.extend(reversed(below[node.id]))
    return tuple(ordered)


def depths(nodes: Iterable[N]) -> dict[str, int]:
    """Return how deep each row lies, 0 at the top; the rows come in reading order."""
    found: dict[str, int] = {}
    for node in nodes:
        found[node.id] = found.get(node.parent, -1) + 1
    return found


def subtree(nodes: Iterable[N], id: str) -> frozenset[str]:
    """Return the ids of a row and of all below it; the rows come in reading order."""
    found = {id}
    for node in nodes:
        if node.parent in found:
            found.add(node.id)
    return frozenset(found)


def place(
    nodes: Sequence[N], id: str, parent: str, row: int, tops: Sequence[str] = (TOP,)
) -> tuple[N, ...]:
    """Move a row, with all below it, under a parent; into itself it stays put.

    Args:
        nodes: every row, in reading order.
        id: the row that moves.
        parent: where to: a row's id or one of the tops.
        row: its place among the parent's other children; beyond them is the end.
        tops: the parents that are no rows.

    Raises:
        KeyError: there is no such row or parent.
    """
    moved = find(nodes, id)
    if parent not in tops:
        find(nodes, parent)
    if parent in subtree(nodes, id):
        return tuple(nodes)
    rest = [node for node in nodes if node.id != id]
    brothers = children(rest, parent)
    row = max(0, row)
    at = rest.index(brothers[row]) if row < len(brothers) else len(rest)
    rest.insert(at, moved.under(parent))
    return depth_first(rest, tops)


def find(nodes: Iterable[N], id: str) -> N:
    """Return a row; raises KeyError where there is none."""
    for node in nodes:
        if node.id == id:
            return node
    raise KeyError(id)


def row_of(nodes: Iterable[N], node: N) -> int:
    """Return a row's place among its siblings."""
    return children(nodes, node.parent).index(node)


def repair(nodes: Sequence[N], tops: Sequence[str] = (TOP,)) -> tuple[tuple[N, ...], list[str]]:
    """Put rows whose parent does not exist, and one row of each ring, at the top.

    Returns:
        The rows in reading order, all of them; the ids of those that were put at the top.
    """
    ids = {node.id for node in nodes} | set(tops)
    freed = [node.id for node in nodes if node.parent not in ids]
    while True:
        mended = [node.under(TOP) if node.id in freed else node for node in nodes]
        ordered = depth_first(mended, tops)
        if len(ordered) == len(nodes):
            return ordered, freed
        freed.append(_in_ring(mended, {node.id for node in ordered}))


def _in_ring(nodes: Sequence[N], reached: set[str]) -> str:
    """Return the first row of the file that lies in a ring."""
    parents = {node.id: node.parent for node in nodes if node.id not in reached}
    at = next(iter(parents))
    seen: list[str] = []
    while at not in seen:
        seen.append(at)
        at = parents[at]
    ring = seen[seen.index(at) :]
    return next(id for id in parents if id in ring)
