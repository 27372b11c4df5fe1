import shutil

import pytest
import torch
from transformers import AutoModelForCausalLM

from engine.errors import BadInput
from engine.training.config import TrainConfig
from engine.training.learner import ADAPTER_WEIGHTS, Learner, apply_adapter, token_loss
from engine.training.windows import IGNORED

IDS = torch.arange(3, 30).view(1, -1)


def _moved(base, method: str) -> Learner:
    learner = Learner(base, TrainConfig(method=method, rank=4))
    with torch.no_grad():
        for parameter in learner.trained().values():
            parameter.add_(0.02)
    return learner


def _logits(module) -> torch.Tensor:
    module.eval()
    with torch.inference_mode():
        return module(input_ids=IDS).logits


def test_lora_trains_a_small_part_and_all_of_it_otherwise(tiny_base):
    lora, full = (Learner(tiny_base, TrainConfig(method=m, rank=4)) for m in ("lora", "full"))
    assert 0 < lora.n_trained < full.n_trained / 10
    assert full.n_trained == full.n_parameters


@pytest.mark.parametrize("method", ["full", "lora"])
def test_what_is_merged_computes_what_was_learned(tiny_base, tmp_path, method):
    learner = _moved(tiny_base, method)
    expected = _logits(learner.module)
    learner.save_merged(tmp_path / "merged")
    merged = AutoModelForCausalLM.from_pretrained(str(tmp_path / "merged"))
    assert torch.allclose(_logits(merged), expected, atol=1e-5)


def test_a_saved_adapter_put_on_its_base_computes_the_same(tiny_base, tmp_path):
    learner = _moved(tiny_base, "lora")
    learner.save_adapter(tmp_path / "adapter")
    expected = _logits(learner.module)
    apply_adapter(tiny_base, tmp_path / "adapter", tmp_path / "merged")
    merged = AutoModelForCausalLM.from_pretrained(str(tmp_path / "merged"))
    assert torch.allclose(_logits(merged), expected, atol=1e-5)


def test_an_adapter_that_is_none_or_does_not_fit_is_one_sentence(tiny_base, tmp_path):
    with pytest.raises(BadInput, match=f"no {ADAPTER_WEIGHTS}"):
        apply_adapter(tiny_base, tmp_path, tmp_path / "merged")
    learner = _moved(tiny_base, "lora")
    learner.save_adapter(tmp_path / "adapter")
    (tmp_path / "adapter" / ADAPTER_WEIGHTS).write_bytes(b"no tensors")
    with pytest.raises(BadInput, match="does not fit"):
        apply_adapter(tiny_base, tmp_path / "adapter", tmp_path / "merged")


@pytest.mark.parametrize("damage", ["gone", "empty", "shorter"])
def test_a_base_that_is_gone_or_damaged_is_one_sentence(tiny_base, tmp_path, damage):
    folder = tmp_path / "base"
    shutil.copytree(tiny_base, folder)
    weights = folder / "model.safetensors"
    data = weights.read_bytes()
    if damage == "gone":
        shutil.rmtree(folder)
    else:
        weights.write_bytes(b"" if damage == "empty" else data[: len(data) // 2])
    with pytest.raises(BadInput, match="gone or damaged"):
        Learner(folder, TrainConfig())


def test_logits_of_one_forward_pass_stay_bounded(tiny_base):
    learner = Learner(tiny_base, TrainConfig())
    assert learner.micro_rows(8, 512) == 4
    assert learner.micro_rows(2, 128) == 2
    assert learner.micro_rows(8, 100_000) == 1


def test_ignored_targets_cost_nothing():
    logits = torch.zeros(1, 2, 8)
    targets = torch.tensor([[3, IGNORED]])
    assert token_loss(logits, targets).item() == pytest.approx(2.0794, abs=1e-3)
