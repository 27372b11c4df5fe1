"""Run by path in a child process: makes random checkpoints, exports them, writes with torch.

One JSON object on stdin, each item under a name of its own: {make: {name: {folder, model_type,
config, seed, tokenizer}}, cut: {name: {source, folder}}, export: {name: {source, out, precision,
text, fused, spoilt, cut_off, widened, untraceable, card}}, greedy: {name: {folder, prompts,
n_tokens}}, encode: {name: {folder, texts}}, bits: {name: {folder, text, lead, window}}}; one on
stdout with the outcomes under the same names, `{"error": "Class: message"}` where an item failed.
The imports of a whole batch are paid once, and the tools' warnings stay out of the tests' process.
"""

import contextlib
import json
import math
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))

import onnx
import torch
from onnx import numpy_helper
from transformers import CONFIG_MAPPING, AutoConfig, AutoModelForCausalLM, AutoTokenizer

from engine.errors import EngineError
from engine.training.export import graphs
from engine.training.export.entry import ExportRequest, export
from engine.training.export.graphs import Graphs


def make(
    folder: str, model_type: str, config: dict[str, Any], seed: int, tokenizer: str
) -> dict[str, Any]:
    """Write a random checkpoint whose logits are far apart and whose norms and biases matter."""
    torch.manual_seed(seed)
    model = AutoModelForCausalLM.from_config(CONFIG_MAPPING[model_type](**config))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("weight") and parameter.dim() == 1:
                parameter.uniform_(0.5, 1.5)
            else:
                parameter.normal_(0.0, 0.25)
    model.save_pretrained(folder, safe_serialization=True)
    shutil.copytree(tokenizer, folder, dirs_exist_ok=True)
    return {}


def cut(source: str, folder: str) -> dict[str, Any]:
    """Copy a checkpoint and cut the end of its weights off."""
    shutil.copytree(source, folder)
    weights = Path(folder) / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    return {}


def run_export(
    source: str,
    out: str,
    precision: str | None,
    text: str,
    fused: bool,
    spoilt: tuple[str, ...] = (),
    cut_off: tuple[str, ...] = (),
    widened: tuple[str, ...] = (),
    untraceable: bool = False,
    card: str | None = None,
) -> dict[str, Any]:
    """Export a checkpoint as the command line does; graphs named may come out wrong on purpose."""
    with contextlib.ExitStack() as stack:
        for names, harm in ((spoilt, _spoil), (cut_off, _cut_off), (widened, _widen)):
            for name in names:
                stack.enter_context(patch.object(Graphs, name, _harmed(name, harm)))
        if untraceable:
            error = RuntimeError("a branch on data\nin line 7")
            stack.enter_context(patch.object(graphs, "onnx_export_from_model", side_effect=error))
        request = ExportRequest(
            Path(source), Path(out), precision, text=text, card=card, fused=fused
        )
        report = export(request)
    return {**asdict(report), "out": str(report.out)}


def _harmed(
    name: str, harm: Callable[[onnx.ModelProto], None]
) -> Callable[[Graphs], onnx.ModelProto]:
    original = getattr(Graphs, name)

    def made(self: Graphs) -> onnx.ModelProto:
        model = original(self)
        harm(model)
        return model

    return made


def _spoil(model: onnx.ModelProto) -> None:
    """Change a bias by a little, as an unknown variant would."""
    for tensor in model.graph.initializer:
        if tensor.name.endswith("bias"):
            tensor.CopyFrom(
                numpy_helper.from_array(numpy_helper.to_array(tensor) + 0.1, tensor.name)
            )


def _cut_off(model: onnx.ModelProto) -> None:
    """Take a node out, so that ONNX Runtime cannot open the graph."""
    del model.graph.node[-3]


def opened(folder: str) -> Any:
    """Return a checkpoint's model at float32."""
    config = AutoConfig.from_pretrained(folder)
    # torch's fused attention leaves out the bound of Gemma 2's products.
    is_capped = getattr(config, "attn_logit_softcapping", None) is not None
    model = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager" if is_capped else None
    )
    return model.eval()


def _widen(model: onnx.ModelProto) -> None:
    """Let the attention look back further than its window, which shows in long texts only."""
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "local_window_size":
                attribute.i += 16


def greedy(folder: str, prompts: list[list[int]], n_tokens: int) -> dict[str, Any]:
    """Continue prompts with transformers' own generate; tokens and top-2 logit gaps.

    The end token is a token like any other here, so that every text is as long as asked for.
    """
    model = opened(folder)
    model.generation_config.eos_token_id = None
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


def encode(folder: str, texts: list[str]) -> dict[str, Any]:
    """Return the ids that transformers' tokenizer of a checkpoint gives texts alone."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    return {"ids": [tokenizer(text, add_special_tokens=False)["input_ids"] for text in texts]}


def bits(folder: str, text: str, lead: list[int], window: int) -> dict[str, Any]:
    """Return the bits that each token of a text costs.

    A token is scored in the first window that holds it. Windows of so many tokens, the lead
    included, move by half of their text; a token with nothing before it costs what chance does.
    """
    model = opened(folder)
    ids = AutoTokenizer.from_pretrained(folder)(text, add_special_tokens=False)["input_ids"]
    size = window - len(lead)
    step = size // 2
    costs, scored = [], -1
    for i, token in enumerate(ids):
        start = step * max(0, math.ceil((i + 1 - size) / step))
        if start != scored:
            piece = torch.tensor([lead + ids[start : start + size]])
            with torch.inference_mode():
                likelihoods = model(piece).logits[0].double().log_softmax(-1)
            scored = start
        place = len(lead) + i - start
        nats = -likelihoods[place - 1, token] if place else math.log(likelihoods.shape[1])
        costs.append(float(nats) / math.log(2))
    return {"bits": costs}


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
    actions = {
        "make": make,
        "cut": cut,
        "export": run_export,
        "greedy": greedy,
        "encode": encode,
        "bits": bits,
    }
    answer = {
        key: {name: outcome(action, item) for name, item in batch.get(key, {}).items()}
        for key, action in actions.items()
    }
    json.dump(answer, wire)


if __name__ == "__main__":
    main()
