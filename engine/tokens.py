"""Text to token ids and back; the writer's text is never read as control tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from tokenizers import AddedToken, Tokenizer

from engine.errors import BadInput, ModelDamaged, ModelForeign

_BROKEN = "\ufffd"
# Enough left context for every decoder to place the space before the next token.
_CONTEXT_TOKENS = 4
_CHARACTER_BYTES = 4
# Added tokens that are markup by their looks, such as <|im_end|>, <think> and [INST].
_MARKUP = re.compile(r"<[^<>\s]+>|\[/?[A-Z_]+\]")
_BYTE = re.compile(r"<0x[0-9A-F]{2}>")
# Characters that a text may be joined to: one that it does not merge with is taken.
_ANCHORS = ("\n", "|", "\u3002", "a")
# A letter of a script that no vocabulary holds: it can only be written byte by byte.
_RARE = "\U000103a0"


class TextTokenizer:
    """A model's tokenizer, reduced to what the engine needs."""

    def __init__(self, path: Path) -> None:
        """Read tokenizer.json.

        Raises:
            ModelDamaged: the file cannot be read as a tokenizer.
            ModelForeign: it is of a kind that cannot write a text as it is.
        """
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises bare Exceptions
            raise ModelDamaged(
                f"The model in {path.parent} has an unreadable tokenizer."
            ) from error
        _mark_control_tokens(self._tokenizer)
        # A typed "<|eot|>" stays five characters of text.
        self._tokenizer.encode_special_tokens = True
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        _check_kind(self._tokenizer, path.parent)

    def encode(self, text: str, joined: bool = False) -> list[int]:
        """Return the ids of a text, without any token around it; see `encode_with_offsets`.

        Raises:
            BadInput: the text is not valid Unicode.
        """
        return self.encode_with_offsets(text, joined)[0]

    def encode_with_offsets(
        self, text: str, joined: bool = False
    ) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the ids of a text and each one's character span in it.

        Args:
            text: of the writer.
            joined: the text goes on from other text. A tokenizer that puts a space before every
                text it is given puts none there.
        """
        try:
            ids, offsets = self._encoded(text, joined)
        except (TypeError, UnicodeEncodeError) as error:
            raise BadInput("The text holds half a character and cannot be used.") from error
        if self.special_ids.isdisjoint(ids) and "<0x" not in text:
            return ids, offsets
        return self._respelled(ids, offsets, text)

    def encode_markup(self, text: str, joined: bool = False) -> list[int]:
        """Return the ids of a model's own markup, in which control tokens are what they are.

        Never for the writer's text; `joined` as in `encode_with_offsets`.
        """
        self._tokenizer.encode_special_tokens = False
        try:
            return self._encoded(text, joined)[0]
        finally:
            self._tokenizer.encode_special_tokens = True

    @cached_property
    def _puts_space(self) -> bool:
        """Whether the tokenizer puts a space before a text that begins with a letter."""
        first = self._tokenizer.encode("a", add_special_tokens=False).tokens[:1]
        return first != [] and first[0][:1] in ("\u2581", "\u0120")

    def _encoded(self, text: str, joined: bool) -> tuple[list[int], list[tuple[int, int]]]:
        """Encode a text as it is, or behind a character that is cut off again."""
        for anchor in _ANCHORS if joined and self._puts_space else ():
            lead = self._tokenizer.encode(anchor, add_special_tokens=False).ids
            whole = self._tokenizer.encode(anchor + text, add_special_tokens=False)
            spans = whole.offsets[len(lead) :]
            if whole.ids[: len(lead)] == lead and all(start >= 1 for start, _ in spans):
                return whole.ids[len(lead) :], [(start - 1, end - 1) for start, end in spans]
        # Nothing was asked for, or the text merges with every anchor: then the space stays.
        plain = self._tokenizer.encode(text, add_special_tokens=False)
        return plain.ids, plain.offsets

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of ids; control tokens are left out."""
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=True))

    def spell(self, ids: Sequence[int]) -> str:
        """Return the text of ids, control tokens by their names."""
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=False))

    def id_of(self, token: str) -> int | None:
        """Return the id of a control token, or None where the vocabulary has no such token."""
        found: int | None = self._tokenizer.token_to_id(token)
        return found

    def texts(self) -> Iterator[tuple[int, str]]:
        """Yield every text token with the text it adds behind a letter.

        Control tokens and parts of a character are left out.
        """
        anchor = self.encode("a")
        before = len(self.decode(anchor))
        known = set(self._tokenizer.get_vocab(with_added_tokens=True).values())
        ids = sorted(known - self.special_ids)
        decoded = self._tokenizer.decode_batch([[*anchor, i] for i in ids])
        for token_id, text in zip(ids, decoded, strict=True):
            if _BROKEN not in text:
                yield token_id, text[before:]

    def _respelled(
        self, found: Sequence[int], spans: Sequence[tuple[int, int]], text: str
    ) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the ids with typed control and byte tokens spelt by their letters.

        Unigram finds such a token in its vocabulary by its letters, marked as control or not.
        """
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        for token_id, (start, end) in zip(found, spans, strict=True):
            token = self._tokenizer.id_to_token(token_id)
            is_control = token_id in self.special_ids or _BYTE.fullmatch(token) is not None
            if not is_control or token != text[start:end]:
                ids.append(token_id)
                offsets.append((start, end))
                continue
            for first, last in ((start, start + 1), (start + 1, end)):
                pieces = self._tokenizer.model.tokenize(text[first:last])
                ids.extend(piece.id for piece in pieces)
                offsets.extend((first, last) for _ in pieces)
        return ids, offsets

    @cached_property
    def special_ids(self) -> frozenset[int]:
        """The ids of control tokens, which are never text."""
        added = self._tokenizer.get_added_tokens_decoder()
        return frozenset(token_id for token_id, token in added.items() if token.special)

    @cached_property
    def vocab_size(self) -> int:
        """The highest id plus one, added tokens included; ids may have gaps."""
        ids = self._tokenizer.get_vocab(with_added_tokens=True).values()
        return 1 + max(ids, default=-1)

    @property
    def loses_characters(self) -> bool:
        """Whether characters that it was not trained on become unknown ones."""
        return not self.decode(self.encode(_RARE)).endswith(_RARE)


def _check_kind(tokenizer: Tokenizer, folder: Path) -> None:
    """Refuse a tokenizer that cannot write a text as it is.

    Byte-level BPE and BPE that falls back on bytes can; Unigram can but for characters that it was
    never trained on, where it has no bytes either (`loses_characters`). WordPiece loses spaces, and
    a vocabulary of words or letters alone loses everything that is not in it.

    Raises:
        ModelForeign: it is of another kind; the sentence names it and the folder.
    """
    kind = type(tokenizer.model).__name__
    if kind == "Unigram":
        return
    if kind == "BPE":
        ids = tokenizer.encode(_RARE, add_special_tokens=False).ids
        if tokenizer.decode(ids).endswith(_RARE):
            return
        kind = "BPE without bytes to fall back on"
    raise ModelForeign(
        f"The tokenizer in {folder} is of the kind {kind}, which cannot write every text; "
        "byte-level BPE, BPE that falls back on bytes, and Unigram can be used."
    )


def _mark_control_tokens(tokenizer: Tokenizer) -> None:
    """Make control tokens of the added tokens that are markup, whatever the file calls them.

    Some models leave <think> or <|fim_prefix|> unmarked: typed, they would be read as control.
    """
    added = tokenizer.get_added_tokens_decoder().values()
    unmarked = [t.content for t in added if not t.special and _MARKUP.fullmatch(t.content)]
    tokenizer.add_special_tokens(
        [AddedToken(content, special=True, normalized=False) for content in unmarked]
    )


class IncrementalDecoder:
    """Turns a stream of ids into text that never holds half a character.

    Bytes that do not yet make a character are held back until the ids that finish it arrive.
    """

    def __init__(self, tokenizer: TextTokenizer, context: Sequence[int]) -> None:
        """Start behind `context`, the prompt's ids; its end decides on leading spaces."""
        self._tokenizer = tokenizer
        self._ids = self._whole_end(context)
        self._start = 0
        self._read = len(self._ids)

    def push(self, token: int) -> str:
        """Return the text that this id completes; empty while a character is unfinished."""
        self._ids.append(token)
        before = self._tokenizer.decode(self._ids[self._start : self._read])
        now = self._tokenizer.decode(self._ids[self._start :])
        if now.endswith(_BROKEN) or len(now) <= len(before):
            return ""
        # The window slides to the ids just read, so the cost of a push does not grow. It starts at
        # the end of a whole character: some decoders give up a run of bytes that begins inside one.
        self._start, self._read = self._read, len(self._ids)
        return now[len(before) :]

    def _whole_end(self, context: Sequence[int]) -> list[int]:
        """Return the last ids of the context, begun where a character begins."""
        sizes = range(_CONTEXT_TOKENS, _CONTEXT_TOKENS + _CHARACTER_BYTES)
        ends = [list(context[-size:]) for size in sizes]
        whole = (end for end in ends if not self._tokenizer.decode(end).startswith(_BROKEN))
        return next(whole, ends[0])
