"""Run by path in a child process: makes random checkpoints, exports them, writes with torch.

One JSON object on stdin: {make: [{folder, model_type, config, seed, tokenizer}],
cut: [{source, folder}], export: [{source, out, precision, text}],
greedy: [{folder, prompts, n_tokens}]}; one on stdout with a list of outcomes under each key,
`{"error": "Class: message"}` where an item failed. The imports of a whole batch are paid once, and
the tools' warnings stay out of the tests' process.
"""

import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))

import torch
from transformers import (
    AutoModelForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
)

from engine.errors import EngineError
from engine.training.export.entry import ExportRequest, export

KINDS = {
    "llama": (LlamaConfig, LlamaForCausalLM),
    "mistral": (MistralConfig, MistralForCausalLM),
}


def make(
    folder: str, model_type: str, config: dict[str, Any], seed: int, tokenizer: str
) -> dict[str, Any]:
    """Write a random checkpoint whose logits are far apart and whose norms and biases matter."""
    torch.manual_seed(seed)
    config_class, model_class = KINDS[model_type]
    model = model_class(config_class(**config))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("norm.weight"):
                parameter.uniform_(0.5, 1.5)
            else:
                parameter.normal_(0.0, 0.25)
    model.save_pretrained(folder, safe_serialization=True)
    shutil.copyfile(tokenizer, Path(folder) / "tokenizer.json")
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<|bos|>"}
    (Path(folder) / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return {}


def cut(source: str, folder: str) -> dict[str, Any]:
    """Copy a checkpoint and cut the end of its weights off."""
    shutil.copytree(source, folder)
    weights = Path(folder) / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    return {}


def run_export(source: str, out: str, precision: str | None, text: str) -> dict[str, Any]:
    """Export a checkpoint as the command line does."""
    report = export(ExportRequest(Path(source), Path(out), precision, text=text))
    return {**asdict(report), "out": str(report.out)}


def greedy(folder: str, prompts: list[list[int]], n_tokens: int) -> dict[str, Any]:
    """Continue prompts with transformers' own generate; tokens and top-2 logit gaps."""
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    model.eval()
    texts = []
    for prompt in prompts:
        ids = torch.tensor([prompt])
        with torch.inference_mode():
            written = model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                do_sample=False,
                temperature=None,
                top_p=None,
                top_k=None,
                pad_token_id=0,
                max_new_tokens=n_tokens,
                output_logits=True,
                return_dict_in_generate=True,
            )
        best = [torch.topk(step[0].double(), 2).values for step in written.logits]
        texts.append(
            {
                "tokens": written.sequences[0, len(prompt) :].tolist(),
                "gaps": [float(pair[0] - pair[1]) for pair in best],
            }
        )
    return {"texts": texts}


def outcome(action: Any, item: dict[str, Any]) -> dict[str, Any]:
    """Return what an action gives, or its error by name; only the engine's own are expected."""
    try:
        return action(**item)
    except EngineError as error:
        return {"error": f"{type(error).__name__}: {error}"}
    except Exception as error:  # noqa: BLE001  # the test that looks at this item has to say so
        return {"error": f"not the engine's own {type(error).__name__}: {error}"}


def main() -> None:
    """Carry out the batch."""
    wire = sys.stdout
    sys.stdout = sys.stderr
    batch = json.load(sys.stdin)
    actions = {"make": make, "cut": cut, "export": run_export, "greedy": greedy}
    answer = {
        key: [outcome(action, item) for item in batch.get(key, [])]
        for key, action in actions.items()
    }
    json.dump(answer, wire)


if __name__ == "__main__":
    main()
