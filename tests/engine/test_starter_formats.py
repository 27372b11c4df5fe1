"""The starter's prompts are, token for token, those that it was trained on."""

import importlib.util
import random
import sys
import tomllib

import pytest

from engine.messages import SuggestRequest
from engine.model import load_model
from engine.paths import resources
from engine.plan import plan
from engine.plan_outlines import plan_outline
from engine.plan_tasks import plan_draft, plan_rewrite
from engine.prompt import Items, build
from engine.task_messages import DraftRequest, OutlineRequest, RewriteRequest
from engine.tokens import TextTokenizer

pytestmark = pytest.mark.model
# How the engine names what the kit names; `fim` is made in the engine's order.
TASKS = {
    "fim": "infill",
    **{mode: f"rewrite.{mode}" for mode in ("polish", "expand", "shorten", "rephrase")},
    **{mode: f"rewrite.{mode}" for mode in ("describe", "dialogue")},
    "outline": "outline.from_text",
    "premise": "outline.from_premise",
    "draft": "draft",
}
N_EXAMPLES = 12
TEXT_CHARS = 60_000
WINDOW = 1024
LEFT, RIGHT = "He lit the lamp.", " Then he sat down again."
BEATS = ("He lit the lamp", "A stranger knocked", "They left the island")
# The rows of the kit's README, written out; what the model answers is left out.
ROWS = {
    "continue": ["<|bos|>", LEFT],
    "infill": ["<|bos|>", "<|fim_suffix|>", RIGHT, "<|fim_prefix|>", LEFT, "<|fim_middle|>"],
    **{
        f"rewrite.{mode}": [
            "<|bos|>",
            LEFT,
            f"<|{mode}|>",
            "<|source|>",
            "It rained.",
            "<|target|>",
        ]
        for mode in ("polish", "expand", "shorten", "rephrase")
    },
    "rewrite.describe": ["<|bos|>", LEFT, "<|describe|>"],
    "rewrite.dialogue": ["<|bos|>", LEFT, "<|dialogue|>"],
    "outline.from_text": ["<|bos|>", "<|outline|>", "<|source|>", "It rained.", "<|target|>"],
    "outline.from_premise": ["<|bos|>", "<|outline|>", "<|premise|>", "lamp, storm", "<|target|>"],
    # An outline of a premise as far as it has come; the next separator is the answer's.
    "outline.next": [
        *("<|bos|>", "<|outline|>", "<|premise|>", "lamp, storm", "<|target|>"),
        *("<|beat|>", BEATS[0], "<|beat|>", BEATS[1], "<|beat|>", BEATS[2]),
    ],
    "draft": [
        *("<|bos|>", "<|outline|>", "<|beat|>", BEATS[0], "<|draft|>", BEATS[1]),
        *("<|beat|>", BEATS[2], "<|source|>", LEFT, "<|target|>"),
    ],
}
SLOTS = {"left": LEFT, "right": RIGHT, "source": "It rained.", "premise": "lamp, storm"}


@pytest.fixture(scope="module")
def model(starter):
    return load_model(starter)


