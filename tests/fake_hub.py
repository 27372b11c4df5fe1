"""A hub on this machine, as Hugging Face's answers, which can be told to misbehave."""

import contextlib
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPO = "writers/small"
WEIGHTS = bytes(range(256)) * 12_000


@dataclass
class Hub:
    """What the hub has, how it misbehaves, and what it was asked."""

    endpoint: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    info: dict[str, object] = field(default_factory=dict)
    status: int = 200
    error_code: str = ""
    breaks: list[int] = field(default_factory=list)
    """After how many bytes the next answers with weights break off."""
    ignores_ranges: bool = False
    redirect_to: str = ""
    """Address before the path that weights are redirected to."""
    served: dict[str, bytes] = field(default_factory=dict)
    """What comes in the place of a file."""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Path and range of each ask."""
    headers: list[dict[str, str]] = field(default_factory=list)

    def answer_info(self) -> dict[str, object]:
        siblings = []
        for name, content in self.files.items():
            blob = hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
            row = {"rfilename": name, "size": len(content), "blobId": blob}
            if name.endswith((".safetensors", ".bin")):
                sha256 = hashlib.sha256(content).hexdigest()
                row["lfs"] = {"sha256": sha256, "size": len(content), "pointerSize": 130}
            siblings.append(row)
        base = {"id": REPO, "sha": COMMIT, "private": False, "gated": False, "siblings": siblings}
        tags = ["license:apache-2.0", "en"]
        card = {"license": "apache-2.0", "language": ["en", "zh"]}
        weights = {"parameters": {"BF16": 1536}, "total": 1536}
        more = {"tags": tags, "cardData": card, "safetensors": weights}
        return {**base, **more, "config": {"model_type": "llama"}, **self.info}


class _Handler(BaseHTTPRequestHandler):
    hub: Hub

    def log_message(self, *args):
        """Say nothing."""

    def do_GET(self):
        path = unquote(urlsplit(self.path).path)
        self.hub.asked.append((path, self.headers.get("Range")))
        self.hub.headers.append(dict(self.headers))
        if self.hub.status != 200:
            return self._send(self.hub.status, b"{}", {"X-Error-Code": self.hub.error_code})
        if path.startswith(f"/api/models/{REPO}"):
            revision = path.partition("/revision/")[2]
            if revision not in ("", "main", COMMIT):
                return self._send(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
            return self._send(200, json.dumps(self.hub.answer_info()).encode(), {})
        name = path.rpartition("/")[2]
        is_weights = name.endswith(".safetensors")
        if is_weights and self.hub.redirect_to and not path.startswith("/cdn/"):
            target = f"{self.hub.redirect_to}/cdn/{name}"
            return self._send(302, b"", {"Location": target})
        if path not in (f"/{REPO}/resolve/{COMMIT}/{name}", f"/cdn/{name}"):
            return self._send(404, b"", {"X-Error-Code": "RepoNotFound"})
        content = self.hub.served.get(name, self.hub.files[name])
        return self._send_file(content, is_weights)

    def _send_file(self, content, is_weights):
        wanted = self.headers.get("Range")
        start = 0
        headers = {}
        if wanted and not self.hub.ignores_ranges:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        rest = content[start:]
        self.send_response(206 if headers else 200)
        for key, value in {**headers, "Content-Length": str(len(rest))}.items():
            self.send_header(key, value)
        self.end_headers()
        if is_weights and self.hub.breaks:
            self.wfile.write(rest[: self.hub.breaks.pop(0)])
            self.wfile.flush()
            self.close_connection = True
            self.connection.shutdown(2)
            return
        self.wfile.write(rest)

    def _send(self, status, body, headers):
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def serving() -> Iterator[Hub]:
    """Serve a small model and a few files that nobody should take."""
    found = Hub()
    found.files = {
        "README.md": b"# Small",
        "LICENSE": b"Apache License",
        "config.json": b'{"model_type": "llama"}',
        "tokenizer.json": b"{}",
        "model.safetensors": WEIGHTS,
        "pytorch_model.bin": b"pickle",
        "modeling_small.py": b"import os",
        "onnx/model.safetensors": b"another",
        "consolidated.safetensors": b"the same again",
    }
    handler = type("Handler", (_Handler,), {"hub": found})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        found.endpoint = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
