"""Text to token ids and back; the writer's text is never read as control tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from tokenizers import Tokenizer

from engine.errors import BadInput, ModelDamaged

_BROKEN = "\ufffd"
# Enough left context for every decoder to place the space before the next token.
_CONTEXT_TOKENS = 4
_CHARACTER_BYTES = 4


class TextTokenizer:
    """A model's tokenizer, reduced to what the engine needs."""

    def __init__(self, path: Path) -> None:
        """Read tokenizer.json.

        Raises:
            ModelDamaged: the file cannot be read as a tokenizer.
        """
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises bare Exceptions
            raise ModelDamaged(
                f"The model in {path.parent} has an unreadable tokenizer."
            ) from error
        # A typed "<|eot|>" stays five characters of text.
        self._tokenizer.encode_special_tokens = True
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def encode(self, text: str) -> list[int]:
        """Return the ids of a text, without any token around it.

        Raises:
            BadInput: the text is not valid Unicode.
        """
        return self.encode_with_offsets(text)[0]

    def encode_with_offsets(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the ids of a text and each one's character span in it."""
        try:
            encoding = self._tokenizer.encode(text, add_special_tokens=False)
        except (TypeError, UnicodeEncodeError) as error:
            raise BadInput("The text holds half a character and cannot be used.") from error
        return encoding.ids, encoding.offsets

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of ids; control tokens are left out."""
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=True))

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
        ids = [i for i in range(self.vocab_size) if i not in self.special_ids]
        decoded = self._tokenizer.decode_batch([[*anchor, i] for i in ids])
        for token_id, text in zip(ids, decoded, strict=True):
            if _BROKEN not in text:
                yield token_id, text[before:]

    @cached_property
    def special_ids(self) -> frozenset[int]:
        """The ids of control tokens, which are never text."""
        added = self._tokenizer.get_added_tokens_decoder()
        return frozenset(token_id for token_id, token in added.items() if token.special)

    @property
    def vocab_size(self) -> int:
        """Number of ids, added tokens included."""
        return int(self._tokenizer.get_vocab_size(with_added_tokens=True))


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
