"""What a family's description makes of a configuration, and what it says it does not know."""

from types import SimpleNamespace

import pytest

from engine.training.export.families import FAMILIES, NO_WINDOW, NotFusable, describe

CONFIG = {
    "hidden_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "rms_norm_eps": 1e-5,
    "layer_norm_eps": 1e-4,
    "hidden_act": "silu",
    "activation_function": "gelu_new",
    "layer_norm_epsilon": 1e-5,
    "hidden_activation": "gelu_pytorch_tanh",
}


def config(**changes):
    return SimpleNamespace(**{**CONFIG, **changes})


@pytest.mark.parametrize("architecture", FAMILIES)
def test_every_family_describes_its_usual_configuration(architecture):
    design = describe(architecture, config())
    assert (design.layers, design.heads, design.head_size) == (4, 4, 16)
    assert design.scale == 0.25
    assert design.windows == (NO_WINDOW,) * 4


def test_a_head_may_be_wider_than_its_share_of_the_hidden_size():
    assert describe("Qwen3ForCausalLM", config(head_dim=128)).head_size == 128


def test_a_model_without_grouping_has_as_many_key_heads_as_heads():
    assert describe("LlamaForCausalLM", config(num_key_value_heads=None)).kv_heads == 4


def test_keys_that_lie_beside_their_head_are_as_many_as_heads():
    assert describe("GPTNeoXForCausalLM", config(hidden_act="gelu")).kv_heads == 4


def test_layer_types_say_which_layers_look_back_on_a_window():
    kinds = ["full_attention", "sliding_attention"] * 2
    design = describe("Qwen2ForCausalLM", config(sliding_window=32, layer_types=kinds))
    assert design.windows == (NO_WINDOW, 32, NO_WINDOW, 32)


def test_a_window_without_layer_types_is_every_layers():
    assert describe("MistralForCausalLM", config(sliding_window=9)).windows == (9,) * 4


def test_no_window_is_no_window_whatever_the_layers_are_called():
    kinds = ["sliding_attention"] * 4
    design = describe("Qwen2ForCausalLM", config(sliding_window=None, layer_types=kinds))
    assert design.windows == (NO_WINDOW,) * 4


def test_gemma_2_bounds_and_scales_what_its_configuration_says():
    design = describe(
        "Gemma2ForCausalLM",
        config(
            query_pre_attn_scalar=100, attn_logit_softcapping=50.0, final_logit_softcapping=30.0
        ),
    )
    assert (design.scale, design.softcap, design.final_softcap) == (0.1, 50.0, 30.0)
    assert design.embedding_scale == 8.0
    assert design.activation == "gelu_tanh"


@pytest.mark.parametrize(
    ("architecture", "changes", "reason"),
    [
        ("BloomForCausalLM", {}, "BloomForCausalLM has no fused graph"),
        ("LlamaForCausalLM", {"hidden_act": "gelu_10"}, "activation gelu_10"),
        ("LlamaForCausalLM", {"hidden_act": None}, "activation None"),
        ("StableLmForCausalLM", {"qk_layernorm": True}, "qk_layernorm"),
        ("Qwen2ForCausalLM", {"layer_types": ["full_attention"] * 3}, "its layers"),
        ("Qwen2ForCausalLM", {"layer_types": ["linear_attention"] * 4}, "its layers"),
    ],
    ids=str,
)
def test_what_is_not_described_is_said_in_words_for_a_sentence(architecture, changes, reason):
    with pytest.raises(NotFusable, match=reason) as raised:
        describe(architecture, config(**changes))
    assert not str(raised.value).endswith(".")
