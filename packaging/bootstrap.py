"""Prepares and starts Longhand from a checkout, with nothing but Python itself.

python3 packaging/bootstrap.py run [ARGS...]           start the app; ARGS go to it
python3 packaging/bootstrap.py test [PYTEST ARGS...]   every check, then every test
python3 packaging/bootstrap.py train                   add what fine-tuning and export need
python3 packaging/bootstrap.py bundle                  build the app into dist/ and try it

Everything is installed into .venv in the checkout. A stamp there remembers what was done, so that
a later start needs neither time nor a network.
"""

# ruff: noqa: E402 - an older Python shall reach its one sentence before an import it lacks
import sys

OLDEST, NEWEST = (3, 11), (3, 13)
if not OLDEST <= sys.version_info[:2] <= NEWEST:
    sentence = "Longhand needs Python {}.{} to {}.{}; this is Python {}.{}."
    sys.exit(sentence.format(*OLDEST, *NEWEST, *sys.version_info[:2]))

import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from system_packages import MANAGERS, PYTHON_LIBRARY_PROBE, QT_PROBE, PackageManager

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
# Not .venv's own interpreter, which may be the one running this and about to be replaced.
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
EXTRAS = {"run": [], "test": ["dev", "train"], "train": ["train"], "bundle": ["dev"]}
# Files of tests, not single ones: their fixtures export models.
TWO_AT_A_TIME = ("--numprocesses=2", "--dist=loadfile")
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy", "main.py", "ui", "engine"),
)


def main(arguments: Sequence[str]) -> int:
    """Run one subcommand and return its exit code."""
    command, rest = (arguments[0], list(arguments[1:])) if arguments else ("", [])
    if command in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    if command not in EXTRAS or (rest and command in ("train", "bundle")):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    prepare(command)
    if command == "run":
        return replace_process([str(venv_python()), str(ROOT / "main.py"), *rest])
    if command == "test":
        return run_in_order([*CHECKS, ("pytest", *TWO_AT_A_TIME, *rest)])
    if command == "bundle":
        return subprocess.call([venv_python(), ROOT / "packaging" / "make_bundle.py"])
    return 0


def prepare(command: str) -> None:
    """Bring .venv and the system up to what `command` needs; at once if the stamp says so."""
    stamp = Stamp.read(VENV)
    digest = install_digest()
    wanted = sorted({*EXTRAS[command], *stamp.extras})
    if stamp.digest != digest or wanted != stamp.extras:
        (VENV / Stamp.NAME).unlink(missing_ok=True)
        make_venv()
        install(wanted)
        stamp = Stamp(install_digest(), wanted)
        stamp.write(VENV)
    if command != "train" and command not in stamp.system:
        check_system(command)
        stamp.system.append(command)
        stamp.write(VENV)


@dataclass
class Stamp:
    """What .venv holds: a digest of its inputs, its extras, the commands the system can serve."""

    NAME = "longhand-installed.json"

    digest: str = ""
    extras: list[str] = field(default_factory=list)
    system: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, venv: Path) -> "Stamp":
        """Return the stamp in `venv`; an absent or unreadable one is an empty one."""
        try:
            content = json.loads((venv / cls.NAME).read_text(encoding="utf-8"))
            return cls(**content)
        except (OSError, ValueError, TypeError):
            return cls()

    def write(self, venv: Path) -> None:
        """Write the stamp into `venv` in one step."""
        beside = venv / (self.NAME + ".new")
        beside.write_text(json.dumps(self.__dict__), encoding="utf-8")
        beside.replace(venv / self.NAME)


