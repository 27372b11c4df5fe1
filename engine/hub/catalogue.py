"""The short list of models that Longhand recommends; asks no hub."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from engine import paths
from engine.importing.sizes import least_converting_bytes

SCHEMA = 1
# Weights of models like these are published in 16 bits.
_BYTES_A_PARAMETER = 2


@dataclass(frozen=True, slots=True)
class Recommended:
    """A model that is worth having."""

    repo: str
    """owner/name on the hub."""
    name: str
    licence: str
    languages: tuple[str, ...]
    family: str
    """base | chat"""
    parameters_m: int
    """Millions."""
    machine_gb: int
    """Memory of the smallest machine that writes with it beside other programs."""

    @property
    def download_mb(self) -> int:
        """An estimate from the parameters; the hub tells the size itself before a download."""
        return self.parameters_m * _BYTES_A_PARAMETER

    @property
    def converting_gb(self) -> float:
        """About the memory that taking it in needs, once; far more than writing with it."""
        return round(least_converting_bytes(self.parameters_m * 1_000_000) / 1e9, 1)


def recommended(path: Path | None = None) -> tuple[Recommended, ...]:
    """Return the list that came with Longhand, or that of another file; smallest machines first.

    Raises:
        ValueError: the file is not of the known shape.
    """
    path = path or paths.resources() / "models.toml"
    with path.open("rb") as file:
        raw = tomllib.load(file)
    if raw.get("schema") != SCHEMA:
        raise ValueError(f"{path} has no schema {SCHEMA}")
    rows = [_row(values) for values in raw.get("model", [])]
    return tuple(sorted(rows, key=lambda row: (row.machine_gb, row.parameters_m)))


def _row(values: dict[str, Any]) -> Recommended:
    known = {field.name for field in fields(Recommended)}
    if set(values) != known:
        raise ValueError(f"a model has {sorted(set(values) ^ known)} too much or too little")
    return Recommended(**{**values, "languages": tuple(values["languages"])})
