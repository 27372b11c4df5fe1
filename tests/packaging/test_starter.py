"""The starter's recipe: a loss that is cross-entropy, a growth that changes nothing, a card."""

import importlib.util
import sys
from pathlib import Path

import pytest
import torch
from torch.nn import functional
from transformers import LlamaConfig, LlamaForCausalLM

RECIPE = Path(__file__).resolve().parents[2] / "packaging" / "starter"


def recipe(name, monkeypatch):
    """Import a script of the recipe, which is no package."""
    monkeypatch.syspath_prepend(str(RECIPE))
    spec = importlib.util.spec_from_file_location(f"starter_{name}", RECIPE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def loss(monkeypatch):
    module = recipe("loss", monkeypatch)
    # Compiling takes a C++ compiler and half a minute; the sums are the same without.
    monkeypatch.setattr(module, "_fast_softmax", lambda: module._softmax)
    return module


def test_the_loss_and_its_gradients_are_those_of_cross_entropy(loss):
    torch.manual_seed(0)
    # More than one chunk, the last one not full, some tokens without a target.
    hidden = torch.randn(700, 16).bfloat16().requires_grad_()
    weight = (torch.randn(50, 16) * 0.3).requires_grad_()
    labels = torch.randint(0, 50, (700,))
    labels[::5] = loss.IGNORE
    found = loss.ChunkedLoss.apply(hidden, weight, labels)
    found.backward()
    ours = hidden.grad.float(), weight.grad
    exact_hidden = hidden.detach().float().requires_grad_()
    exact_weight = weight.detach().bfloat16().float().requires_grad_()
    exact = functional.cross_entropy(
        exact_hidden @ exact_weight.T, labels, ignore_index=loss.IGNORE, reduction="sum"
    )
    exact.backward()
    assert found.item() == pytest.approx(exact.item(), rel=5e-3)
    for mine, theirs in zip(ours, (exact_hidden.grad, exact_weight.grad), strict=True):
        assert (mine - theirs).norm() / theirs.norm() < 1e-2


def test_tokens_without_a_target_get_no_gradient(loss):
    hidden = torch.randn(8, 4).bfloat16().requires_grad_()
    weight = torch.randn(6, 4).requires_grad_()
    labels = torch.tensor([1, loss.IGNORE] * 4)
    loss.ChunkedLoss.apply(hidden, weight, labels).backward()
    assert hidden.grad[1::2].abs().max() == 0
    assert hidden.grad[0::2].abs().max() > 0


def tiny_llama(layers):
    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=40,
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=layers,
        num_attention_heads=2,
        num_key_value_heads=1,
        tie_word_embeddings=True,
    )
    return LlamaForCausalLM(config).eval()


def test_a_deeper_model_begins_as_exactly_the_shallower_one(monkeypatch):
    grow = recipe("grow", monkeypatch)
    small, deep = tiny_llama(2), tiny_llama(6)
    grown = grow.deepen(dict(small.state_dict()), 6)
    deep.load_state_dict(grown)
    ids = torch.randint(0, 40, (1, 12))
    with torch.no_grad():
        assert torch.equal(small(ids).logits, deep(ids).logits)


def test_the_silent_blocks_can_be_trained(monkeypatch):
    grow = recipe("grow", monkeypatch)
    deep = tiny_llama(4)
    deep.load_state_dict(grow.deepen(dict(tiny_llama(2).state_dict()), 4))
    deep(torch.randint(0, 40, (1, 12))).logits.square().sum().backward()
    assert deep.model.layers[1].mlp.down_proj.weight.grad.abs().max() > 0


def test_a_depth_that_is_no_multiple_is_refused(monkeypatch):
    grow = recipe("grow", monkeypatch)
    with pytest.raises(ValueError, match="2 layers cannot grow to 5"):
        grow.deepen(dict(tiny_llama(2).state_dict()), 5)


def test_the_held_out_text_is_whole_paragraphs_from_inside_a_book(monkeypatch):
    held_out = recipe("held_out", monkeypatch)
    book = "\n\n".join(f"Paragraph {n} " + "word " * 30 + "end." for n in range(200))
    part = held_out.excerpt(book)
    assert held_out.excerpt("A book without paragraphs. " * 500) == ""
    assert part.startswith("Paragraph ")
    assert part.endswith("end.")
    assert book.find(part) > held_out.SKIPPED
    assert len(part) <= held_out.TAKEN


def test_the_cards_tables_hold_every_measure_and_its_samples_stay_text(monkeypatch):
    make_card = recipe("make_card", monkeypatch)
    measures = {
        "this": {"bits_per_byte": 1.4, "tasks": {"draft": {"good": 0.5}}},
        "n-gram": {"bits_per_byte": 1.75, "tasks": {}},
        "first words": {"tasks": {"draft": {"good": 0.25}}},
    }
    assert "| bits per byte of held-out prose | 1.400 | 1.750 |" in make_card.quality_table(
        measures
    )
    assert "| draft: good | 0.500 |  | 0.250 |" in make_card.task_table(measures)
    text = make_card.section("continue", [make_card.Sample("He *ran*\nhome", "<b>| and</b>")])
    assert "He \\*ran\\* home" in text
    assert "\\<b\\>\\| and\\</b\\>" in text
