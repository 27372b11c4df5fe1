"""Which execution provider runs a model, on how many threads, and why others do not.

ONNX Runtime lists a provider as available when its wheel was built with it, whether or not it can
run here; so a provider counts only after a probe session really ran on it.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import importlib.util
import io
import os
import platform
from dataclasses import dataclass
from typing import Literal

import onnxruntime as ort
import psutil
from onnxruntime.capi import onnxruntime_pybind11_state

PROVIDERS = (
    ("CUDA", "CUDAExecutionProvider"),
    ("DirectML", "DmlExecutionProvider"),
    ("CoreML", "CoreMLExecutionProvider"),
    ("CPU", "CPUExecutionProvider"),
)
# One Identity node over a float vector, opset 17: the smallest graph that a provider can refuse.
_PROBE_MODEL = base64.b64decode(
    "CAgSADo5ChAKAXgSAXkiCElkZW50aXR5EgFwWhAKAXgSCwoJCAESBQoDEgFuYhAKAXkSCwoJCAESBQoDEgFuQgQKABAR"
)
ORT_VERSION: str = ort.__version__
# onnxruntime's errors have no base class of their own, and some are plain RuntimeErrors.
ORT_ERRORS: tuple[type[Exception], ...] = (
    RuntimeError,
    *(
        kind
        for kind in vars(onnxruntime_pybind11_state).values()
        if isinstance(kind, type) and issubclass(kind, Exception)
    ),
)
_FATAL = 4
# A one-token step is bound by memory, which a few cores use up.
_MOST_THREADS = 8


@dataclass(frozen=True, slots=True)
class Provider:
    """One way of running a model; `reason` says why it is not available."""

    name: str
    ort_name: str
    available: bool
    reason: str | None


@functools.cache
def providers() -> tuple[Provider, ...]:
    """Probe every known provider, best first; costs one tiny session each, once a process."""
    built_in = set(ort.get_available_providers())
    return tuple(_probe(name, ort_name, ort_name in built_in) for name, ort_name in PROVIDERS)


@dataclass(frozen=True, slots=True)
class Threads:
    """How a step is spread over cores: how many, and whether idle ones spin or sleep."""

    count: int
    spinning: bool = False


Role = Literal["window", "command line"]
"""Who runs the engine: beside a writer who types, or alone."""


def provider_chain(precision: str) -> tuple[Provider, ...]:
    """Return the providers that may run a graph of this precision, best first, the CPU last.

    GroupQueryAttention on a GPU takes 16-bit activations only, so every other precision is for the
    CPU, which runs all of them.
    """
    usable = tuple(p for p in providers() if p.available)
    if precision == "fp16":
        return usable
    return tuple(p for p in usable if p.name == "CPU")


def passed_over(precision: str) -> str | None:
    """Return why a graph of this precision runs on the processor though there is a GPU.

    None where it runs on the best provider there is.
    """
    chain = provider_chain(precision)
    better = [p.name for p in providers() if p.available and p not in chain]
    if not better:
        return None
    return f"{precision} runs on the processor; export it at fp16 to use {better[0]}"


def choose_provider(precision: str) -> Provider:
    """Return the best provider that runs a graph of this precision."""
    return provider_chain(precision)[0]


def engine_threads(role: Role = "window") -> int:
    """Return how many threads a step may use: one core stays with a writer."""
    cores = usable_cores() - 1 if role == "window" else usable_cores()
    return max(1, min(_MOST_THREADS, cores))


def usable_cores() -> int:
    """Return the number of cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def machine() -> dict[str, object]:
    """Return the machine in words and numbers, for `info` and benchmark tables."""
    memory = psutil.virtual_memory()
    return {
        "system": platform.platform(),
        "cpu": cpu_name(),
        "cores": usable_cores(),
        "memory_mb": round(memory.total / 1e6),
        "memory_free_mb": round(memory.available / 1e6),
    }


def session_options(threads: int | Threads) -> ort.SessionOptions:
    """Return the options every session starts from; a bare number does not spin."""
    if isinstance(threads, int):
        threads = Threads(threads)
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads.count
    options.inter_op_num_threads = 1
    # Spinning workers take the cores the writer types on; measured: half the step time when busy.
    spin = "1" if threads.spinning else "0"
    options.add_session_config_entry("session.intra_op.allow_spinning", spin)
    options.log_severity_level = _FATAL
    return options


def _probe(name: str, ort_name: str, built_in: bool) -> Provider:
    if not built_in:
        return Provider(name, ort_name, False, f"this onnxruntime was built without {name}")
    # A provider that is not there is an answer, not an error for the terminal.
    ort.set_default_logger_severity(_FATAL)
    if ort_name == "CUDAExecutionProvider":
        _preload_cuda()
    try:
        session = ort.InferenceSession(_PROBE_MODEL, session_options(1), providers=[ort_name])
        ran_on = session.get_providers()[0]
    except Exception as error:  # noqa: BLE001  # onnxruntime raises bare RuntimeErrors of many kinds
        return Provider(name, ort_name, False, str(error).splitlines()[0])
    if ran_on != ort_name:
        return Provider(name, ort_name, False, f"no {name} device or libraries answered the probe")
    return Provider(name, ort_name, True, None)


def _preload_cuda() -> None:
    """Load the CUDA libraries that the `gpu` extra installs, where it is installed."""
    if importlib.util.find_spec("nvidia") is None:
        return
    # preload_dlls prints what it misses; stdout may be the wire.
    with contextlib.redirect_stdout(io.StringIO()):
        ort.preload_dlls(directory="")


def cpu_name() -> str:
    """Return the processor's name as the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
