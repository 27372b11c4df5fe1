"""Makes a random Llama checkpoint of 42 million parameters, a stand-in for a larger voice.

    .venv/bin/python -m tests.benchmarks.random_llama DIR

Its text is noise; its speed is that of its shape (d 512, 12 layers, 8/2 heads, vocabulary
16,384, context 2,048), with the starter's tokenizer. Export it with `longhand-engine export`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import torch
from transformers import LlamaConfig, LlamaForCausalLM

TOKENIZER = Path(__file__).resolve().parents[2] / "resources/models/starter/tokenizer.json"


def make(folder: Path) -> None:
    """Write the checkpoint into a new folder."""
    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=16384,
        hidden_size=512,
        intermediate_size=1408,
        num_hidden_layers=12,
        num_attention_heads=8,
        num_key_value_heads=2,
        max_position_embeddings=2048,
        tie_word_embeddings=True,
        bos_token_id=0,
        eos_token_id=1,
    )
    LlamaForCausalLM(config).save_pretrained(folder, safe_serialization=True)
    shutil.copyfile(TOKENIZER, folder / "tokenizer.json")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
