"""Providers that count only when they ran, threads that leave one core to the writer."""

import pytest

from engine import hardware
from engine.hardware import Provider, Threads

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


def test_the_providers_that_a_model_may_fall_back_on_end_with_the_cpu(found):
    found(CUDA, NO_CUDA, CPU)
    assert hardware.provider_chain("fp16") == (CUDA, CPU)
    assert hardware.provider_chain("int8") == (CPU,)


def test_a_precision_that_leaves_a_gpu_idle_says_so(found):
    found(CUDA, CPU)
    assert hardware.passed_over("fp16") is None
    told = hardware.passed_over("int8")
    assert told == "int8 runs on the processor; export it at fp16 to use CUDA"
    found(NO_CUDA, CPU)
    assert hardware.passed_over("int8") is None


@pytest.mark.parametrize(
    ("cores", "beside", "alone"), [(1, 1, 1), (2, 1, 2), (4, 3, 4), (64, 8, 8)]
)
def test_one_core_stays_with_a_writer(monkeypatch, cores, beside, alone):
    monkeypatch.setattr(hardware, "usable_cores", lambda: cores)
    assert hardware.engine_threads() == hardware.engine_threads("window") == beside
    assert hardware.engine_threads("command line") == alone


def test_the_errors_of_onnxruntime_are_known_by_kind():
    with pytest.raises(hardware.ORT_ERRORS):
        hardware.ort.InferenceSession(b"no graph", providers=["CPUExecutionProvider"])
    assert not issubclass(KeyboardInterrupt, hardware.ORT_ERRORS)
    assert not issubclass(OSError, hardware.ORT_ERRORS)


def test_a_session_does_not_spin_and_keeps_to_its_threads():
    options = hardware.session_options(3)
    assert options.intra_op_num_threads == 3
    assert options.inter_op_num_threads == 1
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"


def test_a_session_spins_where_that_was_measured_to_be_faster():
    options = hardware.session_options(Threads(2, spinning=True))
    assert options.intra_op_num_threads == 2
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "1"


def test_the_machine_is_named():
    machine = hardware.machine()
    assert machine["cores"] >= 1
    assert machine["memory_mb"] > machine["memory_free_mb"] > 0
    assert machine["cpu"]
