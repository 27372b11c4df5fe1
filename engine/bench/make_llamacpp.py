"""Brings a Llama checkpoint into llama.cpp's form, in its environment.

    make_llamacpp SOURCE OUT PRECISION

Writes the float32 tensors with the `gguf` package, then has llama.cpp's own quantizer bring them
to the wanted type, with its defaults. There is no vocabulary in the file: asks are of token ids.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import gguf
import llama_cpp

from engine.bench.run_llamacpp import MODEL
from engine.bench.weights import interleaved, tensors

_TYPES = {"q8_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0, "q4_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_0}
_WHOLE = {
    "model.embed_tokens.weight": "token_embd.weight",
    "model.norm.weight": "output_norm.weight",
    "lm_head.weight": "output.weight",
}
_OF_LAYER = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def write_float32(source: Path, path: Path) -> None:
    """Write a checkpoint as GGUF; refuse in one sentence what is not a plain Llama."""
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    if config["model_type"] != "llama" or config.get("rope_scaling"):
        sys.exit("only Llama checkpoints without rope scaling are brought into this form")
    heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    head_size = config.get("head_dim") or config["hidden_size"] // heads
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_vocab_size(config["vocab_size"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_key_length(head_size)
    writer.add_value_length(head_size)
    writer.add_rope_dimension_count(head_size)
    writer.add_rope_freq_base(config.get("rope_theta", 10000.0))
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_tokenizer_model("no_vocab")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    rotated = {"self_attn.q_proj": heads, "self_attn.k_proj": kv_heads}
    for name, tensor in tensors(source):
        if name in _WHOLE:
            writer.add_tensor(_WHOLE[name], tensor)
            continue
        _, _, layer, part = name.split(".", 3)
        part, _, kind = part.rpartition(".")
        if part in rotated:
            tensor = interleaved(tensor, rotated[part])
        writer.add_tensor(f"blk.{layer}.{_OF_LAYER[part]}.{kind}", tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def quantize(source: Path, path: Path, precision: str) -> None:
    """Have llama.cpp quantize a file."""
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.ftype = _TYPES[precision]
    if llama_cpp.llama_model_quantize(str(source).encode(), str(path).encode(), parameters):
        sys.exit(f"llama.cpp cannot quantize this model to {precision}")


def main(source: str, out: str, precision: str) -> None:
    """Write OUT/model.gguf."""
    folder = Path(out)
    folder.mkdir(parents=True)
    if precision == "f32":
        write_float32(Path(source), folder / MODEL)
        return
    whole = folder / "f32.gguf"
    write_float32(Path(source), whole)
    quantize(whole, folder / MODEL, precision)
    whole.unlink()


if __name__ == "__main__":
    main(*sys.argv[1:])
