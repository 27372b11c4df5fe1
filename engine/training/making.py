"""From a run to its voice: measures the base, trains, weighs, exports, proves, and places it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from accelerate import Accelerator
from torch import Tensor

from engine.corpus.corpus import read_corpus
from engine.corpus.report import CorpusReport
from engine.disk import write_json
from engine.errors import BadInput, VoiceRefused
from engine.measuring.continuations import overlap
from engine.training import proof, samples, voice_folder
from engine.training.arithmetic import faster_precision, settle_threads
from engine.training.bases import open_base
from engine.training.blending import blend
from engine.training.export.entry import ExportRequest, Follower, export
from engine.training.learner import Learner
from engine.training.listener import Listener
from engine.training.run_folder import RunFolder
from engine.training.tuner import Outcome, Point, Stores, Tuner, mean_loss
from engine.training.windows import CHAPTER_GAP, Window, Windows

N_PAIRS = 20
LEAST_GAIN = 0.0005
"""Share by which bits per byte must fall: less is none that anybody could notice."""
_GENERAL_WINDOWS = 24
_WATCHED_WINDOWS = 32
_MERGED = "merged"
# The export measures each precision on this much of the held-out text.
_PARITY_CHARS = 40_000


class Making:
    """One call of `make_voice`."""

    def __init__(self, run: RunFolder, out: Path, listener: Listener) -> None:
        self._run = run
        self._out = out
        self._listener = listener
        self._state = run.read()
        self._corpus = read_corpus(run.data)
        self._base = open_base(Path(self._state.base), run.base)
        if self._base.checkpoint.source_sha256 != self._state.base_sha256:
            raise BadInput(
                f"The base model {self._state.base} was changed since this run began; put the old "
                "one back or begin a new run."
            )
        if self._corpus.report.data_sha256 != self._state.data_sha256:
            raise BadInput("The corpus of this run was changed; begin a new run.")
        self._languages = self._base.languages or _languages_of(self._corpus.report)
        held = [self._base.in_own_form(p.text) for p in self._corpus.held]
        general = self._base.in_own_form(proof.general_text(self._languages))
        # What a choice was made by cannot prove it as well.
        self._watched, self._held = proof.halves(held)
        self._weighed, unseen = proof.halves(general.split(CHAPTER_GAP))
        self._held_text = proof.held_text(self._held)
        self._general_text = CHAPTER_GAP.join(unseen)

    def run(self) -> bool:
        """Do what is left to do; False in a process that only helps the first one train."""
        self._listener.on_stage("opening")
        learner = Learner(self._base.checkpoint.folder, self._state.config)
        accelerator = Accelerator()
        learner.module.to(accelerator.device)
        if accelerator.is_main_process:
            # The base may be deleted while it is trained on: what the export needs is kept.
            self._run.tokenizer.mkdir(exist_ok=True)
            copy_tokenizer(self._base.checkpoint.folder, self._run.tokenizer)
        base = learner.snapshot()
        if not self._state.before:
            self._measure_base(learner, accelerator)
        accelerator.wait_for_everyone()
        self._state = self._run.read()
        vocabulary = int(learner.module.config.vocab_size)
        settle_threads(learner.module, accelerator.device, vocabulary, self._state.precision)
        tuner = self._tuner(learner, accelerator)
        self._listener.on_stage("training")
        outcome = tuner.run(self._on_point, self._listener.cancel, self._listener.aside)
        if not accelerator.is_main_process:
            return False
        self._state = self._run.update(stage="trained", seconds=outcome.seconds)
        if outcome.best_step == 0:
            raise self._refused(outcome.first_held_loss, outcome.best_held_loss, "nats a token")
        self._listener.cancel.check()
        tuner.restore_best()
        # The moments, then the base's weights: neither is needed for what comes.
        del tuner
        self._keep_skill(learner, base)
        del base
        self._make(learner, outcome)
        return True

    def _measure_base(self, learner: Learner, accelerator: Accelerator) -> None:
        """Put down what the base can do before anything is learned; only the first process."""
        if not accelerator.is_main_process:
            return
        self._listener.on_stage("measuring the base")
        before = {
            "held_out": proof.torch_bits_per_byte(learner, self._base, self._held_text),
            "general": proof.torch_bits_per_byte(learner, self._base, self._general_text),
        }
        answers = samples.continuations(
            learner.module, self._places(), self._base.tokenizer, self._state.config.seed
        )
        write_json(self._run.samples, {"base": answers})
        vocabulary = int(learner.module.config.vocab_size)
        precision = faster_precision(learner.module, accelerator.device, vocabulary)
        self._run.update(before=before, precision=precision, stage="training")

    def _tuner(self, learner: Learner, accelerator: Accelerator) -> Tuner:
        config, base = self._state.config, self._base
        chapters = [base.in_own_form(passage.text) for passage in self._corpus.train]
        lead = base.lead
        try:
            train = Windows(
                chapters, base.tokenizer, lead, config.window, config.seed, config.infill_share
            )
            held = self._watched_windows()
        except ValueError as error:
            raise BadInput(f"The books are too short for this base: {error}") from error
        return Tuner(
            learner=learner,
            train=train,
            held=held,
            config=config,
            stores=Stores.of(self._run.checkpoints, self._run.best),
            accelerator=accelerator,
            precision=self._state.precision,
            words_per_token=self._state.words / train.n_tokens,
        )

    def _watched_windows(self) -> list[Window]:
        """Return the windows that the loss is watched on; short ones of a very short text."""
        base, config = self._base, self._state.config
        n_tokens = len(base.tokenizer.encode(CHAPTER_GAP.join(self._watched)))
        # A very short text is watched in one window.
        window = min(config.window, n_tokens - 1 + len(base.lead))
        watched = Windows(self._watched, base.tokenizer, base.lead, window, config.seed)
        return watched.in_order(_WATCHED_WINDOWS)

    def _keep_skill(self, learner: Learner, base: Mapping[str, Tensor]) -> None:
        """Keep so much of what was learned that a text by somebody else costs little more."""
        self._listener.on_stage("weighing")
        config, device = self._state.config, next(learner.module.parameters()).device
        own = self._base
        general = Windows(self._weighed, own.tokenizer, own.lead, config.window, config.seed)
        windows = general.in_order(_GENERAL_WINDOWS)

        def loss() -> float:
            return mean_loss(learner.module, windows, self._state.precision, device)

        self._state = self._run.update(kept=blend(learner, base, loss))

    def _make(self, learner: Learner, outcome: Outcome) -> None:
        """Export, prove and place what was learned."""
        folder = self._run.root / "voice" / self._out.name
        shutil.rmtree(folder.parent, ignore_errors=True)
        books = [passage.text for passage in self._corpus.train]
        verbatim = self._compare(learner, books)
        self._listener.on_stage("exporting")
        self._export(learner, folder)
        self._listener.cancel.check()
        self._listener.on_stage("proving")
        after = {
            "held_out": proof.model_bits_per_byte(folder, self._held_text),
            "general": proof.model_bits_per_byte(folder, self._general_text),
        }
        self._state = self._run.update(after=after)
        before = self._state.before["held_out"]
        if not after["held_out"] <= before * (1 - LEAST_GAIN):
            raise self._refused(before, after["held_out"], "bits per byte")
        facts = voice_folder.VoiceFacts(
            state=self._state,
            base_id=self._base.id,
            books=tuple(sorted({passage.book for passage in self._corpus.train})),
            steps=outcome.steps,
            verbatim=verbatim,
        )
        voice_folder.complete(folder, facts, books)
        self._listener.cancel.check()
        voice_folder.place(folder, self._out)
        self._run.update(stage="done", voice=self._out.name)
        self._run.remove_training()

    def _compare(self, learner: Learner, books: Sequence[str]) -> float:
        """Write the pairs of continuations, and return how much of the voice's is the books'."""
        answers = samples.continuations(
            learner.module, self._places(), self._base.tokenizer, self._state.config.seed
        )
        base = self._base_answers()
        pairs = [
            {"before": place.before, "base": one, "voice": other}
            for place, one, other in zip(self._places(), base, answers, strict=True)
        ]
        write_json(self._run.pairs, pairs)
        return overlap(answers, books)

    def _base_answers(self) -> list[str]:
        found: list[str] = json.loads(self._run.samples.read_text(encoding="utf-8"))["base"]
        return found

    def _export(self, learner: Learner, folder: Path) -> None:
        merged = folder.parent / _MERGED
        merged.mkdir(parents=True)
        adapter = folder.parent / voice_folder.ADAPTER
        learner.save_adapter(adapter)
        learner.save_merged(merged)
        learner.release()
        copy_tokenizer(self._run.tokenizer, merged)
        export(
            ExportRequest(
                source=merged,
                out=folder,
                precision=self._base.precision,
                name=self._state.name,
                languages=self._base.languages,
                licence=self._base.licence,
                text=self._held_text[:_PARITY_CHARS],
            ),
            Follower(self._listener.on_progress, self._listener.cancel),
        )
        shutil.rmtree(merged)
        if adapter.is_dir():
            adapter.rename(folder / voice_folder.ADAPTER)

    def _places(self) -> tuple[samples.Place, ...]:
        chapters = [*self._watched, *self._held]
        return samples.places_in(chapters, self._base.tokenizer, N_PAIRS, self._base.lead)

    def _on_point(self, point: Point) -> None:
        self._run.log(asdict(point))
        self._listener.on_point(point)

    def _refused(self, before: float, after: float, unit: str) -> VoiceRefused:
        reason = (
            f"The voice foresees your own chapters no better than its base does ({before:.3f} "
            f"before, {after:.3f} after, in {unit}), so it is not offered."
        )
        self._run.update(stage="refused", reason=reason)
        shutil.rmtree(self._run.root / "voice", ignore_errors=True)
        return VoiceRefused(reason)


def _languages_of(report: CorpusReport) -> tuple[str, ...]:
    """Return the language that most of the books are in, as far as their script tells."""
    is_chinese = bool(report.scripts) and report.scripts[0].script == "han"
    return ("zh",) if is_chinese else ("en",)


def copy_tokenizer(source: Path, target: Path) -> None:
    """Copy what lies beside a checkpoint's weights: tokenizer, templates, generation settings."""
    for path in source.iterdir():
        if path.is_file() and path.suffix in (".json", ".jinja", ".txt", ".model"):
            is_weights = path.name.endswith(".index.json") or path.name == "config.json"
            if not is_weights and not (target / path.name).exists():
                shutil.copyfile(path, target / path.name)
