"""Which distributions the app is made of, and which the training parts are; reads, never installs.

The bundle carries what the app itself requires. The training parts are all else that the `train`
extra needs: no distribution is in both, and none is split between them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
# What the app does not name itself: jinja2 cannot be imported without it.
ALSO_CARRIED = ("markupsafe",)


def carried() -> list[str]:
    """Return the distributions that the app itself requires on this platform."""
    project = _project()
    names = (need.name for need in _for_here(project["dependencies"]))
    return sorted({*map(canonicalize_name, names), *ALSO_CARRIED})


def training_parts() -> list[str]:
    """Return the distributions that the train extra needs besides what the bundle carries."""
    extra = _project()["optional-dependencies"]["train"]
    return sorted(_closure(extra) - set(carried()))


def pinned(names: Iterable[str]) -> list[str]:
    """Return each name with its version in constraints.txt.

    Raises:
        KeyError: one has none.
    """
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    versions = {canonicalize_name(name): version.strip() for name, version in pins.items()}
    return [f"{name}=={versions[name]}" for name in names]


def modules_of(names: Iterable[str]) -> list[str]:
    """Return the top-level modules that belong to these installed distributions alone."""
    wanted = set(names)
    return sorted(
        module
        for module, owners in packages_distributions().items()
        if {canonicalize_name(owner) for owner in owners} <= wanted
    )


def _project() -> dict[str, dict[str, list[str]]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        content: dict[str, dict[str, list[str]]] = tomllib.load(file)["project"]
    return content


def _for_here(lines: Iterable[str], extras: Iterable[str] = ()) -> Iterator[Requirement]:
    """Yield the requirements whose markers hold here, for a distribution with these extras."""
    for line in lines:
        need = Requirement(line)
        if need.marker is None or any(
            need.marker.evaluate({"extra": extra}) for extra in ("", *extras)
        ):
            yield need


def _closure(lines: Iterable[str]) -> set[str]:
    """Return the names of all that these requirements need, as installed here."""
    waiting = list(_for_here(lines))
    found: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        need = waiting.pop()
        key = (canonicalize_name(need.name), frozenset(need.extras))
        if key not in found:
            found.add(key)
            waiting += _for_here(distribution(need.name).requires or [], need.extras)
    return {name for name, _ in found}
