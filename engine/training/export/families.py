"""What the fused graph has to know of a family of models: a small description of each.

A family says where its modules are and which shape its layer has; a checkpoint's configuration
adds the numbers. What a description cannot say is raised as NotFusable, and the plain graph runs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

# transformers' names of the activations that the fused graph computes with one operator.
ACTIVATIONS = {
    "silu": "silu",
    "swish": "silu",
    "gelu": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_fast": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "relu": "relu",
}
NO_WINDOW = -1


class NotFusable(Exception):
    """A checkpoint that the fused graph does not know; the text completes "because ..."."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family's modules, by path, and the shape of its layer."""

    name: str
    layers: str = "model.layers"
    embedding: str = "model.embed_tokens"
    final_norm: str = "model.norm"
    head: str = "lm_head"
    attention: str = "self_attn"
    qkv: tuple[str, ...] = ("q_proj", "k_proj", "v_proj")
    """One packed layer, or the three that are packed here."""
    qkv_by_head: bool = False
    """A packed layer holds q, k, v of the first head, then of the second, and so on."""
    out: str = "o_proj"
    mlp: str = "mlp"
    up: tuple[str, ...] = ("gate_proj", "up_proj")
    """Gate and up, apart or packed; one layer without a gate where `gated` is False."""
    gated: bool = True
    down: str = "down_proj"
    activation_key: str = "hidden_act"
    norm: Literal["rms", "layer"] = "rms"
    epsilon_key: str = "rms_norm_eps"
    before_attention: str = "input_layernorm"
    after_attention: str | None = None
    before_mlp: str = "post_attention_layernorm"
    after_mlp: str | None = None
    parallel_shares_norm: bool = False
    """Where attention and MLP run beside each other, both read the norm before attention."""
    qk_norms: tuple[str, str] | None = None
    """A norm over each head of queries and of keys, before the rotary embedding."""
    positions: str | None = None
    """A learned embedding of positions, in the place of the rotary embedding."""
    scales_embedding: bool = False
    """The embedding is multiplied by the square root of its width."""
    unknown: tuple[str, ...] = ()
    """Settings that must be off: what they switch on is not described here."""


_QWEN3 = Family("qwen3", qk_norms=("q_norm", "k_norm"))
_GEMMA2 = Family(
    "gemma2",
    activation_key="hidden_activation",
    after_attention="post_attention_layernorm",
    before_mlp="pre_feedforward_layernorm",
    after_mlp="post_feedforward_layernorm",
    scales_embedding=True,
)
_GPT_NEOX = Family(
    "gpt_neox",
    layers="gpt_neox.layers",
    embedding="gpt_neox.embed_in",
    final_norm="gpt_neox.final_layer_norm",
    head="embed_out",
    attention="attention",
    qkv=("query_key_value",),
    qkv_by_head=True,
    out="dense",
    up=("dense_h_to_4h",),
    gated=False,
    down="dense_4h_to_h",
    norm="layer",
    epsilon_key="layer_norm_eps",
)
_STABLELM = Family(
    "stablelm",
    norm="layer",
    epsilon_key="layer_norm_eps",
    parallel_shares_norm=True,
    unknown=("qk_layernorm",),
)
_GPT2 = Family(
    "gpt2",
    layers="transformer.h",
    embedding="transformer.wte",
    positions="transformer.wpe",
    final_norm="transformer.ln_f",
    attention="attn",
    qkv=("c_attn",),
    out="c_proj",
    up=("c_fc",),
    gated=False,
    down="c_proj",
    activation_key="activation_function",
    norm="layer",
    epsilon_key="layer_norm_epsilon",
    before_attention="ln_1",
    before_mlp="ln_2",
    unknown=("scale_attn_by_inverse_layer_idx", "add_cross_attention"),
)
FAMILIES: dict[str, Family] = {
    "LlamaForCausalLM": Family("llama"),
    "MistralForCausalLM": Family("mistral"),
    "Qwen2ForCausalLM": Family("qwen2"),
    "Qwen3ForCausalLM": _QWEN3,
    "Phi3ForCausalLM": Family("phi3", qkv=("qkv_proj",), up=("gate_up_proj",)),
    "GemmaForCausalLM": Family("gemma", scales_embedding=True),
    "Gemma2ForCausalLM": _GEMMA2,
    "GPT2LMHeadModel": _GPT2,
    "GPTNeoXForCausalLM": _GPT_NEOX,
    "StableLmForCausalLM": _STABLELM,
}


@dataclass(frozen=True, slots=True)
class Design:
    """One checkpoint's fused graph in numbers; sizes count heads, places or layers."""

    family: Family
    layers: int
    heads: int
    kv_heads: int
    head_size: int
    epsilon: float
    activation: str
    """silu | gelu | gelu_tanh | relu"""
    scale: float
    """What products of queries and keys are multiplied by."""
    softcap: float
    """Bound of those products; 0 for none."""
    final_softcap: float
    """Bound of the logits; 0 for none."""
    embedding_scale: float
    windows: tuple[int, ...]
    """Tokens that each layer's attention looks back on, itself included; NO_WINDOW for all."""
    parallel: bool
    """Attention and MLP read the same residual stream."""


def describe(architecture: str, config: Any) -> Design:
    """Return the design of a checkpoint's fused graph.

    Args:
        architecture: the model class that config.json names.
        config: transformers' configuration of it, defaults filled in.

    Raises:
        NotFusable: the family, or this variant of it, is not described here.
    """
    family = FAMILIES.get(architecture)
    if family is None:
        raise NotFusable(f"{architecture} has no fused graph")
    for setting in family.unknown:
        if getattr(config, setting, False):
            raise NotFusable(f"{setting} is not known to the fused graph")
    named = getattr(config, family.activation_key)
    if named not in ACTIVATIONS:
        raise NotFusable(f"the activation {named} is not known to the fused graph")
    heads = int(config.num_attention_heads)
    head_size = int(getattr(config, "head_dim", None) or config.hidden_size // heads)
    kv_heads = int(getattr(config, "num_key_value_heads", None) or heads)
    if family.qkv_by_head:
        # Each head has its own key and value beside it.
        kv_heads = heads
    return Design(
        family=family,
        layers=int(config.num_hidden_layers),
        heads=heads,
        kv_heads=kv_heads,
        head_size=head_size,
        epsilon=float(getattr(config, family.epsilon_key)),
        activation=ACTIVATIONS[named],
        scale=float(getattr(config, "query_pre_attn_scalar", None) or head_size) ** -0.5,
        softcap=float(getattr(config, "attn_logit_softcapping", None) or 0.0),
        final_softcap=float(getattr(config, "final_logit_softcapping", None) or 0.0),
        embedding_scale=math.sqrt(config.hidden_size) if family.scales_embedding else 1.0,
        windows=_windows(config),
        parallel=bool(getattr(config, "use_parallel_residual", False)),
    )


def _windows(config: Any) -> tuple[int, ...]:
    """Return each layer's window: `layer_types` says which layers slide, without it all do."""
    size = getattr(config, "sliding_window", None)
    n_layers = int(config.num_hidden_layers)
    kinds = getattr(config, "layer_types", None) or ["sliding_attention"] * n_layers
    known = {"full_attention", "sliding_attention"}
    if len(kinds) != n_layers or not known.issuperset(kinds):
        raise NotFusable("some of its layers are of a kind that the fused graph does not know")
    return tuple(
        int(size) if size is not None and kind == "sliding_attention" else NO_WINDOW
        for kind in kinds
    )
