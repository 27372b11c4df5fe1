"""Stands in for pip: takes its arguments, plays one scenario, reaches no network.

python fake_pip.py SCENARIO LOG ARGUMENTS...; the scenario is a name below, LOG gets the arguments.
"""

# ruff: noqa: T201 - pip talks to a pipe

import json
import subprocess
import sys
import time
from pathlib import Path

FAILURES = {
    "full": "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on "
    "device",
    "offline": "WARNING: Retrying (Retry(total=0)) after connection broken by "
    "'NewConnectionError'\nERROR: No matching distribution found for torch==2.0",
    "unmade": "ERROR: No matching distribution found for torch==2.0",
    "odd": "ERROR: Something that nobody has seen before",
}
FOREVER_S = 600


def main(scenario: str, log: str, *arguments: str) -> int:
    """Play a scenario and return pip's exit code."""
    with open(log, "a", encoding="utf-8") as file:
        file.write(json.dumps(arguments) + "\n")
    if "--dry-run" in arguments:
        return report(scenario, Path(after("--report", arguments)))
    if scenario in FAILURES:
        print(FAILURES[scenario], flush=True)
        return 1
    wanted = [argument for argument in arguments if "==" in argument]
    return install(scenario, Path(after("--target", arguments)), wanted)


def report(scenario: str, path: Path) -> int:
    """Tell what would come with torch."""
    names = ["torch", "sympy", *(["nvidia-cublas", "triton"] if "cuda" in scenario else [])]
    found = [{"metadata": {"name": name, "version": "2.0"}} for name in names]
    path.write_text(json.dumps({"install": found}), encoding="utf-8")
    return 0


def install(scenario: str, target: Path, wanted: list[str]) -> int:
    """Say what pip says, and put folders where it would put them."""
    print("Collecting torch==2.0")
    print("  Using cached sympy-2.0-py3-none-any.whl (1.5 MB)")
    for done in (0, 500_000, 1_000_000):
        print(f"Progress {done} of 1000000", flush=True)
    print("Installing collected packages: torch", flush=True)
    for requirement in wanted:
        name, _, version = requirement.partition("==")
        if scenario == "lacking" and name == "sympy":
            continue
        package = target / name.replace("-", "_")
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(f"VERSION = {version!r}\n", encoding="utf-8")
        info = target / f"{name}-{version}.dist-info"
        info.mkdir()
        local = "+cpu" if name == "torch" else ""
        (info / "METADATA").write_text(f"Name: {name}\nVersion: {version}{local}\n")
        if scenario == "hanging":
            child = subprocess.Popen(
                [sys.executable, "-c", f"import time; time.sleep({FOREVER_S})"]
            )
            print(f"Child {child.pid}", flush=True)
            time.sleep(FOREVER_S)
    return 0


def after(option: str, arguments: tuple[str, ...]) -> str:
    """Return the value of an option."""
    return arguments[arguments.index(option) + 1]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