@pytest.fixture(scope="module")
def kit(shared):
    """Return the training kit's module of examples."""
    folder = shared / "starter"
    if not (folder / "prepare.py").is_file():
        pytest.skip(f"needs the training kit in {folder}")
    spec = importlib.util.spec_from_file_location("starter_prepare", folder / "prepare.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        patch.setenv("TOKENIZERS_PARALLELISM", "false")
        spec.loader.exec_module(module)
    sys.modules.pop("rules")
    return module


@pytest.fixture(scope="module")
def book(kit, model):
    """Return the beginning of a novel as the kit reads books."""
    text = (resources() / "evaluation" / "en.txt").read_text(encoding="utf-8")[:TEXT_CHARS]
    return kit.Book(text[: text.rindex("\n\n")], model.tokenizer._tokenizer)


@pytest.fixture(scope="module")
def examples(kit, book, model):
    """Return a function that makes examples of a task, each as its parts up to the answer.

    A part is the name of a control token, or a text.
    """

    def shown(part):
        if isinstance(part, str):
            return part
        if len(part) == 1 and part[0] < len(kit.SPECIAL):
            return kit.SPECIAL[part[0]]
        return model.tokenizer.decode(part.tolist())

    def make(task):
        found, rng = [], random.Random(task)
        for _ in range(20_000):
            example = kit.MAKERS[task](book, rng, kit.LIMIT, task)
            parts = [shown(part) for part, flag in example if flag != kit.TARGET] if example else []
            # The engine fills in between two texts, the second one first.
            is_ours = task != "fim" or (parts[1:2] == ["<|fim_suffix|>"] and parts[2])
            if parts and is_ours:
                ids = [
                    token
                    for part, flag in example
                    if flag != kit.TARGET
                    for token in (model.tokenizer.encode(part) if isinstance(part, str) else part)
                ]
                found.append((parts, tuple(map(int, ids))))
            if len(found) == N_EXAMPLES:
                return found
        raise AssertionError(f"only {len(found)} examples of {task} in the book")

    return make


def between(parts, first, last=None) -> str:
    """Return the text between two control tokens of an example."""
    start = parts.index(first) + 1
    end = parts.index(last, start) if last else len(parts)
    return "".join(parts[start:end])


def slots_of(task, parts) -> dict[str, str | Items]:
    """Return what the engine is given to build the same prompt."""
    if task == "fim":
        right = between(parts, "<|fim_suffix|>", "<|fim_prefix|>")
        return {"right": right, "left": between(parts, "<|fim_prefix|>", "<|fim_middle|>")}
    if task in ("describe", "dialogue"):
        return {"left": between(parts, "<|bos|>", f"<|{task}|>")}
    if task == "premise":
        return {"premise": between(parts, "<|premise|>", "<|target|>")}
    source = between(parts, "<|source|>", "<|target|>")
    if task == "outline":
        return {"source": source}
    if task == "draft":
        row = parts[2 : parts.index("<|source|>")]
        return {"beats": Items(tuple(row[1::2]), row[::2].index("<|draft|>")), "left": source}
    return {"left": between(parts, "<|bos|>", f"<|{task}|>"), "source": source}


def planned(model, task, slots):
    """Return the prompt of the ask that a writer would make of the same texts."""
    left = slots.get("left", "")
    if task == "fim":
        return plan(model, SuggestRequest(left, slots["right"])).prompt
    if task in ("describe", "dialogue"):
        return plan_rewrite(model, RewriteRequest(task, f"{left}\n")).prompt
    if task == "premise":
        return plan_outline(model, OutlineRequest(premise=slots["premise"])).pieces[0].prompt
    if task == "outline":
        return plan_outline(model, OutlineRequest(text=f"{slots['source']}\n")).pieces[0].prompt
    if task == "draft":
        beats = slots["beats"]
        return plan_draft(model, DraftRequest(beats.texts, beats.current, f"{left}\n\n")).prompt
    return plan_rewrite(model, RewriteRequest(task, f" {slots['source']}\n", f"{left} ")).prompt


@pytest.mark.parametrize("task", TASKS)
def test_the_engine_builds_the_prompts_of_the_training_examples(examples, model, task):
    for parts, ids in examples(task):
        slots = slots_of(task, parts)
        prompt = build(model.templates[TASKS[task]], slots, model.tokenizer, WINDOW)
        assert prompt.ids == ids
        assert prompt.cut_chars == 0
        assert planned(model, task, slots).ids == ids


def test_a_book_is_continued_as_it_was_read(kit, book, model):
    text = "".join(book.texts[:40])
    prompt = build(model.templates["continue"], {"left": text}, model.tokenizer, 10_000)
    piece = kit.plain_pieces(book, WINDOW, 0, "uint32")[0] & ~kit.mask_bit("uint32")
    shown = min(len(prompt.ids), len(piece))
    assert shown > 500
    assert prompt.ids[:shown] == tuple(piece[:shown].tolist())


def test_an_answer_begins_and_ends_with_the_tokens_that_the_engine_knows(kit, model):
    ids = {name: kit.ID[name[2:-2]] for name in kit.SPECIAL}
    assert {name: model.tokenizer.id_of(name) for name in ids} == ids
    for task in TASKS.values():
        template = model.templates[task]
        assert template.stop_ids == {ids["<|eot|>"]}
        assert template.separator_id == (ids["<|beat|>"] if "outline" in task else None)


def test_the_bundled_model_has_the_prompts_that_an_export_would_write(starter):
    def read(path):
        return tomllib.loads(path.read_text(encoding="utf-8"))

    source = read(resources() / "prompts" / "starter.toml")
    assert read(starter / "prompts.toml") == source
    assert set(source["tasks"]) == set(ROWS)


@pytest.mark.parametrize("task", ROWS)
def test_a_prompt_is_the_row_that_the_model_learned(starter, model, task):
    tokenizer = TextTokenizer(starter / "tokenizer.json")
    slots = {**SLOTS, "beats": Items(BEATS, 1)}
    prompt = build(model.templates[task], slots, tokenizer, WINDOW)
    expected = []
    for part in ROWS[task]:
        expected.extend([tokenizer.id_of(part)] if "<|" in part else tokenizer.encode(part))
    assert None not in expected
    assert list(prompt.ids) == expected
