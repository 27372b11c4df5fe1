"""The runs of words of training books as hashes: enough to know one again, not to read it.

A file is a header (magic, schema, the lengths of a run in words and in characters, the number of
hashes) and sorted 64-bit hashes, all little endian. A hash is BLAKE2b of the run's words, so that
it is the same on every machine.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.echo import EchoWatch
from engine.errors import ModelDamaged
from engine.guards import ECHO_CHARACTERS, ECHO_WORDS, Run, runs_of, words_of

# Not .bin: folders with files of that name are refused as pickle weights.
FILE = "books.fingerprints"
_HEADER = struct.Struct("<8sHHHHQ")
_MAGIC, _SCHEMA = b"LHPRINTS", 1
# Longer than seven words or eleven characters.
_LEAD_CHARS = 300


class Fingerprints:
    """The runs of some texts; `run in fingerprints` says whether a run is one of them."""

    def __init__(self, hashes: NDArray[np.uint64]) -> None:
        """Hold hashes that are sorted, each once."""
        self._hashes = hashes

    def __len__(self) -> int:
        return len(self._hashes)

    def __contains__(self, run: Run) -> bool:
        wanted = np.uint64(_hash_of(run))
        at = int(self._hashes.searchsorted(wanted))
        return at < len(self._hashes) and bool(self._hashes[at] == wanted)


class Books:
    """The training books as one answer is held against them."""

    def __init__(
        self,
        prints: Fingerprints,
        lead: str,
        writers: Sequence[str],
        known: frozenset[Run] = frozenset(),
    ) -> None:
        """Prepare for an answer.

        Args:
            prints: of the books.
            lead: the text that the answer goes on from, in which a run may begin.
            writers: the writer's own texts; a run that they hold may be said again.
            known: runs of other texts of the writer's, where they were counted already.
        """
        self._prints = prints
        self._lead = lead[-_LEAD_CHARS:]
        self._writers = writers
        self._known = known

    def watch(self) -> EchoWatch:
        """Return a watch over a text that goes on from the lead."""
        return EchoWatch(self._is_echo, self._lead)

    def _is_echo(self, run: Run) -> bool:
        if run not in self._prints or run in self._known:
            return False
        return f" {_spelt(run)} " not in self._own

    @cached_property
    def _own(self) -> str:
        """The writer's words, read only once a book's run was met."""
        texts = (_spelt([word for word, _ in words_of(text)]) for text in self._writers)
        return " " + " \n ".join(texts) + " "


def write_fingerprints(texts: Iterable[str], path: Path) -> int:
    """Write the fingerprints of whole books to a file and return their number.

    About a second for a megabyte. A run never reaches from one text into the next.

    Raises:
        OSError: the file could not be written.
    """
    parts = [np.fromiter(_hashes_of(text), np.uint64) for text in texts]
    hashes = np.unique(np.concatenate(parts)) if parts else np.empty(0, np.uint64)
    header = _HEADER.pack(_MAGIC, _SCHEMA, ECHO_WORDS, ECHO_CHARACTERS, 0, len(hashes))
    with path.open("wb") as file:
        file.write(header)
        file.write(hashes.astype("<u8").tobytes())
    return len(hashes)


def read_fingerprints(path: Path) -> Fingerprints:
    """Read a file of fingerprints.

    Raises:
        ModelDamaged: it cannot be read, or is not such a file as this version writes.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ModelDamaged(f"The fingerprints of the books in {path} cannot be read.") from error
    ours = (_MAGIC, _SCHEMA, ECHO_WORDS, ECHO_CHARACTERS, 0)
    if len(raw) < _HEADER.size or (found := _HEADER.unpack_from(raw))[:-1] != ours:
        raise ModelDamaged(f"The file {path} does not hold fingerprints that this version reads.")
    hashes = np.frombuffer(raw, np.uint8, offset=_HEADER.size)
    if len(hashes) != 8 * found[-1]:
        raise ModelDamaged(f"The fingerprints of the books in {path} are cut off.")
    sorted_hashes = hashes.view("<u8").astype(np.uint64, copy=False)
    if not bool((sorted_hashes[1:] > sorted_hashes[:-1]).all()):
        raise ModelDamaged(f"The fingerprints of the books in {path} are out of order.")
    return Fingerprints(sorted_hashes)


def _hashes_of(text: str) -> Iterator[int]:
    for run, _ in runs_of([word for word, _ in words_of(text)]):
        yield _hash_of(run)


def _spelt(words: Sequence[str]) -> str:
    # A space is in no word, so that runs are told apart.
    return " ".join(words)


def _hash_of(run: Run) -> int:
    written = _spelt(run).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(written, digest_size=8).digest(), "little")
