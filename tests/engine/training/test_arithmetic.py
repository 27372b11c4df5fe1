import pytest
import torch

from engine.training import arithmetic
from engine.training.config import TrainConfig
from engine.training.learner import Learner

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def learner(tiny_base) -> Learner:
    return Learner(tiny_base, TrainConfig(method="full"))


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [
        ({"fp32": 1.0, "bf16": 0.5}, "bf16"),
        ({"fp32": 1.0, "bf16": 0.95}, "fp32"),
        ({"fp32": 1.0, "bf16": 2.0}, "fp32"),
    ],
)
def test_bf16_is_used_where_it_is_clearly_faster(learner, monkeypatch, seconds, wanted):
    monkeypatch.setattr(arithmetic, "_timed", lambda *args: seconds[args[-1]])
    assert arithmetic.faster_precision(learner.module, CPU, 16384) == wanted


def test_measuring_leaves_no_gradient_behind(learner):
    arithmetic.faster_precision(learner.module, CPU, 16384)
    assert all(parameter.grad is None for parameter in learner.trained().values())


def test_half_of_the_cores_are_used_where_others_want_theirs(learner, monkeypatch):
    before = torch.get_num_threads()
    monkeypatch.setattr(arithmetic.os, "cpu_count", lambda: 4)
    seconds = {4: 3.0, 2: 1.0}
    monkeypatch.setattr(arithmetic, "_timed", lambda *args: seconds[torch.get_num_threads()])
    try:
        assert arithmetic.settle_threads(learner.module, CPU, 16384, "fp32") == 2
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_bf16_products_are_those_of_a_block_only():
    a = torch.ones(2, 2)
    with arithmetic.autocast("bf16", CPU):
        assert (a @ a).dtype == torch.bfloat16
    with arithmetic.autocast("fp32", CPU):
        assert (a @ a).dtype == torch.float32
