"""The other side of a host, for tests."""

import json
import queue
import sys
import threading
from pathlib import Path
from typing import Any

from engine import protocol
from tests.command_line import OPENING

WAIT_S = 60
ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "engine", "host", "--role", "generate"]


def ask_text(ask_id: str, before: str = OPENING, **request: Any) -> dict[str, Any]:
    """Return a seeded ask for a suggestion."""
    params = {"before": before, "sampling": {"seed": 1}, "limits": {"max_tokens": 12}, **request}
    return protocol.ask(ask_id, "suggest", params)


class Wire:
    """The other side of a host: writes lines, reads frames with a time limit, beats apart."""

    def __init__(self, sink, source) -> None:
        self._sink = sink
        self._frames: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.beats: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._read, args=(source,), daemon=True).start()

    def _read(self, source) -> None:
        with source:
            for line in source:
                frame = json.loads(line)
                if "beat" in frame:
                    self.beats.put(frame["beat"])
                else:
                    self._frames.put(frame)
        self._frames.put(None)

    def write(self, data: bytes) -> None:
        self._sink.write(data)
        self._sink.flush()

    def send(self, *frames: dict[str, Any]) -> None:
        self.write(b"".join(protocol.encode(frame) for frame in frames))

    def read(self) -> dict[str, Any] | None:
        """Return the next frame; None at the end of the stream."""
        return self._frames.get(timeout=WAIT_S)

    def answer(self, ask_id: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """Return the parts and the end of an ask's answer; frames of other asks are passed over."""
        parts = []
        while (frame := self.read()) is not None:
            if frame.get("id") == ask_id:
                if "part" not in frame:
                    return parts, frame
                parts.append(frame["part"])
        raise AssertionError("the host ended")

    def close(self) -> None:
        self._sink.close()
