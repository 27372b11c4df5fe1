"""`info`: versions, providers, machine, models."""

from __future__ import annotations

import argparse

from engine import memory
from engine.commands.base import Command, Payload, registry, show_values
from engine.commands.models import rows_of
from engine.version import VERSION


def _run(args: argparse.Namespace) -> Payload:
    import tokenizers

    from engine import hardware

    limit = memory.limit_from_environment()
    return {
        "version": VERSION,
        "onnxruntime": hardware.ORT_VERSION,
        "tokenizers": tokenizers.__version__,
        "providers": [
            {"name": p.name, "available": p.available, "reason": p.reason}
            for p in hardware.providers()
        ],
        "threads": hardware.engine_threads("command line"),
        **hardware.machine(),
        "memory_limit_mb": None if limit is None else limit // memory.MB,
        "models": [
            row | {"passed_over": row["precision"] and hardware.passed_over(row["precision"])}
            for row in rows_of(registry())
        ],
    }


def _no_options(command: argparse.ArgumentParser) -> None:
    pass


COMMANDS = (
    Command("info", "versions, providers, machine, models", _no_options, _run, show_values),
)