def install_digest() -> str:
    """Return a digest of all that decides what is installed: files, place and interpreter."""
    interpreter = os.path.realpath(venv_python())
    if not os.path.exists(interpreter):
        return "none"
    parts = [
        (ROOT / "pyproject.toml").read_bytes(),
        CONSTRAINTS.read_bytes(),
        str(ROOT).encode(),
        interpreter.encode(),
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def venv_python(venv: Path = VENV) -> Path:
    """Return the interpreter inside `venv`."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv() -> None:
    """Create .venv with pip in it; keep a sound one, remake a damaged one."""
    if VENV.exists() and not is_sound(VENV):
        say("Removing a damaged .venv")
        if VENV.is_symlink():
            VENV.unlink()
        else:
            shutil.rmtree(VENV)
    if not VENV.exists():
        say("Creating .venv")
        run_quietly([BASE_PYTHON, "-m", "venv", "--without-pip", str(VENV)])
    if not succeeds([str(venv_python()), "-c", "import pip"]):
        install_pip()


def is_sound(venv: Path) -> bool:
    """Return whether `venv` runs and no install in it was cut short."""
    version = "import sys; print(*sys.version_info[:2], sep='.')"
    try:
        answer = subprocess.run(
            [venv_python(venv), "-c", version], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    minor = answer.stdout.strip()
    supported = tuple(int(part) for part in minor.split("."))
    packages = venv / ("Lib" if os.name == "nt" else f"lib/python{minor}") / "site-packages"
    return OLDEST <= supported <= NEWEST and packages.is_dir() and not was_cut_short(packages)


def was_cut_short(packages: Path) -> bool:
    """Return whether pip was killed while it wrote into this site-packages folder.

    Pip writes INSTALLER near the end of each package, and keeps what it replaces as `~name` until
    it is done.
    """
    return any(packages.glob("~*")) or any(
        not (info / "INSTALLER").exists() for info in packages.glob("*.dist-info")
    )


def install_pip() -> None:
    """Put pip into .venv from this Python's ensurepip, or else with this Python's own pip."""
    if importlib.util.find_spec("ensurepip"):
        run_quietly([str(venv_python()), "-m", "ensurepip"])
    elif base_pip_reaches_into_venvs():
        # Debian keeps ensurepip in python3-venv, which a bare machine lacks.
        pip_from = [BASE_PYTHON, "-m", "pip", "--python", str(venv_python())]
        run_quietly([*pip_from, "install", *CALM, "pip"])
    elif shutil.which("apt-get"):
        fail(f"{privileged()}apt-get install -y python3-venv")
    else:
        fail("This Python has neither ensurepip nor pip; install one of them and start again.")


def base_pip_reaches_into_venvs() -> bool:
    """Return whether this Python's pip knows `--python`, which came with 22.3."""
    return succeeds([BASE_PYTHON, "-m", "pip", "--python", str(venv_python()), "--version"])


CALM = ["--quiet", "--progress-bar", "off", "--disable-pip-version-check", "--no-input"]


def install(extras: Sequence[str]) -> None:
    """Install the checkout, editable, with `extras`."""
    if "train" in extras and not has_distribution("torch", locked_version("torch")):
        install_torch()
    target = f".[{','.join(extras)}]" if extras else "."
    say(f"Installing {target.replace('.', 'longhand', 1)} into .venv (minutes, the first time)")
    pip("install", "--constraint", str(CONSTRAINTS), "--editable", target)


def install_torch() -> None:
    """Install torch alone, from PyTorch's CPU index where PyPI's would bring unusable CUDA."""
    requirement = f"torch=={locked_version('torch')}"
    say("Choosing a torch build for this machine")
    # Older ones download every wheel for a dry run.
    pip("install", "pip>=24")
    output = pip("install", "--dry-run", "--report", "-", requirement)
    index: list[str] = []
    if needs_cpu_index(json.loads(output), has_nvidia_gpu()):
        index = ["--index-url", TORCH_CPU_INDEX]
    say(f"Installing torch ({'without CUDA' if index else 'the default build'})")
    # What torch needs comes later, with the project's own constraints and index.
    pip("install", "--no-deps", *index, requirement)


def needs_cpu_index(report: dict[str, list[dict[str, dict[str, str]]]], has_gpu: bool) -> bool:
    """Return whether pip's install `report` brings CUDA packages that no GPU here can use."""
    names = (item["metadata"]["name"].lower() for item in report["install"])
    brings_cuda = any(name.startswith(("nvidia-", "nvidia_", "cuda-", "cuda_")) for name in names)
    return brings_cuda and not has_gpu


def has_nvidia_gpu() -> bool:
    """Return whether an NVIDIA driver answers on this machine."""
    if Path("/proc/driver/nvidia/version").exists():
        return True
    return shutil.which("nvidia-smi") is not None and succeeds(["nvidia-smi", "--list-gpus"])


def locked_version(name: str) -> str:
    """Return the version of `name` in constraints.txt."""
    for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        package, _, version = line.partition("==")
        if package == name:
            return version.strip()
    raise LookupError(f"{name} is not in {CONSTRAINTS.name}")


def has_distribution(name: str, version: str) -> bool:
    """Return whether .venv holds this version of `name`, whatever its local build name."""
    script = f"from importlib.metadata import version; print(version({name!r}))"
    answer = subprocess.run([venv_python(), "-c", script], capture_output=True, text=True)
    return answer.stdout.strip().partition("+")[0] == version


def pip(command: str, *arguments: str) -> str:
    """Run .venv's pip and return its output; show the output and stop if it fails."""
    return run_quietly([str(venv_python()), "-m", "pip", command, *CALM, *arguments])


def check_system(command: str) -> None:
    """Make sure the system's libraries load: install them as root, else say how and stop.

    Only Linux needs any; elsewhere the wheels carry all.
    """
    if not sys.platform.startswith("linux"):
        return
    problem = system_problem(command)
    if problem is None:
        return
    name = next((tool for tool in MANAGERS if shutil.which(tool)), None)
    if name is None:
        fail(f"Longhand cannot start, a system library is missing: {problem}")
    manager = MANAGERS[name]
    packages = packages_for(manager, command)
    if not (name == "apt-get" and os.geteuid() == 0):
        note = "" if name == "apt-get" else "  # these package names are untested"
        fail(f"{privileged()}{manager.install} {packages}{note}")
    say(f"Installing system libraries with apt-get: {packages}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run_quietly(["apt-get", "update"])
    run_quietly(shlex.split(f"{manager.install} {packages}"))
    problem = system_problem(command)
    if problem is not None:
        fail(f"Longhand cannot start, a system library is still missing: {problem}")


def packages_for(manager: PackageManager, command: str) -> str:
    """Return the packages that `command` needs, in one string."""
    groups = {"run": [manager.window], "test": [manager.window, manager.test]}
    groups["bundle"] = [*groups["test"], manager.bundle.format(minor=sys.version_info.minor)]
    return " ".join(groups[command])


def system_problem(command: str) -> str | None:
    """Load what `command` needs, for real, and return what was missing."""
    probes = [QT_PROBE, *([PYTHON_LIBRARY_PROBE] if command == "bundle" else [])]
    for probe in probes:
        answer = subprocess.run([venv_python(), "-c", probe], capture_output=True, text=True)
        if answer.returncode != 0:
            return (answer.stderr.strip().splitlines() or ["the probe died"])[-1]
    programs = {"run": [], "test": ["Xvfb"], "bundle": ["Xvfb", "objdump"]}[command]
    return next((f"{name} is not installed" for name in programs if not shutil.which(name)), None)


def run_in_order(steps: Iterable[Sequence[str]]) -> int:
    """Run each step as a module of .venv, stop at the first failure, return its exit code."""
    for step in steps:
        say(shlex.join(step))
        code = subprocess.call([str(venv_python()), "-m", *step], cwd=ROOT)
        if code != 0:
            return code
    return 0


def replace_process(command: list[str]) -> int:
    """Become `command`; on Windows, which cannot, run it and return its exit code."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.call(command)


def run_quietly(command: Sequence[str]) -> str:
    """Run `command` and return its standard output; show all of it and stop if it fails."""
    answer = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if answer.returncode != 0:
        print(answer.stdout, answer.stderr, sep="", end="", file=sys.stderr)
        fail(f"This failed: {shlex.join(command)}")
    return answer.stdout


def succeeds(command: Sequence[str]) -> bool:
    """Return whether `command` ends well."""
    return subprocess.run(command, capture_output=True).returncode == 0


def privileged() -> str:
    """Return the prefix that makes a command run as root."""
    return "" if os.geteuid() == 0 else "sudo "


def say(line: str) -> None:
    """Print one line of progress."""
    print(f"longhand: {line}", flush=True)


def fail(line: str) -> NoReturn:
    """Stop with exit code 1 and one line."""
    sys.exit(line)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
