"""How well a model rewrites: seeded passages of a text, each mode held against its own measure.

Every answer is judged for three things; `good` is the share of answers that pass all of them.

kept: it has the source's meaning-bearing words (`engine.meaning`), at least so many of
    them: polish 90%, expand 80%, rephrase 50% (synonyms are the point), shorten 40%; and all its
    names and numbers. Polish is held against the text before it was damaged.
changed: it is not the source; rephrase: nor nearly so (character error rate against it of 8% or
    more). describe, dialogue: nor nearly an answer to an earlier passage.
met: all of these end as the source does; expand always as a sentence does.
    polish: fewer wrong characters than before (character error rate against the undamaged text).
    expand: 1.2 times as long as the source, and one word of five or more not in it.
    shorten: 40 to 85% of its length. rephrase: 60 to 150% of it.
    describe: a paragraph of no speech that ends as a sentence does. dialogue: a paragraph whose
    speech is opened and closed and that ends as a sentence does. Both: at least five words, no run
    of four words twice.

What is rewritten: polish, a passage damaged by `engine.measuring.damage`; expand, the
meaning-bearing words of a passage as notes; shorten and rephrase, the passage. Describe and
dialogue go on behind it. Passages that cannot be damaged or noted, or that a model refuses, are
left out.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.diversity import NEAR, nearest
from engine.errors import UserError
from engine.generate_service import GenerateService
from engine.guards import words_of
from engine.habits import straighten
from engine.jobs import CancelFlag
from engine.meaning import kept_share, lost_names, written_words
from engine.measuring.damage import damage, error_rate
from engine.measuring.passages import Passage
from engine.messages import Sampling, SuggestPart
from engine.model import LoadedModel
from engine.stopping import ends_sentence
from engine.task_messages import MODES, RewriteMode, RewriteRequest

_LEAST_KEPT = {"polish": 0.9, "expand": 0.8, "rephrase": 0.5, "shorten": 0.4}
_LENGTHS = {"shorten": (0.4, 0.85), "rephrase": (0.6, 1.5)}
_LEAST_REPHRASED, _LEAST_LONGER, _LEAST_NEW = 0.08, 1.2, 0.2
_LEAST_WORDS, _RUN = 5, 4
_INSERTED = ("describe", "dialogue")
# Marks that part clauses; a point or comma inside a number does not.
_CLAUSE_END = re.compile(r"[!?;:\u2014\"\u201c\u201d]|[.,](?!\d)|(?<!\d)[.,]")
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
    for n_done, passage in enumerate(passages, start=1):
        source = _source(mode, passage, rng)
        request = RewriteRequest(
            mode=mode,
            text=source,
            before=passage.left + "\n\n" if passage.left else "",
            sampling=replace(sampling, seed=int(rng.integers(2**31))),
        )
        with contextlib.suppress(UserError):
            if source and not (mode == "polish" and source == passage.text):
                answer = service.rewrite(request, _unheard, CancelFlag()).takes[0].text
                found.append(Rewriting(mode, passage.left, source, passage.text, answer))
        on_progress(n_done)
    return found


def judge_all(rewritings: Sequence[Rewriting]) -> list[Verdict]:
    """Hold answers against the measure of their mode and, where nothing is rewritten, each other.

    A description or dialogue that is nearly one for an earlier passage counts as unchanged.
    """
    verdicts = []
    earlier: dict[str, list[str]] = {mode: [] for mode in _INSERTED}
    for rewriting in rewritings:
        verdict = judge(rewriting)
        if rewriting.mode in _INSERTED:
            is_new = nearest(rewriting.answer, earlier[rewriting.mode]) <= NEAR
            verdict = replace(verdict, changed=verdict.changed and is_new)
            earlier[rewriting.mode].append(rewriting.answer)
        verdicts.append(verdict)
    return verdicts


def judge(rewriting: Rewriting) -> Verdict:
    """Hold one answer against the measure of its mode."""
    mode, source = rewriting.mode, straighten(rewriting.source).strip()
    answer = straighten(rewriting.answer).strip()
    if mode in _INSERTED:
        met = _is_paragraph(answer, is_speech=mode == "dialogue")
        return Verdict(True, bool(answer), met, {})
    reference = straighten(rewriting.reference).strip()
    wanted = reference if mode == "polish" else source
    share = kept_share(wanted, answer)
    kept = share >= _LEAST_KEPT[mode] and not _lost(mode, wanted, reference, answer)
    numbers = {"kept_words": share, "length_ratio": len(answer) / max(1, len(source))}
    changed = answer != source
    if mode == "rephrase":
        numbers["rephrased"] = error_rate(answer, source)
        changed = numbers["rephrased"] >= _LEAST_REPHRASED
    elif mode == "expand":
        numbers["new_words"] = _new_share(answer, source)
    elif mode == "polish":
        numbers["error_rate_before"] = error_rate(source, wanted)
        numbers["error_rate_after"] = error_rate(answer, wanted)
    has_end = ends_sentence(answer) or (mode != "expand" and not ends_sentence(wanted))
    return Verdict(kept, changed, has_end and _is_met(mode, numbers), numbers)


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
    clauses = [" ".join(written_words(clause)) for clause in _CLAUSE_END.split(text)]
    return ", ".join(clause for clause in clauses if clause)


def _lost(mode: RewriteMode, wanted: str, reference: str, answer: str) -> frozenset[str]:
    """Return the names and numbers that the answer should have and has not.

    Notes do not show which capitals are names; their passage does.
    """
    if mode == "expand":
        return lost_names(reference, answer) - lost_names(reference, wanted)
    return lost_names(wanted, answer)


def _is_met(mode: RewriteMode, numbers: dict[str, float]) -> bool:
    ratio = numbers["length_ratio"]
    if mode == "polish":
        return numbers["error_rate_after"] < numbers["error_rate_before"]
    if mode == "expand":
        return ratio >= _LEAST_LONGER and numbers["new_words"] >= _LEAST_NEW
    least, most = _LENGTHS[mode]
    return least <= ratio <= most


def _new_share(answer: str, source: str) -> float:
    """Return the share of an answer's words that are not in the source; 0 of none."""
    known = {word for word, _ in words_of(source)}
    words = [word for word, _ in words_of(answer)]
    return sum(word not in known for word in words) / max(1, len(words))


def _is_paragraph(answer: str, is_speech: bool) -> bool:
    text = answer.strip()
    words = [word.lower() for word, _ in words_of(text)]
    n_quotes = text.count('"')
    speaks = n_quotes > 0 and n_quotes % 2 == 0 if is_speech else n_quotes == 0
    says_enough = len(words) >= _LEAST_WORDS and is_fresh(text)
    return speaks and says_enough and ends_sentence(text) and "\n" not in text


def is_fresh(text: str) -> bool:
    """Whether no run of four words stands twice in a text."""
    words = [word for word, _ in words_of(text)]
    runs = [tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)]
    return len(set(runs)) == len(runs)


def _unheard(part: SuggestPart) -> None:
    """Leave a part to the result."""
