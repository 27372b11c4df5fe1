"""An engine whose model is a rule: the next token follows from all the tokens before it."""

import hashlib

from engine.bench.worker import PROMPT_IDS


class FakeRunner:
    """Chooses by a digest of its text; records what it was asked for.

    `wrong_at` names lengths of text at which it chooses another token than the rule's.
    """

    def __init__(self, wrong_at=()):
        self.wrong_at = set(wrong_at)
        self.text = []
        self.calls = []

    def choice(self):
        digest = hashlib.sha256(repr(self.text).encode()).digest()
        return digest[0] + (1000 if len(self.text) in self.wrong_at else 0)

    def start(self, tokens):
        self.calls.append(("start", len(tokens)))
        self.text = list(tokens)

    def extend(self, tokens):
        self.calls.append(("extend", len(tokens)))
        self.text += tokens

    def decode(self, n_tokens):
        self.calls.append(("decode", n_tokens))
        for _ in range(n_tokens):
            self.text.append(self.choice())
        return self.text[-n_tokens:]

    def logits(self, ids):
        assert set(ids) <= set(PROMPT_IDS)
        return [float(len(self.text)), float(self.text[-1])]

    def truncate(self, length):
        self.calls.append(("truncate", length))
        del self.text[length:]

    def fork(self, tokens, n_takes):
        self.calls.append(("fork", len(tokens), n_takes))

    def takes(self, n_takes, n_tokens):
        self.calls.append(("takes", n_takes, n_tokens))
