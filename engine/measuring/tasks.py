"""Measures every task of a model on passages of a text: rewrites, outlines, drafts.

`answers` of a task is how many were judged: passages that a model refuses are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.errors import LanguageUnsupported
from engine.measuring import outlines, rewrites
from engine.measuring.passages import passages, sections
from engine.model import LoadedModel
from engine.scripts import require_language

Measures = dict[str, float]


def measure_tasks(
    model: LoadedModel,
    text: str,
    n_samples: int,
    seed: int,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Measures]:
    """Return the measures of each task that the model can do, by its name.

    There are none of a text in a script that the model does not know.

    Args:
        model: ready to run.
        text: passages are taken from it; tasks for which it has none are left out.
        n_samples: answers of each task, at most.
        seed: of the passages and the answers.
        on_progress: told the answers done and how many there are at most.
    """
    try:
        require_language(text, model.manifest.languages, model.manifest.name)
    except LanguageUnsupported:
        return {}
    found: dict[str, Measures] = {}
    modes = [mode for mode in rewrites.MEASURED_MODES if f"rewrite.{mode}" in model.templates]
    tasks = [task for task in outlines.TASKS if task in model.templates]
    short = passages(text, n_samples, np.random.default_rng(seed))
    long = sections(text, n_samples, np.random.default_rng(seed))
    total = len(modes) * len(short) + len(tasks) * len(long)
    done = 0

    def tell(n_done: int) -> None:
        on_progress(done + n_done, total)

    for mode in modes:
        answers = rewrites.rewrite_passages(model, mode, short, seed, on_progress=tell)
        found[f"rewrite.{mode}"] = _counted(rewrites.summary(rewrites.judge_all(answers)), answers)
        done += len(short)
    for task in tasks:
        outlined = outlines.outline_sections(model, task, long, seed, on_progress=tell)
        found[task] = _counted(outlines.summary([outlines.judge(o) for o in outlined]), outlined)
        done += len(long)
    return {task: measures for task, measures in found.items() if measures}


def _counted(measures: Measures, answers: Sequence[object]) -> Measures:
    """Return the measures with how many answers were judged; nothing of none."""
    return measures | {"answers": len(answers)} if answers else {}
