"""The wire: one UTF-8 JSON object per line, at most 8 MiB, over pipes; knows no method.

The first line each way is `{"hello": {"protocol": 1, ...}}`. Asks are `{id, method, params}`;
answers are `{id, part}`, then `{id, result}` or `{id, error: {code, message}}`.
`{"cancel": id}` withdraws an ask. The host also says, of its own accord:

    {"beat": {rss_mb, busy_ms, waiting, sockets}}   alive: every `beat_ms` that its hello names
    {"notice": {text}}                      one sentence that the writer should read

A frame of any other kind is of a later version and is ignored. The host's side of the states:

    greeting --hello of version 1--> serving --stdin closed--> ended
    greeting --anything else--> greeting, after a typed error
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeGuard

from engine.errors import BadFrame, EngineError, FrameTooLarge, WrongVersion, to_wire

PROTOCOL_VERSION = 1
MAX_FRAME_BYTES = 8 * 1024 * 1024
_MESSAGE_CHARS, _NAMED_CHARS = 2000, 40

Frame = dict[str, Any]


def encode(frame: Frame) -> bytes:
    """Return one frame as its line, newline included.

    Raises:
        FrameTooLarge: the line would exceed the protocol's limit.
    """
    # A lone surrogate cannot be written as UTF-8; escaping keeps the line valid either way.
    line = json.dumps(frame, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        data = line.encode("utf-8")
    except UnicodeEncodeError:
        data = json.dumps(frame, separators=(",", ":"), allow_nan=False).encode("ascii")
    if len(data) >= MAX_FRAME_BYTES:
        raise FrameTooLarge(f"A message of {len(data)} bytes exceeds {MAX_FRAME_BYTES}.")
    return data + b"\n"


def decode(line: bytes) -> Frame:
    """Return the frame that one line holds.

    Raises:
        BadFrame: the line is not one JSON object.
    """
    try:
        frame = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, a number of 5,000 digits
        raise BadFrame("A line is not a JSON object in UTF-8.") from error
    if not isinstance(frame, dict):
        raise BadFrame("A line is not a JSON object.")
    return frame


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


class LineDecoder:
    """Splits a byte stream into frames, or errors in their place; holds at most one partial line.

    An oversized line costs one FrameTooLarge, is skipped to its end and never held in memory.
    """

    def __init__(self, max_bytes: int = MAX_FRAME_BYTES) -> None:
        self._max_bytes = max_bytes
        self._partial = bytearray()
        self._skipping = False

    def feed(self, data: bytes) -> Iterator[Frame | EngineError]:
        """Yield each frame or ProtocolError that `data` completes, in order."""
        *complete, rest = data.split(b"\n")
        for piece in complete:
            if self._skipping:
                self._skipping = False
                continue
            if len(self._partial) + len(piece) > self._max_bytes:
                self._partial.clear()
                yield FrameTooLarge(f"A line exceeds {self._max_bytes} bytes.")
                continue
            line = bytes(self._partial) + piece
            self._partial.clear()
            if not line.strip():
                continue
            try:
                yield decode(line)
            except BadFrame as error:
                yield error
        if self._skipping:
            return
        self._partial += rest
        if len(self._partial) > self._max_bytes:
            self._partial.clear()
            self._skipping = True
            yield FrameTooLarge(f"A line exceeds {self._max_bytes} bytes.")


def hello(**details: Any) -> Frame:
    """Return the first line of either side."""
    return {"hello": {"protocol": PROTOCOL_VERSION, **details}}


def check_hello(frame: Frame) -> dict[str, Any]:
    """Return the details of a hello frame.

    Raises:
        BadFrame: the frame is no hello.
        WrongVersion: the other side speaks another protocol.
    """
    details = frame.get("hello")
    if not isinstance(details, dict):
        raise BadFrame("The first line must be a hello.")
    spoken = details.get("protocol")
    if spoken != PROTOCOL_VERSION:
        named = repr(spoken)[:_NAMED_CHARS] if isinstance(spoken, int | str) else "of another kind"
        raise WrongVersion(f"Protocol {named} is not spoken here; this is {PROTOCOL_VERSION}.")
    return details


def ask(ask_id: str, method: str, params: dict[str, Any]) -> Frame:
    """Return an ask."""
    return {"id": ask_id, "method": method, "params": params}


def cancel(ask_id: str) -> Frame:
    """Return the withdrawal of an ask."""
    return {"cancel": ask_id}


def part(ask_id: str, value: dict[str, Any]) -> Frame:
    """Return one part of a streamed answer."""
    return {"id": ask_id, "part": value}


def is_text_part(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a part carries text that goes behind the text of the parts before it."""
    return isinstance(value, dict) and isinstance(value.get("text"), str)


def join_parts(earlier: object, later: object) -> dict[str, Any] | None:
    """Return two text parts as one; None where they differ in more than their text (the take)."""
    if not is_text_part(earlier) or not is_text_part(later):
        return None
    joined = {**earlier, "text": earlier["text"] + later["text"]}
    return joined if joined == {**later, "text": joined["text"]} else None


def result(ask_id: str, value: dict[str, Any]) -> Frame:
    """Return the end of an answer that succeeded."""
    return {"id": ask_id, "result": value}


def failure(ask_id: str | None, error: EngineError) -> Frame:
    """Return the end of an answer that failed; id None where the line named no ask.

    A long message is cut: it may repeat what the other side sent.
    """
    told = to_wire(error)
    return {"id": ask_id, "error": {**told, "message": told["message"][:_MESSAGE_CHARS]}}


def beat(**vitals: Any) -> Frame:
    """Return a sign of life."""
    return {"beat": vitals}


def notice(text: str) -> Frame:
    """Return a sentence for the writer that belongs to no ask."""
    return {"notice": {"text": text}}
