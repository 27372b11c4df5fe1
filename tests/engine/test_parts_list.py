import sys
import tomllib
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from engine import parts_list
from engine.parts_list import PartsList, PartsSize, name_of, read_parts_list
from tests.wire import ROOT

SIZES = {"linux-x86_64": PartsSize(1, 2), "linux-x86_64-cuda": PartsSize(10, 20)}


@pytest.fixture
def shipped() -> PartsList:
    return read_parts_list()


@pytest.fixture
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_version_is_that_of_the_constraints(shipped):
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {(name_of(line), line.partition("==")[2]) for line in lines if "==" in line}
    assert {(name_of(line), line.partition("==")[2]) for line in shipped.requirements} <= pins


def test_all_that_the_train_extra_needs_is_a_part_or_carried_by_the_app(shipped, project):
    direct = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    parts = {name_of(line) for line in shipped.requirements}
    # jinja2, which the app requires, brings it.
    carried = direct | {"markupsafe"}
    assert parts & carried == set()
    seen = set()
    waiting = project["optional-dependencies"]["train"]
    while waiting:
        need = Requirement(waiting.pop())
        name = canonicalize_name(need.name)
        if name in seen or (need.marker and not need.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        waiting += distribution(name).requires or []
    assert seen - parts - carried == set()
    assert parts <= seen


def test_torch_is_a_part_of_its_own(shipped):
    assert name_of(shipped.torch) == "torch"
    assert shipped.torch not in shipped.besides_torch
    assert {shipped.torch, *shipped.besides_torch} == set(shipped.requirements)


def test_sizes_are_told_for_the_computers_that_the_app_is_built_for(shipped):
    assert {"linux-x86_64", "linux-x86_64-cuda", "darwin-arm64", "win32-amd64"} <= set(
        shipped.sizes
    )
    for size in shipped.sizes.values():
        assert 50 < size.download_mb < size.disk_mb


def test_the_digest_changes_with_every_version_and_with_python(monkeypatch):
    digests = {
        PartsList(lines, SIZES).digest
        for lines in [("torch==1",), ("torch==2",), ("torch==2", "onnx==1")]
    }
    monkeypatch.setattr(sys, "version", "3.99.1 (main)")
    digests.add(PartsList(("torch==1",), SIZES).digest)
    assert len(digests) == 4


@pytest.mark.parametrize(
    ("system", "machine", "has_gpu", "size"),
    [
        ("linux", "x86_64", False, PartsSize(1, 2)),
        ("linux", "x86_64", True, PartsSize(10, 20)),
        ("darwin", "x86_64", False, None),
        ("win32", "AMD64", True, None),
    ],
)
def test_the_size_is_that_of_the_computer(monkeypatch, system, machine, has_gpu, size):
    monkeypatch.setattr(parts_list.sys, "platform", system)
    monkeypatch.setattr(parts_list.platform, "machine", lambda: machine)
    assert PartsList(("torch==1",), SIZES).size_here(has_gpu) == size
