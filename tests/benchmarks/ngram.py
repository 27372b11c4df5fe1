"""An n-gram language model over a tokenizer's ids, and a session that runs it as a neural one.

Interpolated Kneser-Ney (Kneser and Ney 1995, "Improved backing-off for m-gram language modeling";
interpolated as in Chen and Goodman 1999, "An empirical study of smoothing techniques for language
modeling"). Where h' is a context h without its oldest token:

    p(w|h) = (c(hw) - D) / c(h.)  [if hw was seen]  +  D N(h.) / c(h.) * p(w|h')

c counts what was seen in the highest order, and in the lower ones how many different tokens stood
before it; N(h.) is how many different tokens followed h. Below a single token everything is alike.
Each order has one discount D = n1 / (n1 + 2 n2), where n1 and n2 entries have count 1 and 2 (Ney,
Essen and Kneser 1994, "On structuring probabilistic dependences in stochastic language modelling").
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from engine.generate import Logits
from engine.jobs import CancelFlag
from engine.kv_cache import KVCache
from engine.manifest import read_manifest
from engine.model import MAX_CAPACITY, LoadedModel
from engine.rows import Rows, SoloRows
from engine.sessions import AnySession
from engine.templates import load_templates
from engine.tokens import TextTokenizer

Tokens = NDArray[np.integer[Any]]
# A token takes 16 bits, so that the four tokens before the last of five fill a uint64.
_BITS, MAX_ORDER = 16, 5
# Where nothing was seen just once, which happens in tiny texts only.
_DISCOUNT_UNKNOWN = 0.5


@dataclass(frozen=True, slots=True)
class _Order:
    """What followed each context of one length; entries are sorted by context, then token."""

    contexts: NDArray[np.uint64]
    """[n_contexts], sorted: 16 bits a token, the newest lowest."""
    starts: NDArray[np.int64]
    """[n_contexts + 1]: where each context's entries begin."""
    tokens: NDArray[np.uint16]
    """[n_entries]: what followed."""
    counts: NDArray[np.uint32]
    """[n_entries]: c of this module's docstring."""
    discount: float

    @classmethod
    def of(
        cls, contexts: NDArray[np.uint64], tokens: NDArray[np.uint16], counts: NDArray[np.uint32]
    ) -> _Order:
        """Group sorted entries, arrays [n_entries] all three, by their contexts."""
        starts = np.append(np.flatnonzero(_is_first(contexts)), len(contexts))
        n1, n2 = (int(np.count_nonzero(counts == n)) for n in (1, 2))
        discount = n1 / (n1 + 2 * n2) if n1 else _DISCOUNT_UNKNOWN
        return cls(contexts[starts[:-1]], starts, tokens, counts, discount)

    def after(self, context: int) -> slice | None:
        """Return where the entries of a packed context are; None if it was never seen."""
        at = int(np.searchsorted(self.contexts, np.uint64(context)))
        if at == len(self.contexts) or int(self.contexts[at]) != context:
            return None
        return slice(int(self.starts[at]), int(self.starts[at + 1]))


