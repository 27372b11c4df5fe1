"""The export as the command line calls it: hushes the tools it drives, then runs the pipeline.

Importing this module imports torch, transformers and optimum; nothing is fetched from a hub.
"""

from __future__ import annotations

import logging
import os
import warnings

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
# ONNX Runtime's quantizer sets up logging for the whole process when it is imported.
_handlers, _level = list(logging.root.handlers), logging.root.level

from engine.training.export.pipeline import (  # noqa: E402  # the lines above must come first
    ExportReport,
    ExportRequest,
    Follower,
)
from engine.training.export.pipeline import export as run_pipeline  # noqa: E402

logging.root.handlers[:] = _handlers
logging.root.setLevel(_level)
__all__ = ["ExportReport", "ExportRequest", "Follower", "export"]


def export(request: ExportRequest, follower: Follower | None = None) -> ExportReport:
    """Export a checkpoint; see `pipeline.export`."""
    with warnings.catch_warnings():
        # torch.jit.TracerWarning: optimum traces branches that its own inputs decide.
        warnings.filterwarnings("ignore", category=_tracer_warning())
        # torch.onnx: advanced indexing is exported as several operators.
        warnings.filterwarnings("ignore", message="Exporting aten::index operator")
        # torch.onnx: optimum 2.1 uses the TorchScript exporter on purpose.
        warnings.filterwarnings("ignore", message="You are using the legacy TorchScript-based")
        logging.getLogger("optimum").setLevel(logging.ERROR)
        return run_pipeline(request, follower)


def _tracer_warning() -> type[Warning]:
    from torch.jit import TracerWarning  # type: ignore[attr-defined]  # re-exported

    return TracerWarning
