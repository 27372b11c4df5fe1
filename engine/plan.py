"""From an ask to what the model is given and what its answer is held against."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine import guards, healing, stopping
from engine.copying import Guide
from engine.errors import BadInput
from engine.fingerprints import Books
from engine.habits import habits_of, straighten
from engine.messages import Limits, Origin, Sampling, SuggestRequest
from engine.model import LoadedModel
from engine.prompt import Prompt, Value, build
from engine.scripts import require_language
from engine.suggestion import Surroundings
from engine.takes import TakeSetting

# Every shorter ask leaves this much room, so that all of them cut the text at the same place.
_RESERVED_TOKENS = 128


@dataclass(frozen=True, slots=True)
class Plan:
    """An ask made ready: what to run, and what to hold the answer against."""

    task: str
    prompt: Prompt
    around: Surroundings
    stop_ids: frozenset[int]
    sampling: Sampling
    limits: Limits
    takes: int = 1
    guides: tuple[Guide, ...] = ()
    """What copying is encouraged from: the passage, or for an outline each beat's part of it."""
    passage: str = ""
    """The writer's text that the answer takes the place of: then it may not be empty."""
    n_beats: int | None = None
    """How many beats were asked for."""
    word: str = ""
    """The last word, with the space before it, which is chosen again together with what follows."""

    def seeded(self) -> Plan:
        """Return this plan with a seed: its own, or one that is drawn."""
        if self.sampling.seed is not None:
            return self
        return replace(self, sampling=replace(self.sampling, seed=secrets.randbelow(2**63)))

    @property
    def seed(self) -> int:
        """The seed of a plan that was seeded."""
        assert self.sampling.seed is not None
        return self.sampling.seed

    def setting(self, model: LoadedModel, deadline: float | None) -> TakeSetting:
        """Return what all takes of the ask share."""
        sampling = self.sampling
        needs_vocabulary = self.word or (sampling.temperature and sampling.dry_multiplier)
        return TakeSetting(
            prompt_ids=self.prompt.ids,
            around=self.around,
            word=self.word,
            stop_ids=self.stop_ids,
            sampling=sampling,
            limits=self.limits,
            room=model.session.cache.capacity - len(self.prompt.ids),
            deadline=deadline,
            tokenizer=model.tokenizer,
            vocabulary=model.vocabulary if needs_vocabulary else None,
            guide=self.guides[0] if self.guides else None,
            is_replacement=bool(self.passage),
        )

    def origin(self, model: LoadedModel) -> Origin:
        """Return what it takes to write the answer again."""
        manifest = model.manifest
        files = "\n".join(
            f"{name} {manifest.files[name].sha256}" for name in sorted(manifest.files)
        )
        return Origin(
            task=self.task,
            model=manifest.id,
            model_sha256=hashlib.sha256(files.encode()).hexdigest(),
            adapter_sha256=manifest.adapter_sha256,
            context_sha256=self._context_sha256(),
            takes=self.takes,
            seed=self.seed,
            sampling=self.sampling,
            limits=self.limits,
        )

    def _context_sha256(self) -> str:
        digest = hashlib.sha256(np.asarray(self.prompt.ids, "<i8").tobytes())
        before = self.around.before + (self.around.gap or "")
        habits = self.around.habits
        form = f"{habits.quotes} {habits.paragraph_gap!r} {self.n_beats}"
        for text in (self.word, before, self.around.after, form):
            digest.update(b"\0" + text.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


def plan(model: LoadedModel, request: SuggestRequest) -> Plan:
    """Choose the task, bring the text to the model's form and fit it into the window.

    Raises:
        BadInput: there is nothing to continue, or an option does not fit the model.
        LanguageUnsupported: the model does not know the text's script.
    """
    if not request.before.strip():
        raise BadInput("There is no text to continue.")
    require_language(request.before, model.manifest.languages, model.manifest.name)
    is_plain = request.sampling is not None and request.sampling.temperature == 0
    before, after = request.before, request.after
    around_text = before + after
    habits = habits_of(around_text)
    is_mapped = model.manifest.family == "starter" and not is_plain
    if not is_plain:
        if is_mapped:
            before, after = habits.to_model(before), habits.to_model(after)
        # One space is healed into the first token; more would be text of their own.
        before = before.rstrip(" \t") + (" " if before[-1] in " \t" else "")
    left, word = (before, "") if is_plain else healing.split_last_word(before)
    task = _task_for(model, before, after)
    runs = frozenset[guards.Run]() if is_plain else runs_of(around_text, request.notes)
    slots: dict[str, Value] = {
        "left": left,
        "right": after,
        "notes": notes_of(request.notes, is_mapped),
        "beat": " ".join(request.beat.split()),
    }
    capacity = model.session.cache.capacity
    room = capacity - min(max(request.limits.max_tokens, _RESERVED_TOKENS), capacity // 2)
    template = model.templates[task]
    eos = frozenset(model.manifest.eos_ids)
    return Plan(
        task=task,
        prompt=build(template, slots, model.tokenizer, room),
        around=Surroundings(
            before=request.before,
            after=request.after,
            habits=habits,
            runs=runs,
            books=books_of(model, request.before, known=runs),
        ),
        stop_ids=eos if is_plain else eos | template.stop_ids | model.tokenizer.special_ids,
        sampling=chosen_sampling(model, task, request.sampling),
        limits=request.limits,
        takes=request.takes,
        word=word,
    )


def notes_of(notes: Sequence[str], is_mapped: bool) -> tuple[str, ...]:
    """Return notes as paragraphs, each once, in the starter's form if mapped; no blank ones."""
    lines = [" ".join(note.split()) for note in notes]
    lines = [straighten(line) for line in lines] if is_mapped else lines
    return tuple(dict.fromkeys(filter(None, lines)))


def books_of(
    model: LoadedModel, lead: str, *writers: str, known: frozenset[guards.Run] = frozenset()
) -> Books | None:
    """Return the model's books for an answer that goes on from `lead`.

    Args:
        model: which may have learned from books.
        lead: what the answer goes on from.
        writers: the writer's own texts, whose runs of words may be said.
        known: runs of other texts of the writer's.
    """
    return None if model.books is None else Books(model.books, lead, writers, known)


def runs_of(document: str, notes: Sequence[str]) -> frozenset[guards.Run]:
    """Return the runs of words that an answer must not repeat: the document's and the notes'."""
    return guards.word_runs(document).union(*map(guards.word_runs, notes))


def chosen_sampling(model: LoadedModel, task: str, asked: Sampling | None) -> Sampling:
    """Return how words are chosen: as the ask says, or as the model does this task best.

    Raises:
        BadInput: a bias is on a token that the model does not have.
    """
    sampling = model.templates[task].sampling if asked is None else asked
    for bias in sampling.logit_bias:
        if bias.token >= model.manifest.shape.vocab_size:
            raise BadInput(
                f"The model {model.manifest.name} has no token {bias.token} that could be biased."
            )
    return sampling


def _task_for(model: LoadedModel, before: str, after: str) -> str:
    """Return infill where text follows and the left text ends a sentence, else continue.

    The models that can infill learned it between whole sentences; inside one, the seam guard with
    plain continuation does better.
    """
    before = before.rstrip(" ")
    ended = before.endswith("\n") or stopping.sentence_end(before[-200:] + "\n") is not None
    between = after.strip() and ended and before.rstrip()[-1:] in ".!?\u2026\"\u201d\u2019')*_"
    return "infill" if between and "infill" in model.templates else "continue"