class NgramModel:
    """Counts of what followed each run of up to `order` - 1 tokens."""

    def __init__(self, vocab_size: int, orders: Sequence[_Order]) -> None:
        self.vocab_size = vocab_size
        self._orders = tuple(orders)

    @property
    def order(self) -> int:
        """Tokens of the longest n-gram."""
        return len(self._orders)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many different n-grams were counted, from single tokens up."""
        return tuple(len(order.tokens) for order in self._orders)

    @property
    def discounts(self) -> tuple[float, ...]:
        """D of each order, from single tokens up."""
        return tuple(order.discount for order in self._orders)

    @classmethod
    def train(cls, tokens: Sequence[Tokens], vocab_size: int, order: int = MAX_ORDER) -> NgramModel:
        """Count documents.

        Args:
            tokens: integers [n_tokens] a document; no n-gram reaches from one into another. Its
                first token, such as a model's first one, is only ever a context, and what begins
                the document has its beginning as a token of its own before it.
            vocab_size: at most 65,536.
            order: tokens of the longest n-gram, 2 to 5.

        Raises:
            ValueError: a size out of range, or a token outside the vocabulary.
        """
        if not 2 <= order <= MAX_ORDER or not 1 <= vocab_size <= 1 << _BITS:
            raise ValueError(f"order {order} of {vocab_size} tokens cannot be counted")
        lengths = np.array([len(document) for document in tokens], np.int64)
        stream = np.concatenate([np.zeros(0, np.uint16), *tokens])
        if len(stream) and not 0 <= stream.min() <= stream.max() < vocab_size:
            raise ValueError(f"there is a token outside of {vocab_size}")
        return cls(vocab_size, _counted(stream.astype(np.uint16), lengths, order))

    def probabilities(self, context: Sequence[int]) -> NDArray[np.float64]:
        """Return how likely each token is behind a context, float64 [vocab_size]; sums to 1.

        Args:
            context: any number of tokens; the last `order` - 1 count.
        """
        found = np.full(self.vocab_size, 1 / self.vocab_size)
        packed = 0
        for n, order in enumerate(self._orders):
            if n > len(context):
                break
            packed |= int(context[-n]) << _BITS * (n - 1) if n else 0
            at = order.after(packed)
            # What was never seen was not seen behind an older token either.
            if at is None:
                break
            counts = order.counts[at]
            total = int(counts.sum(dtype=np.int64))
            found *= order.discount * len(counts) / total
            found[order.tokens[at]] += (counts - order.discount) / total
        return found

    def save(self, path: Path) -> None:
        """Write the counts as .npz, which `path` must end in."""
        arrays: dict[str, Any] = {"vocab_size": self.vocab_size, "discounts": self.discounts}
        for n, order in enumerate(self._orders):
            arrays[f"{n}.contexts"], arrays[f"{n}.starts"] = order.contexts, order.starts
            arrays[f"{n}.tokens"], arrays[f"{n}.counts"] = order.tokens, order.counts
        np.savez(path, **arrays)

    @classmethod
    def load(cls, path: Path) -> NgramModel:
        """Read what `save` wrote."""
        with np.load(path) as data:
            names = ("contexts", "starts", "tokens", "counts")
            orders = [
                _Order(discount=float(discount), **{name: data[f"{n}.{name}"] for name in names})
                for n, discount in enumerate(data["discounts"])
            ]
            return cls(int(data["vocab_size"]), orders)


def _counted(stream: NDArray[np.uint16], lengths: NDArray[np.int64], order: int) -> list[_Order]:
    """Count documents, uint16 [n_tokens] one behind the other, from the highest order down.

    Each different n-gram adds one to the n-gram of an order below that it ends in, so the counts of
    the lower orders are those of the different tokens before.
    """
    begins = np.cumsum(lengths) - lengths
    contexts, tokens = _ngrams(stream, begins, order)
    sorting = np.lexsort((tokens, contexts))
    contexts, tokens = contexts[sorting], tokens[sorting]
    del sorting
    is_first = _is_first(contexts, tokens)
    counts = np.diff(np.append(np.flatnonzero(is_first), len(tokens))).astype(np.uint32)
    contexts, tokens = contexts[is_first], tokens[is_first]
    orders = [_Order.of(contexts, tokens, counts)]
    for n in range(order - 1, 0, -1):
        kept = np.uint64((1 << _BITS * (n - 1)) - 1)
        packed = (contexts & kept) << np.uint64(_BITS) | tokens
        if n > 1:
            # Nothing stands before a document's first n-gram: each beginning counts for itself.
            first = _first_ngrams(stream, begins[lengths >= n], n)
            packed = np.concatenate([packed, first])
        packed, found = np.unique(packed, return_counts=True)
        contexts = packed >> np.uint64(_BITS)
        tokens = (packed & np.uint64((1 << _BITS) - 1)).astype(np.uint16)
        orders.append(_Order.of(contexts, tokens, found.astype(np.uint32)))
    return orders[::-1]


def _ngrams(
    stream: NDArray[np.uint16], begins: NDArray[np.int64], order: int
) -> tuple[NDArray[np.uint64], NDArray[np.uint16]]:
    """Return the packed contexts and the last tokens, [n] both, of all n-grams of documents."""
    n = max(0, len(stream) - order + 1)
    contexts = np.zeros(n, np.uint64)
    whole = np.ones(n, bool)
    for at in range(order - 1):
        contexts <<= np.uint64(_BITS)
        contexts |= stream[at : at + n]
        # One that begins so near to a document's end reaches into the next.
        crossing = begins - 1 - at
        whole[crossing[(crossing >= 0) & (crossing < n)]] = False
    return contexts[whole], stream[order - 1 :][whole]


def _first_ngrams(
    stream: NDArray[np.uint16], begins: NDArray[np.int64], n: int
) -> NDArray[np.uint64]:
    """Return the packed n-gram, n up to 4, that each of the documents begins with."""
    packed = np.zeros(len(begins), np.uint64)
    for at in range(n):
        packed = packed << np.uint64(_BITS) | stream[begins + at]
    return packed


def _is_first(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which entries, in columns [n] each, differ from the one before; [n]."""
    first = np.ones(len(columns[0]), bool)
    first[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return first


class NgramSession:
    """Stands in for a neural session; what it holds of a text are its tokens alone."""

    provider = "CPU"

    def __init__(self, model: NgramModel, capacity: int) -> None:
        """Start with nothing in the cache, which holds `capacity` tokens at most."""
        self.cache = KVCache(0, 1, 1, capacity, np.float32)
        self.vocab_size = model.vocab_size
        self._model = model
        self._cancel: CancelFlag | None = None

    def step(self, tokens: Sequence[int]) -> Logits:
        """Append tokens and return log probabilities float32 [vocab_size] behind the last.

        Raises:
            ValueError: no tokens, or more than the cache has room for.
            Cancelled: the flag of `interruptible` was raised; the cache is as it was.
        """
        last: Logits = self._run(tokens, 1)[-1]
        return last

    def score(self, tokens: Sequence[int]) -> Logits:
        """Append tokens and return those behind each of them, float32 [len(tokens), vocab_size]."""
        return self._run(tokens, len(tokens))

    @contextlib.contextmanager
    def interruptible(self, cancel: CancelFlag) -> Iterator[None]:
        """Let a raised flag stop a step within the block."""
        self._cancel = cancel
        try:
            yield
        finally:
            self._cancel = None

    def fork(self, n_rows: int, room: int) -> Rows:
        """Return rows that each go on from the cache by at most `room` tokens.

        Raises:
            ValueError: no rows, or the cache has no room for that many tokens.
        """
        if n_rows < 1 or self.cache.length + room > self.cache.capacity:
            raise ValueError(f"{n_rows} rows of {room} tokens do not fit")
        return SoloRows(self) if n_rows == 1 else _NgramRows(self, n_rows, room)

    def logits_after(self, context: Sequence[int]) -> Logits:
        """Return log probabilities float32 [vocab_size] behind a context; the cache is not read."""
        if self._cancel is not None:
            self._cancel.check()
        return np.log(self._model.probabilities(context)).astype(np.float32)

    def _run(self, tokens: Sequence[int], n_logits: int) -> Logits:
        """Append tokens; float32 [n_logits, vocab_size] behind the last of them."""
        if not tokens or self.cache.length + len(tokens) > self.cache.capacity:
            raise ValueError(f"{len(tokens)} tokens cannot run behind {self.cache.length}")
        context = (*self.cache.tokens, *tokens)
        ends = range(len(context) - n_logits + 1, len(context) + 1)
        rows = np.stack([self.logits_after(context[:end]) for end in ends])
        self.cache.append(tokens)
        return rows


class _NgramRows:
    """Several rows: what each has grown by behind the tokens that all share."""

    def __init__(self, session: NgramSession, n_rows: int, room: int) -> None:
        self._session = session
        self._prefix = session.cache.tokens
        self._room = room
        self._grown: list[tuple[int, ...]] = [()] * n_rows

    @property
    def n_rows(self) -> int:
        """How many rows are live."""
        return len(self._grown)

    def step(self, tokens: Sequence[int]) -> Logits:
        """Append one token to each live row; float32 [n_rows, vocab_size]."""
        if len(tokens) != self.n_rows or not tokens:
            raise ValueError(f"{len(tokens)} tokens for {self.n_rows} rows")
        if max(map(len, self._grown)) >= self._room:
            raise ValueError(f"rows have room for {self._room} tokens")
        grown = [(*row, token) for row, token in zip(self._grown, tokens, strict=True)]
        logits = np.stack([self._session.logits_after((*self._prefix, *row)) for row in grown])
        self._grown = grown
        return logits

    def rewind(self, row: int, n_tokens: int) -> None:
        """Drop a row's last tokens."""
        kept = len(self._grown[row]) - n_tokens
        if n_tokens < 0 or kept < 0:
            raise ValueError(f"row {row} cannot go back {n_tokens} tokens")
        self._grown[row] = self._grown[row][:kept]

    def drop(self, row: int) -> None:
        """End a row; the last live row takes its number."""
        self._grown[row] = self._grown[-1]
        self._grown.pop()


def as_loaded(model: NgramModel, folder: Path) -> LoadedModel:
    """Return an n-gram model as one that the engine's measures run on.

    Args:
        model: counted over the ids of that folder's tokenizer.
        folder: of an exported model: tokenizer, manifest and templates are taken from it.

    Raises:
        ValueError: the model has another vocabulary than the folder's.
        ModelForeign, ModelTooNew, ModelDamaged: the folder cannot be used, and why.
    """
    manifest = read_manifest(folder)
    if manifest.shape.vocab_size != model.vocab_size:
        raise ValueError(f"{folder} has {manifest.shape.vocab_size} tokens, not {model.vocab_size}")
    name = f"ngram-{model.order}"
    tokenizer = TextTokenizer(folder / "tokenizer.json")
    session = NgramSession(model, min(manifest.context_tokens, MAX_CAPACITY))
    return LoadedModel(
        folder=folder,
        manifest=replace(manifest, id=name, name=name),
        tokenizer=tokenizer,
        templates=load_templates(folder / "prompts.toml", tokenizer),
        # A stand-in with the same surface; the engine's own kinds are all ONNX Runtime's.
        session=cast(AnySession, session),
        load_ms=0.0,
        opening_ms=0.0,
    )
