"""The checkpoints that the export is proven on: a random one of each architecture and variant."""

from dataclasses import dataclass
from typing import Any

from tests.tokenizer_kinds import VOCAB_SIZE

FUSED, PLAIN = "fused-gqa", "plain-concat"
BASE = {
    "vocab_size": VOCAB_SIZE,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 512,
    "tie_word_embeddings": False,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 0,
}
# The included model's own tokenizer, where a test looks at the family or at real sizes.
_STARTER = {"vocab_size": 16384, "bos_token_id": 0, "eos_token_id": 1}
_LLAMA = {**BASE, "head_dim": 16, "tie_word_embeddings": True}
_LLAMA3_ROPE = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}
_YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 128}
_LONG_ROPE = {
    "type": "longrope",
    "short_factor": [1.0 + 0.1 * i for i in range(8)],
    "long_factor": [2.0 + i for i in range(8)],
}
_GEMMA2 = {
    **BASE,
    "head_dim": 32,
    "query_pre_attn_scalar": 24,
    "sliding_window": 40,
    "attn_logit_softcapping": 5.0,
    "final_logit_softcapping": 9.0,
    "tie_word_embeddings": True,
}
_GPT2 = {
    "vocab_size": VOCAB_SIZE,
    "n_embd": 64,
    "n_layer": 2,
    "n_head": 4,
    "n_positions": 512,
    "bos_token_id": 1,
    "eos_token_id": 2,
}


@dataclass(frozen=True, slots=True)
class Variant:
    """A configuration, the graph that its export must have, and words of its notes."""

    model_type: str
    config: dict[str, Any]
    graph: str = FUSED
    note: str = ""
    tokenizer: str = "small"
    plain_of: str | None = None
    """Another variant, whose checkpoint is exported with the plain graph asked for."""


def _llama(**changes: Any) -> dict[str, Any]:
    return {**_LLAMA, **changes}


def _base(**changes: Any) -> dict[str, Any]:
    return {**BASE, **changes}


VARIANTS: dict[str, Variant] = {
    "plain": Variant("llama", _llama(**_STARTER), tokenizer="starter"),
    "untied-wide-heads": Variant("llama", _llama(tie_word_embeddings=False, head_dim=32)),
    "narrow-heads": Variant(
        "llama", _llama(**_STARTER, head_dim=8, num_attention_heads=8), tokenizer="bare"
    ),
    "biases-no-grouping": Variant(
        "llama", _llama(attention_bias=True, mlp_bias=True, num_key_value_heads=4)
    ),
    "llama3-rope": Variant("llama", _llama(rope_scaling=_LLAMA3_ROPE, rope_theta=50000.0)),
    "linear-rope": Variant("llama", _llama(rope_scaling={"rope_type": "linear", "factor": 2.0})),
    "yarn-odd-heads": Variant("llama", _llama(rope_scaling=_YARN, head_dim=20, hidden_act="relu")),
    "dynamic-rope": Variant(
        "llama", _llama(rope_scaling={"rope_type": "dynamic", "factor": 2.0}, hidden_act="gelu")
    ),
    "mistral": Variant("mistral", _llama(sliding_window=None, tie_word_embeddings=False)),
    "mistral-window": Variant("mistral", _llama(sliding_window=24, head_dim=32)),
    "qwen2": Variant("qwen2", _base(tie_word_embeddings=True, rope_scaling=_YARN)),
    "qwen2-window": Variant(
        "qwen2", _base(use_sliding_window=True, sliding_window=32, max_window_layers=1)
    ),
    "qwen3": Variant("qwen3", _base(head_dim=32)),
    "qwen3-padded-heads": Variant("qwen3", _base(head_dim=24, attention_bias=True)),
    "phi3-partial-rotary": Variant("phi3", _base(partial_rotary_factor=0.75)),
    "phi3-longrope": Variant(
        "phi3",
        _base(
            rope_scaling=_LONG_ROPE,
            original_max_position_embeddings=400,
            max_position_embeddings=1024,
            sliding_window=40,
        ),
        note="The context is 400 of 1024 tokens",
    ),
    "gemma": Variant("gemma", _base(head_dim=32, tie_word_embeddings=True)),
    "gemma2": Variant("gemma2", _GEMMA2),
    "gpt-neox": Variant("gpt_neox", _base(rotary_pct=0.25)),
    "gpt-neox-sequential": Variant(
        "gpt_neox", _base(rotary_pct=0.5, use_parallel_residual=False, hidden_act="gelu_new")
    ),
    "stablelm": Variant("stablelm", _base(partial_rotary_factor=0.25, use_qkv_bias=True)),
    "stablelm-parallel": Variant("stablelm", _base(use_parallel_residual=True)),
    "gpt2": Variant("gpt2", _GPT2),
    "gpt2-odd-heads": Variant("gpt2", {**_GPT2, "n_embd": 60, "n_head": 3, "n_inner": 96}),
    "gpt2-unscaled": Variant(
        "gpt2", {**_GPT2, "scale_attn_by_inverse_layer_idx": True}, PLAIN, "inverse_layer_idx"
    ),
    "bloom": Variant(
        "bloom",
        {**_base(n_layer=2, n_head=4), "seq_length": 512},
        PLAIN,
        "BloomForCausalLM has no fused graph",
    ),
    "unknown-activation": Variant(
        "llama", _llama(hidden_act="quick_gelu"), PLAIN, "the activation quick_gelu"
    ),
    "phi": Variant("phi", _base(num_key_value_heads=4), PLAIN, "PhiForCausalLM has no fused graph"),
    "mistral-window-plain": Variant("mistral", {}, PLAIN, "asked for", plain_of="mistral-window"),
    "gpt2-plain": Variant("gpt2", {}, PLAIN, "asked for", plain_of="gpt2"),
    "gemma2-plain": Variant("gemma2", {}, PLAIN, "asked for", plain_of="gemma2"),
}
# Chosen so that no two logits come near a tie in what is compared: the smallest gap is 4e-3.
SEEDS = {
    "plain": 101,
    "untied-wide-heads": 1,
    "narrow-heads": 104,
    "biases-no-grouping": 100,
    "llama3-rope": 105,
    "linear-rope": 102,
    "yarn-odd-heads": 6,
    "dynamic-rope": 7,
    "mistral": 101,
    "mistral-window": 105,
    "qwen2": 101,
    "qwen2-window": 11,
    "qwen3": 110,
    "qwen3-padded-heads": 100,
    "phi3-partial-rotary": 14,
    "phi3-longrope": 15,
    "gemma": 100,
    "gemma2": 17,
    "gpt-neox": 18,
    "gpt-neox-sequential": 100,
    "stablelm": 100,
    "stablelm-parallel": 21,
    "gpt2": 105,
    "gpt2-odd-heads": 101,
    "gpt2-unscaled": 24,
    "bloom": 100,
    "unknown-activation": 100,
    "phi": 105,
}
