"""bootstrap.py's decisions, without installing anything."""

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bootstrap():
    # By path: packaging/ is no package and its name belongs to another project.
    spec = importlib.util.spec_from_file_location(
        "longhand_bootstrap", ROOT / "packaging" / "bootstrap.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    # Run as a script, bootstrap.py finds its neighbours; so it has to here.
    sys.path.insert(0, str(ROOT / "packaging"))
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(ROOT / "packaging"))
    del sys.modules[spec.name], sys.modules["system_packages"]


def report(*names):
    return {"install": [{"metadata": {"name": name, "version": "1"}} for name in names]}


@pytest.mark.parametrize("name", ["nvidia-cublas", "nvidia-cuda-runtime-cu12", "cuda-bindings"])
def test_torch_without_cuda_where_pip_would_bring_cuda_and_there_is_no_gpu(bootstrap, name):
    assert bootstrap.needs_cpu_index(report("torch", "sympy", name), has_gpu=False)


def test_torch_with_cuda_where_a_gpu_can_use_it(bootstrap):
    assert not bootstrap.needs_cpu_index(report("torch", "nvidia-cublas"), has_gpu=True)


@pytest.mark.parametrize("has_gpu", [True, False])
def test_torch_as_it_comes_where_nothing_of_cuda_comes_with_it(bootstrap, has_gpu):
    assert not bootstrap.needs_cpu_index(report("torch", "sympy", "filelock"), has_gpu)


def test_torch_as_it_comes_where_it_is_installed_already(bootstrap):
    assert not bootstrap.needs_cpu_index(report(), has_gpu=False)


def test_a_site_packages_folder_is_whole_until_pip_is_killed_in_it(bootstrap, tmp_path):
    info = tmp_path / "numpy-2.4.6.dist-info"
    info.mkdir()
    assert bootstrap.was_cut_short(tmp_path)
    (info / "INSTALLER").write_text("pip\n")
    assert not bootstrap.was_cut_short(tmp_path)
    (tmp_path / "~umpy").mkdir()
    assert bootstrap.was_cut_short(tmp_path)


def test_a_folder_without_an_interpreter_is_not_a_sound_environment(bootstrap, tmp_path):
    assert not bootstrap.is_sound(tmp_path)


def test_a_new_environment_is_sound(bootstrap, tmp_path):
    venv.create(tmp_path, symlinks=os.name != "nt")
    assert bootstrap.is_sound(tmp_path)


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"unknown": 1}'])
def test_an_unreadable_stamp_counts_as_none(bootstrap, tmp_path, content):
    if content is not None:
        (tmp_path / bootstrap.Stamp.NAME).write_text(content)
    assert bootstrap.Stamp.read(tmp_path) == bootstrap.Stamp()


def test_a_stamp_is_read_as_it_was_written(bootstrap, tmp_path):
    stamp = bootstrap.Stamp("digest", ["dev", "train"], ["run"])
    stamp.write(tmp_path)
    assert bootstrap.Stamp.read(tmp_path) == stamp


@pytest.fixture
def recorded(bootstrap, tmp_path, monkeypatch):
    """prepare() with every step that would touch the machine replaced by a note of it."""
    steps = []
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "install_digest", lambda: "now")
    monkeypatch.setattr(bootstrap, "make_venv", lambda: steps.append("venv"))
    monkeypatch.setattr(bootstrap, "install", lambda extras: steps.append(("install", *extras)))
    monkeypatch.setattr(bootstrap, "check_system", lambda command: steps.append(("check", command)))
    return steps


def test_the_first_start_installs_and_checks_and_the_second_does_nothing(bootstrap, recorded):
    bootstrap.prepare("run")
    assert recorded == ["venv", ("install",), ("check", "run")]
    recorded.clear()
    bootstrap.prepare("run")
    assert recorded == []


def test_a_start_after_the_tests_needs_no_new_install(bootstrap, recorded):
    bootstrap.prepare("test")
    recorded.clear()
    bootstrap.prepare("run")
    assert recorded == [("check", "run")]


def test_a_changed_project_is_installed_again_with_the_extras_it_had(
    bootstrap, recorded, monkeypatch
):
    bootstrap.prepare("train")
    recorded.clear()
    monkeypatch.setattr(bootstrap, "install_digest", lambda: "later")
    bootstrap.prepare("run")
    assert recorded == ["venv", ("install", "train"), ("check", "run")]


def test_a_failed_system_check_is_made_again(bootstrap, recorded, monkeypatch):
    def missing(command):
        raise SystemExit(f"missing for {command}")

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "check_system", missing)
        with pytest.raises(SystemExit):
            bootstrap.prepare("run")
    recorded.clear()
    bootstrap.prepare("run")
    assert recorded == [("check", "run")]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages of Linux distributions")
def test_without_root_a_missing_library_is_one_line_to_paste(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "system_problem", lambda command: "libGL.so.1")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name == "apt-get" or None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as stop:
        bootstrap.check_system("test")
    line = stop.value.code
    assert line.startswith("sudo apt-get install -y ")
    assert {"libgl1", "libxcb-cursor0", "xvfb"} <= set(line.split())
    assert "\n" not in line


def test_supported_versions_are_those_of_the_project(bootstrap):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (_, oldest), (_, newest) = bootstrap.OLDEST, bootstrap.NEWEST
    assert project["requires-python"] == f">=3.{oldest},<3.{newest + 1}"


def test_constraints_name_one_exact_version_each_and_nothing_local(bootstrap):
    lines = bootstrap.CONSTRAINTS.read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9a-z.]+", pin) for pin in pins)
    assert bootstrap.locked_version("onnxruntime") == bootstrap.locked_version("onnxruntime-gpu")


@pytest.mark.parametrize("arguments", [[], ["dance"], ["train", "more"]])
def test_an_unknown_command_shows_the_usage_and_exits_with_2(arguments):
    script = ROOT / "packaging" / "bootstrap.py"
    answer = subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True)
    assert answer.returncode == 2
    assert "bootstrap.py run" in answer.stderr
