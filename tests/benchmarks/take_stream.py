"""An engine that streams three takes at once, again and again, until its input ends.

    .venv/bin/python -m tests.benchmarks.take_stream < /dev/null

As the app's own: niced, one thread. Prints a line once the first take is under way.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import threading

from engine.errors import Cancelled
from engine.generate_service import GenerateService
from engine.jobs import CancelFlag
from engine.messages import Limits, LoadRequest, Sampling, SuggestRequest
from engine.paths import resources
from engine.registry import ModelRegistry

TAKES, N_TOKENS, LEFT_CHARS = 3, 200, 3000


def main() -> None:
    """Stream until nobody listens."""
    os.nice(10)
    text = (resources() / "evaluation" / "en.txt").read_text(encoding="utf-8")[:LEFT_CHARS]
    folder = resources() / "models" / "starter"
    service = GenerateService(ModelRegistry((folder.parent,)))
    service.load(LoadRequest(str(folder)))
    cancel = CancelFlag()
    threading.Thread(target=lambda: (sys.stdin.read(), cancel.set()), daemon=True).start()
    began = threading.Event()

    def on_part(_part: object) -> None:
        if not began.is_set():
            began.set()
            print("streaming", flush=True)

    for seed in itertools.count():
        if cancel.is_set:
            return
        request = SuggestRequest(
            text, sampling=Sampling(seed=seed), limits=Limits(max_tokens=N_TOKENS), takes=TAKES
        )
        with contextlib.suppress(Cancelled):
            service.suggest(request, on_part, cancel)


if __name__ == "__main__":
    main()
