"""Run by path in a child process: transformers' own tokenizers, asked a line at a time.

The arguments are folders. Each line on stdin is {folder, text}; each on stdout {ids, first, text}:
the ids of the text alone, those of the text as a prompt, and what the prompt's ids decode to.
"""

import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "error"

from transformers import AutoTokenizer


def main() -> None:
    """Answer until the input ends."""
    wire = sys.stdout
    sys.stdout = sys.stderr
    tokenizers = {folder: AutoTokenizer.from_pretrained(folder) for folder in sys.argv[1:]}
    print("{}", file=wire, flush=True)
    for line in sys.stdin:
        ask = json.loads(line)
        tokenizer = tokenizers[ask["folder"]]
        alone, first = (
            tokenizer(ask["text"], add_special_tokens=special, split_special_tokens=True)
            for special in (False, True)
        )
        ids = [*first["input_ids"], tokenizer.eos_token_id]
        text = tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        answer = {"ids": alone["input_ids"], "first": first["input_ids"], "text": text}
        print(json.dumps(answer), file=wire, flush=True)


if __name__ == "__main__":
    main()
