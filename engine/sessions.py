"""Opens the session that a model's graph asks for."""

from __future__ import annotations

from pathlib import Path

from engine.concat_session import ConcatSession
from engine.hardware import Provider, Threads
from engine.manifest import PLAIN_GRAPH, Manifest
from engine.session import OnnxSession

# One surface: cache, vocab_size, provider, step, score, interruptible and fork.
AnySession = OnnxSession | ConcatSession


def open_session(
    path: Path, manifest: Manifest, provider: Provider, threads: int | Threads, capacity: int
) -> AnySession:
    """Open a graph: over shared buffers where it is fused, else with growing keys and values.

    Args:
        path: the model.onnx file; external data lies beside it.
        manifest: the checked manifest of the folder; its graph decides.
        provider: where to run.
        threads: threads of one step.
        capacity: tokens the session can hold, at most the model's context.

    Raises:
        ModelDamaged: ONNX Runtime cannot open the graph, or it is not the manifest's.
    """
    kind = ConcatSession if manifest.graph == PLAIN_GRAPH else OnnxSession
    return kind(path, manifest, provider, threads, capacity)
