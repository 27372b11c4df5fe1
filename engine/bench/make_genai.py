"""Brings a checkpoint into onnxruntime-genai's form, in its environment, with its own builder.

    make_genai SOURCE OUT PRECISION

Its defaults, but for the logits: of the last position only, as the other engines compute them.
"""

from __future__ import annotations

import runpy
import sys
import tempfile


def main(source: str, out: str, precision: str) -> None:
    """Run the builder's command line."""
    with tempfile.TemporaryDirectory() as cache:
        sys.argv = ["builder", "-m", source, "-i", source, "-o", out, "-p", precision]
        sys.argv += ["-e", "cpu", "-c", cache]
        sys.argv += ["--extra_options", "prune_lm_head=true", "hf_token=false"]
        runpy.run_module("onnxruntime_genai.models.builder", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
