"""A contender and its process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from engine.bench.runner import NotMeasured
from engine.bench.worker import MODULES

_LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True, slots=True)
class Contender:
    """One engine at one precision, and the model in its form."""

    engine: str
    precision: str
    model: str
    python: str = sys.executable

    @property
    def name(self) -> str:
        """The name of its ratios."""
        return f"{self.engine}-{self.precision}"


def module_command(python: str, module: str) -> list[str]:
    """Return the command that runs a module of this package with an interpreter.

    Another environment than this one must not find this one's libraries, whatever the shell says.
    """
    apart = "-P" if python == sys.executable else "-I"
    return [python, apart, "-W", "ignore", str(_LAUNCH), module]


def offline() -> dict[str, str]:
    """Return an environment in which transformers looks nothing up."""
    return {**os.environ, "HF_HUB_OFFLINE": "1"}


def last_words(errors: str) -> str:
    """Return the last line that a failed process wrote."""
    return (errors.strip().splitlines() or ["it gave no reason"])[-1].strip()


class Worker:
    """A contender's process; a context manager that ends it."""

    def __init__(self, contender: Contender, threads: int) -> None:
        if contender.engine not in MODULES:
            raise ValueError(f"no engine {contender.engine!r}")
        self.contender = contender
        # A file, as a pipe that nobody reads would stop an engine that says much.
        self._errors = tempfile.TemporaryFile(  # noqa: SIM115  # closed with the process
            "w+", encoding="utf-8", errors="replace"
        )
        self._process = subprocess.Popen(
            [
                *module_command(contender.python, "engine.bench.worker"),
                *(contender.engine, contender.model, str(threads)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=offline(),
            text=True,
        )

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def ask(self, **ask: Any) -> Any:
        """Send an ask and wait for its value: a number, tokens, or rows of logits.

        Raises:
            NotMeasured: the engine cannot give this figure; the others it can.
            RuntimeError: the process ended; its last words are in it.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(ask) + "\n")
            self._process.stdin.flush()
            answer = json.loads(self._process.stdout.readline())
        except (OSError, ValueError) as error:
            self._process.communicate()
            self._errors.seek(0)
            words = last_words(self._errors.read())
            code = self._process.returncode
            raise RuntimeError(f"{self.contender.name} ended with {code}: {words}") from error
        if "not_measured" in answer:
            raise NotMeasured(answer["not_measured"])
        return answer["value"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()
