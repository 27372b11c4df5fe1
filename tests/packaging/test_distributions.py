import sys
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

from engine.parts_list import read_parts_list

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture
def scripts(monkeypatch):
    """Let the scripts beside each other be imported, as they are when one is run by its path."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    yield
    for name in ("distributions", "measure_parts"):
        sys.modules.pop(name, None)


@pytest.fixture
def distributions(scripts):
    return import_module("distributions")


@pytest.fixture
def measure_parts(scripts):
    return import_module("measure_parts")


def test_the_shipped_list_is_the_one_that_would_be_made_now(distributions):
    made = distributions.pinned(distributions.training_parts())
    assert list(read_parts_list().requirements) == made


def test_no_distribution_is_carried_and_a_part(distributions):
    parts = set(distributions.training_parts())
    assert not parts & set(distributions.carried())
    assert {"numpy", "tokenizers", "markupsafe"} <= set(distributions.carried())
    assert {"torch", "transformers", "onnx"} <= parts


def test_modules_that_a_carried_distribution_shares_are_not_left_out(distributions):
    modules = distributions.modules_of(distributions.training_parts())
    assert {"torch", "functorch", "yaml", "google"} <= set(modules)
    assert not {"numpy", "tokenizers", "jinja2"} & set(modules)


def test_a_name_without_a_version_in_the_constraints_is_an_error(distributions):
    with pytest.raises(KeyError):
        distributions.pinned(["nobody-has-this"])


def test_wheels_are_measured_packed_and_unpacked_with_bytecode(measure_parts, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr("a/code.py", "#" * 10_000_000)
        wheel.writestr("a/library.so", "x" * 20_000_000)
    measured = measure_parts.measured(tmp_path)
    assert measured == {"download_mb": 0, "disk_mb": 43}


def test_each_kind_of_computer_that_is_measured_is_in_the_list(measure_parts):
    assert {kind.name for kind in measure_parts.KINDS} == set(read_parts_list().sizes)
