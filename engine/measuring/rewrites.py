"""How well a model rewrites: seeded passages of a text, each mode held against its own measure.

Every answer is judged for three things; `good` is the share of answers that pass all of them.

kept: it has the source's meaning-bearing words (`engine.meaning`), at least so many of
    them: polish 90%, expand 80%, rephrase 50% (synonyms are the point), shorten 40%; and all its
    names and numbers. Polish is held against the text before it was damaged.
changed: it is not the source.
met: polish: fewer wrong characters than before (character error rate against the undamaged text).
    expand: longer than the source. shorten: 40 to 85% of its length. rephrase: 60 to 150% of it.
    describe: a paragraph of no speech that ends as a sentence does. dialogue: a paragraph whose
    speech is opened and closed and that ends as a sentence does. Both: at least five words, no run
    of four words twice.

What is rewritten: polish, a passage damaged by `engine.measuring.damage`; expand, the
meaning-bearing words of a passage as notes; shorten and rephrase, the passage. Describe and
dialogue go on behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.generate_service import GenerateService
from engine.guards import words_of
from engine.habits import straighten
from engine.jobs import CancelFlag
from engine.meaning import keeps_names, kept_share, meaning_words
from engine.measuring.damage import damage, error_rate
from engine.measuring.passages import Passage
from engine.messages import Sampling, SuggestPart
from engine.model import LoadedModel
from engine.stopping import ends_sentence
from engine.task_messages import MODES, RewriteMode, RewriteRequest

_LEAST_KEPT = {"polish": 0.9, "expand": 0.8, "rephrase": 0.5, "shorten": 0.4}
_LENGTHS = {"shorten": (0.4, 0.85), "rephrase": (0.6, 1.5)}
_LEAST_WORDS, _RUN = 5, 4
# Without an instruction there is nothing to hold an answer against.
MEASURED_MODES = tuple(mode for mode in MODES if mode != "instruct")


def mode_of(task: str) -> RewriteMode:
    """Return the mode of a task "rewrite.MODE"; ValueError for another task."""
    for mode in MODES:
        if task == f"rewrite.{mode}":
            return mode
    raise ValueError(f"{task} is no rewrite")


@dataclass(frozen=True, slots=True)
class Rewriting:
    """One answer and what was asked for."""

    mode: RewriteMode
    left: str
    source: str
    reference: str
    """The passage that polish and expand should come to."""
    answer: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer passes, and the numbers that are averaged."""

    kept: bool
    changed: bool
    met: bool
    numbers: dict[str, float]


def rewrite_passages(
    model: LoadedModel,
    mode: RewriteMode,
    passages: Sequence[Passage],
    seed: int,
    sampling: Sampling | None = None,
    on_progress: Callable[[int], None] = lambda n_done: None,
) -> list[Rewriting]:
    """Let a model rewrite passages; without a sampling as it does the mode best."""
    service = GenerateService.holding(model)
    sampling = sampling or model.templates[f"rewrite.{mode}"].sampling
    rng = np.random.default_rng(seed)
    found = []
    for passage in passages:
        source = _source(mode, passage, rng)
        request = RewriteRequest(
            mode=mode,
            text=source,
            before=passage.left + "\n\n" if passage.left else "",
            sampling=replace(sampling, seed=int(rng.integers(2**31))),
        )
        result = service.rewrite(request, _unheard, CancelFlag())
        found.append(Rewriting(mode, passage.left, source, passage.text, result.takes[0].text))
        on_progress(len(found))
    return found


def judge(rewriting: Rewriting) -> Verdict:
    """Hold one answer against the measure of its mode."""
    source, answer = straighten(rewriting.source), straighten(rewriting.answer)
    if rewriting.mode in ("describe", "dialogue"):
        met = _is_paragraph(answer, is_speech=rewriting.mode == "dialogue")
        return Verdict(True, bool(answer.strip()), met, {})
    wanted = straighten(rewriting.reference) if rewriting.mode == "polish" else source
    share = kept_share(wanted, answer)
    kept = share >= _LEAST_KEPT[rewriting.mode] and keeps_names(wanted, answer)
    ratio = len(answer) / max(1, len(source))
    numbers = {"kept_words": share, "length_ratio": ratio}
    if rewriting.mode == "polish":
        before, after = error_rate(source, wanted), error_rate(answer, wanted)
        numbers |= {"error_rate_before": before, "error_rate_after": after}
        met = after < before
    elif rewriting.mode == "expand":
        met = ratio > 1
    else:
        least, most = _LENGTHS[rewriting.mode]
        met = least <= ratio <= most
    return Verdict(kept, answer.strip() != source.strip(), met, numbers)


def summary(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Return the shares and means of one mode's answers; nothing of none."""
    if not verdicts:
        return {}
    n = len(verdicts)
    shares = {
        "good": sum(v.kept and v.changed and v.met for v in verdicts) / n,
        "kept": sum(v.kept for v in verdicts) / n,
        "changed": sum(v.changed for v in verdicts) / n,
        "met": sum(v.met for v in verdicts) / n,
    }
    names = verdicts[0].numbers
    return shares | {name: sum(v.numbers[name] for v in verdicts) / n for name in names}


def _source(mode: RewriteMode, passage: Passage, rng: np.random.Generator) -> str:
    if mode == "polish":
        return damage(passage.text, rng)
    if mode == "expand":
        return notes(passage.text)
    return passage.text


def notes(text: str) -> str:
    """Return a passage as a writer might jot it down: its meaning-bearing words by clauses."""
    clauses = [" ".join(meaning_words(clause)) for clause in _clauses(text)]
    return ", ".join(clause for clause in clauses if clause)


def _clauses(text: str) -> list[str]:
    for mark in '.!?;:\u2014"':
        text = text.replace(mark, ",")
    return text.split(",")


def _is_paragraph(answer: str, is_speech: bool) -> bool:
    text = answer.strip()
    words = [word.lower() for word, _ in words_of(text)]
    runs = [tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)]
    n_quotes = text.count('"')
    speaks = n_quotes > 0 and n_quotes % 2 == 0 if is_speech else n_quotes == 0
    is_fresh = len(words) >= _LEAST_WORDS and len(set(runs)) == len(runs)
    return speaks and is_fresh and ends_sentence(text) and "\n" not in text


def _unheard(part: SuggestPart) -> None:
    """Leave a part to the result."""
