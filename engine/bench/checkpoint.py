"""The model that every engine runs: a Llama of 42 million random parameters.

Its text is noise; its speed is that of its shape (d 512, 12 layers, 8/2 heads, vocabulary 16,384,
context 2,048), with the bundled starter's tokenizer.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from engine.paths import resources

CONTEXT_TOKENS = 2048
VOCAB_SIZE = 16384


def make_checkpoint(folder: Path) -> None:
    """Write the checkpoint into a new folder; imports torch and transformers."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(1)
    config = LlamaConfig(  # type: ignore[no-untyped-call]  # transformers leaves it unannotated
        vocab_size=VOCAB_SIZE,
        hidden_size=512,
        intermediate_size=1408,
        num_hidden_layers=12,
        num_attention_heads=8,
        num_key_value_heads=2,
        max_position_embeddings=CONTEXT_TOKENS,
        tie_word_embeddings=True,
        bos_token_id=0,
        eos_token_id=1,
    )
    model = LlamaForCausalLM(config)  # type: ignore[no-untyped-call]  # the same
    model.save_pretrained(folder, safe_serialization=True)
    shutil.copyfile(
        resources() / "models" / "starter" / "tokenizer.json", folder / "tokenizer.json"
    )
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<|bos|>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
