import pytest
import torch

from engine.training.blending import MOST_GROWTH, blend
from engine.training.config import TrainConfig
from engine.training.learner import Learner


@pytest.fixture(params=["full", "lora"])
def learner(request, tiny_base) -> Learner:
    made = Learner(tiny_base, TrainConfig(method=request.param, rank=4))
    with torch.no_grad():
        for parameter in made.trained().values():
            parameter.add_(0.01)
    return made


def _base_of(learner: Learner, tiny_base) -> dict[str, torch.Tensor]:
    return {name: tensor - 0.01 for name, tensor in learner.snapshot().items()}


def _first(learner: Learner) -> torch.Tensor:
    ids = torch.arange(5, 25).view(1, -1)
    with torch.inference_mode():
        return learner.module(input_ids=ids).logits


def test_all_is_kept_where_nothing_is_forgotten(learner, tiny_base):
    before = learner.snapshot()
    assert blend(learner, _base_of(learner, tiny_base), lambda: 4.0) == 1.0
    assert all(torch.equal(before[name], tensor) for name, tensor in learner.snapshot().items())


def test_less_is_kept_until_little_is_forgotten(learner, tiny_base):
    losses = iter([4.0, 4.5, 4.2, 4.0 * (1 + MOST_GROWTH)])
    assert blend(learner, _base_of(learner, tiny_base), lambda: next(losses)) == 0.7


def test_a_share_lies_between_the_base_and_what_was_learned(learner, tiny_base):
    whole = _first(learner)
    losses = iter([4.0, *[9.0] * 6])
    kept = blend(learner, _base_of(learner, tiny_base), lambda: next(losses))
    assert kept == 0.25
    assert not torch.allclose(_first(learner), whole)
    for name, tensor in learner.snapshot().items():
        assert torch.isfinite(tensor).all(), name
