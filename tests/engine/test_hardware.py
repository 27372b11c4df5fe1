"""Providers that count only when they ran, threads that leave one core to the writer."""

import pytest

from engine import hardware
from engine.hardware import Provider

CUDA = Provider("CUDA", "CUDAExecutionProvider", True, None)
NO_CUDA = Provider("CUDA", "CUDAExecutionProvider", False, "no CUDA device")
CPU = Provider("CPU", "CPUExecutionProvider", True, None)


@pytest.fixture
def found(monkeypatch):
    """Return a function that replaces what the probes find."""

    def replace(*providers: Provider) -> None:
        monkeypatch.setattr(hardware, "providers", lambda: providers)

    return replace


def test_every_provider_is_probed_in_its_order_and_a_missing_one_says_why():
    probed = hardware.providers()
    assert [provider.name for provider in probed] == ["CUDA", "DirectML", "CoreML", "CPU"]
    assert all(provider.available == (provider.reason is None) for provider in probed)
    assert all("\n" not in (provider.reason or "") for provider in probed)


def test_the_cpu_always_runs_the_probe():
    assert hardware.providers()[-1].available


def test_a_provider_that_falls_back_to_the_cpu_does_not_count():
    probed = hardware._probe("CoreML", "CoreMLExecutionProvider", built_in=False)
    assert (probed.available, "built without CoreML" in probed.reason) == (False, True)


@pytest.mark.parametrize(
    ("there", "precision", "name"),
    [
        ((CUDA, CPU), "fp16", "CUDA"),
        ((CUDA, CPU), "int8", "CPU"),
        ((CUDA, CPU), "fp32", "CPU"),
        ((NO_CUDA, CPU), "fp16", "CPU"),
        ((NO_CUDA, CPU), "int4", "CPU"),
    ],
)
def test_the_best_provider_that_runs_the_precision_is_chosen(found, there, precision, name):
    found(*there)
    assert hardware.choose_provider(precision).name == name


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (4, 3), (64, 8)])
def test_one_core_stays_with_the_writer(monkeypatch, cores, threads):
    monkeypatch.setattr(hardware, "usable_cores", lambda: cores)
    assert hardware.engine_threads() == threads


def test_a_session_does_not_spin_and_keeps_to_its_threads():
    options = hardware.session_options(3)
    assert options.intra_op_num_threads == 3
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"


def test_the_machine_is_named():
    machine = hardware.machine()
    assert machine["cores"] >= 1
    assert machine["memory_mb"] > machine["memory_free_mb"] > 0
    assert machine["cpu"]
