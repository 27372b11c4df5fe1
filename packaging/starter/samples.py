"""Unedited samples of every task of a model, for its card."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine.generate_service import GenerateService
from engine.jobs import CancelFlag
from engine.measuring import outlines, rewrites
from engine.measuring.passages import Passage, passages, sections
from engine.messages import Limits, SuggestRequest
from engine.model import LoadedModel

N_SAMPLES, SEED = 10, 2026
_SHOWN_CHARS = 160


@dataclass(frozen=True, slots=True)
class Sample:
    """What a model was given, a longer context shortened to its end, and all that it wrote."""

    given: str
    written: str


def samples_of(model: LoadedModel, text: str) -> dict[str, list[Sample]]:
    """Return ten samples of each task at seeded places of a text, as the app would ask for them."""
    rng = np.random.default_rng(SEED)
    short, long = passages(text, N_SAMPLES, rng), sections(text, N_SAMPLES, rng)
    found = {
        "continue": _continued(model, short, with_after=False),
        "infill": _continued(model, short, with_after=True),
    }
    for mode in rewrites.MEASURED_MODES:
        answers = rewrites.rewrite_passages(model, mode, short, SEED)
        found[f"rewrite.{mode}"] = [Sample(a.source, a.answer) for a in answers]
    for task in outlines.TASKS:
        answers = outlines.outline_sections(model, task, long, SEED)
        found[task] = [Sample(a.source, " / ".join(a.beats)) for a in answers]
    return found


def _continued(model: LoadedModel, places: list[Passage], with_after: bool) -> list[Sample]:
    """Write at the place of each passage, which is left out, with or without what follows it."""
    service = GenerateService.holding(model)
    sampling = model.templates["infill" if with_after else "continue"].sampling
    found = []
    for number, place in enumerate(places):
        request = SuggestRequest(
            place.left,
            place.after if with_after else "",
            replace(sampling, seed=SEED + number),
            Limits(stop="paragraph", max_tokens=60, ending="sentence"),
        )
        (take,) = service.suggest(request, lambda part: None, CancelFlag()).takes
        given = place.left[-_SHOWN_CHARS:]
        if with_after:
            given += f" [...] {place.after.strip()[:_SHOWN_CHARS]}"
        found.append(Sample(given, take.text))
    return found
