"""Run by path in a child process: transformers' own processors over given logits.

One JSON object on stdin: {rows: [{logits, context, options}]}; one on stdout: {rows: [[p, ...]]}.
"""

import json
import sys

import torch
from transformers.generation import logits_process as lp


def probabilities(logits: list[float], context: list[int], options: dict) -> list[float]:
    """Return the distribution that transformers would draw the next token from."""
    processors = lp.LogitsProcessorList()
    if options.get("repetition_penalty", 1.0) != 1.0:
        processors.append(lp.RepetitionPenaltyLogitsProcessor(options["repetition_penalty"]))
    # The order in which transformers' generate appends them.
    processors.append(lp.TemperatureLogitsWarper(options["temperature"]))
    if options.get("top_k"):
        processors.append(lp.TopKLogitsWarper(options["top_k"]))
    if options.get("top_p", 1.0) < 1.0:
        processors.append(lp.TopPLogitsWarper(options["top_p"]))
    if options.get("min_p"):
        processors.append(lp.MinPLogitsWarper(options["min_p"]))
    if options.get("typical_p", 1.0) < 1.0:
        processors.append(lp.TypicalLogitsWarper(options["typical_p"]))
    scores = processors(torch.tensor([context]), torch.tensor([logits], dtype=torch.float32))
    return torch.softmax(scores[0].double(), 0).tolist()


if __name__ == "__main__":
    rows = json.load(sys.stdin)["rows"]
    json.dump({"rows": [probabilities(**row) for row in rows]}, sys.stdout)
