"""Another environment finds this package, and nothing of what is installed beside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.bench import launch
from engine.bench.contender import module_command

PROBE = """
import importlib.util, sys
import engine
names = ("neighbour", "numpy", "launch", "runner")
print(engine.__file__, [n for n in names if importlib.util.find_spec(n)], sys.argv)
"""


@pytest.fixture(scope="module")
def other_python(tmp_path_factory):
    """Return the interpreter of an empty environment."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


@pytest.fixture
def installed(tmp_path):
    """Return a folder of packages as an install has it: this one, with a probe, and another."""
    bench = tmp_path / "packages" / "engine" / "bench"
    bench.mkdir(parents=True)
    for name in ("runner.py", "launch.py"):
        shutil.copyfile(Path(launch.__file__).with_name(name), bench / name)
    for package in (bench, bench.parent):
        (package / "__init__.py").write_text("")
    (bench / "probe.py").write_text(PROBE)
    (bench.parents[1] / "neighbour.py").write_text("")
    return bench


def run(command, cwd, **variables):
    ran = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_another_environment_finds_this_package_alone(other_python, installed, tmp_path):
    command = module_command(other_python, "engine.bench.probe")
    command[command.index(launch.__file__)] = str(installed / "launch.py")
    packages = str(installed.parents[1])
    out = run([*command, "a", "b"], tmp_path, PYTHONPATH=packages)
    init = installed.parent / "__init__.py"
    assert out == f"{init} [] ['{installed / 'probe.py'}', 'a', 'b']\n"


def test_in_this_environment_its_libraries_are_there_and_scripts_shadow_none(installed, tmp_path):
    command = module_command(sys.executable, "engine.bench.probe")
    command[command.index(launch.__file__)] = str(installed / "launch.py")
    assert " ['numpy'] " in run(command, tmp_path)


def test_a_worker_needs_nothing_but_its_engine(other_python, tmp_path):
    ran = subprocess.run(
        [*module_command(other_python, "engine.bench.worker"), "llama.cpp", "a model", "1"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1] == "ModuleNotFoundError: No module named 'llama_cpp'"
