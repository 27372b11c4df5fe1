"""From an ask to rewrite, draft or outline to a prompt: the row of tokens, white space, room."""

from dataclasses import replace

import pytest

from engine import guards
from engine.errors import BadInput, LanguageUnsupported, TaskUnsupported
from engine.habits import Habits
from engine.messages import Sampling, TokenBias
from engine.model import load_model
from engine.plan_outlines import plan_outline
from engine.plan_tasks import plan_draft, plan_rewrite
from engine.task_messages import MOST_TOKENS, DraftRequest, OutlineRequest, RewriteRequest
from engine.templates import SlotPart, Template

pytestmark = pytest.mark.model
PASSAGE = "The room was empty."
NEXT_MODES = ("describe", "dialogue")
SAME_MODES = ("polish", "expand", "shorten", "rephrase")
HAN = "他走到窗前，看着外面的雨。"


@pytest.fixture(scope="module")
def model(starter):
    return load_model(starter)


@pytest.fixture
def spelled(model):
    """Return a function that spells a prompt with the names of its control tokens."""
    return lambda plan: model.tokenizer._tokenizer.decode(
        list(plan.prompt.ids), skip_special_tokens=False
    )


def rewrite(model, text=PASSAGE, mode="polish", **values):
    return plan_rewrite(model, RewriteRequest(mode, text, **values))


def draft(model, beats=("He lit it", "She came", "They left"), current=1, **values):
    return plan_draft(model, DraftRequest(tuple(beats), current, **values))


def outline(model, **values):
    """Return the plan of the first piece."""
    return plan_outline(model, OutlineRequest(**values)).pieces[0]


def with_task(model, task, kind, *slots):
    """Return the model with a task of nothing but slots, as a chat model might have it."""
    parts = tuple(SlotPart(name, 9 if name == "instruction" else None) for name in slots)
    template = Template(kind, parts, frozenset())
    return replace(model, templates={**model.templates, task: template})


@pytest.mark.parametrize("mode", SAME_MODES)
def test_a_passage_stands_behind_its_context_between_the_tokens_of_its_mode(model, spelled, mode):
    plan = rewrite(model, mode=mode, before="He lit the lamp.", after=" Then he sat down.")
    assert spelled(plan) == (
        f"<|bos|>He lit the lamp.<|{mode}|><|source|>The room was empty.<|target|>"
    )
    assert plan.task == f"rewrite.{mode}"


@pytest.mark.parametrize("mode", NEXT_MODES)
def test_a_passage_that_is_gone_on_from_is_context_itself(model, spelled, mode):
    plan = rewrite(model, mode=mode, before="He lit the lamp. ", after=" Then he sat down.")
    assert spelled(plan) == f"<|bos|>He lit the lamp. The room was empty.<|{mode}|>"


def test_a_beat_stands_among_its_neighbours_before_the_text(model, spelled):
    assert spelled(draft(model, before="The room was empty.\n\n")) == (
        "<|bos|><|outline|><|beat|>He lit it<|draft|>She came<|beat|>They left"
        "<|source|>The room was empty.<|target|>"
    )


def test_an_outline_is_asked_for_of_a_text_or_of_a_premise(model, spelled):
    text = outline(model, text=" He lit the lamp.\n")
    assert spelled(text) == "<|bos|><|outline|><|source|>He lit the lamp.<|target|>"
    assert text.task == "outline.from_text"
    premise = outline(model, premise=" lamp, storm ", text="\n")
    assert spelled(premise) == "<|bos|><|outline|><|premise|>lamp, storm<|target|>"
    assert premise.task == "outline.from_premise"


@pytest.mark.parametrize("gap", ["", " ", "\n", "\n\n", " \n\n\t"])
def test_white_space_around_the_passage_is_none_of_the_prompts(model, gap):
    plain = rewrite(model, before="He lit the lamp.")
    spaced = rewrite(model, f"{gap}{PASSAGE}{gap}", before=f"He lit the lamp.{gap}")
    assert spaced.prompt.ids == plain.prompt.ids
    for mode in NEXT_MODES:
        plain = rewrite(model, mode=mode)
        assert rewrite(model, PASSAGE + gap, mode).prompt.ids == plain.prompt.ids
    plain = draft(model, before=PASSAGE)
    assert draft(model, before=PASSAGE + gap).prompt.ids == plain.prompt.ids


def test_a_passage_or_a_text_before_it_that_looks_like_control_tokens_stays_text(model):
    control = {model.tokenizer.id_of(f"<|{name}|>") for name in ("eot", "target", "beat")}
    beats = ("<|eot|> one", "<|beat|> two")
    for plan in (
        rewrite(model, "A <|target|> and <|eot|>.", before="<|beat|>"),
        draft(model, beats, 0, before="<|target|>"),
        outline(model, premise="<|eot|>"),
    ):
        own = [token for token in plan.prompt.ids if token in control]
        assert len(own) == (2 if plan.task == "draft" else 1)


def test_curly_quotes_and_single_line_breaks_reach_the_model_as_it_knows_them(model, spelled):
    plan = rewrite(model, "“Go,”\nhe said.", before="‘No.’\nShe rose.\n")
    assert spelled(plan).endswith(
        "'No.'\n\nShe rose.<|polish|><|source|>\"Go,\"\n\nhe said.<|target|>"
    )
    assert plan.around.habits == Habits("curly", "\n")
    assert spelled(draft(model, ("“Go,”\n he  said",), 0)).count('<|draft|>"Go," he said<') == 1
    assert '"Go"' in spelled(outline(model, premise="“Go”"))


def test_at_temperature_zero_the_text_goes_to_the_model_as_it_is(model, spelled):
    greedy = Sampling(temperature=0)
    assert "“Go,”\nhe said." in spelled(rewrite(model, "“Go,”\nhe said.", sampling=greedy))
    assert "“Go”" in spelled(draft(model, ("“Go”",), 0, sampling=greedy))
    assert "“Go”" in spelled(outline(model, premise="“Go”", sampling=greedy))
    eos = frozenset(model.manifest.eos_ids)
    assert rewrite(model, sampling=greedy).stop_ids == eos
    assert model.tokenizer.special_ids <= rewrite(model).stop_ids


def test_another_family_reads_the_text_as_it_is(model, spelled):
    chat = replace(model, manifest=replace(model.manifest, family="chat"))
    assert "“Go,”\nhe said." in spelled(rewrite(chat, "“Go,”\nhe said."))


def test_nothing_in_a_passage_is_an_echo_and_nothing_around_it_a_seam(model):
    around = rewrite(model, before="The end. ", after=PASSAGE).around
    assert (around.before, around.after, around.runs) == ("", "", frozenset())
    assert around.gap is None


@pytest.mark.parametrize("mode", NEXT_MODES)
def test_what_is_added_is_held_against_all_of_the_document(model, mode):
    before, after = "One two three four five. ", "\n\nSix seven eight nine ten eleven twelve."
    around = rewrite(model, "He sat. \n", mode, before=before, after=after).around
    assert (around.before, around.gap, around.after) == (f"{before}He sat.", " \n", after)
    assert around.runs == guards.word_runs(before + "He sat." + after)
    around = draft(model, before=before, after=after).around
    assert (around.before, around.gap, around.after) == (before.rstrip(), " ", after)
    assert around.runs == guards.word_runs(before + after)


def test_the_document_around_the_passage_shows_the_habits(model):
    plain = rewrite(model, before="“No.”", after="\nYes.")
    assert plain.around.habits == Habits("curly", "\n")
    assert draft(model, before="“No.”", after="\nYes.").around.habits == Habits("curly", "\n")
    assert draft(model, ("“No”", "it’s"), 0).around.habits.quotes == "curly"
    assert outline(model, text="“No.”").around.habits.quotes == "curly"


def test_room_is_measured_by_the_passage_and_its_mode(model):
    room = {mode: rewrite(model, PASSAGE * 10, mode).limits.max_tokens for mode in SAME_MODES}
    n_tokens = len(model.tokenizer.encode(PASSAGE * 10))
    assert room["shorten"] < room["polish"] == room["rephrase"] < room["expand"]
    assert room["shorten"] > n_tokens
    assert room["expand"] == 3 * n_tokens + 32
    longer = rewrite(model, PASSAGE * 20).limits.max_tokens
    assert room["polish"] < longer < 2 * room["polish"]
    assert rewrite(model, PASSAGE * 10, max_tokens=7).limits.max_tokens == 7


def test_no_passage_gets_more_room_than_may_be_asked_for(model):
    endless = with_task(model, "rewrite.expand", "replace", "source")
    wide = replace(endless, session=WideSession())
    plan = rewrite(wide, "word " * 1500, "expand")
    assert plan.limits.max_tokens == MOST_TOKENS


class WideSession:
    """A session with a window of many tokens, which is never run."""

    class cache:  # noqa: N801  # stands for an object
        """Its cache."""

        capacity = 8192


@pytest.mark.parametrize(
    ("text", "mode", "ending"),
    [
        (PASSAGE, "polish", "sentence"),
        ("a room that was empty", "polish", "any"),
        ("a room that was empty", "expand", "sentence"),
        ("a room that was empty", "describe", "sentence"),
        ("“Go.”", "rephrase", "sentence"),
    ],
)
def test_an_answer_ends_as_the_passage_does(model, text, mode, ending):
    assert rewrite(model, text, mode).limits.ending == ending


def test_a_draft_ends_with_a_sentence_and_an_outline_where_it_likes(model):
    assert draft(model).limits.ending == "sentence"
    assert draft(model, max_tokens=9).limits.max_tokens == 9
    assert outline(model, premise="lamp").limits.ending == "any"


def test_an_outline_of_many_beats_gets_more_room(model):
    few, many = (outline(model, text="word " * 90, beats=n) for n in (None, 20))
    assert few.limits.max_tokens < many.limits.max_tokens


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda model: rewrite(model, "word " * 900), "too long to be rewritten"),
        (lambda model: outline(model, premise="word " * 900), "premise is too long"),
        (
            lambda model: rewrite(
                with_task(model, "rewrite.instruct", "replace", "source", "instruction"),
                mode="instruct",
                instruction="Make it rhyme. " * 9,
            ),
            "instruction is too long",
        ),
    ],
    ids=["passage", "premise", "instruction"],
)
def test_what_must_be_read_whole_is_refused_where_it_does_not_fit(model, ask, words):
    with pytest.raises(BadInput, match=rf"{words}.*: \d+ of its \d+ characters fit"):
        ask(model)


def test_a_long_context_is_cut_at_its_beginning_instead(model, spelled):
    plan = rewrite(model, before="He lit the lamp. " * 90)
    assert plan.prompt.cut_chars > 900
    assert "He lit the lamp.<|polish|>" in spelled(plan)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda model: rewrite(model, " \n"), "no text"),
        (lambda model: rewrite(model, "", "describe", before="Text."), "no text"),
        (lambda model: draft(model, ("a", " "), 1), "no text to draft"),
        (
            lambda model: rewrite(
                with_task(model, "rewrite.instruct", "replace", "source", "instruction"),
                mode="instruct",
                instruction=" ",
            ),
            "no instruction",
        ),
        (
            lambda model: rewrite(model, sampling=Sampling(logit_bias=(TokenBias(10**6, 1.0),))),
            "no token 1000000",
        ),
    ],
    ids=["blank", "nothing", "blank beat", "blank instruction", "bias"],
)
def test_an_ask_with_nothing_in_it_is_refused(model, ask, words):
    with pytest.raises(BadInput, match=words):
        ask(model)


def test_a_bias_of_the_models_own_is_held_to_its_vocabulary_too(model):
    sampling = Sampling(logit_bias=(TokenBias(10**6, 1.0),))
    template = replace(model.templates["rewrite.polish"], sampling=sampling)
    wrong = replace(model, templates={**model.templates, "rewrite.polish": template})
    with pytest.raises(BadInput, match="no token 1000000"):
        rewrite(wrong)


@pytest.mark.parametrize(
    "ask",
    [
        lambda model: rewrite(model, HAN),
        lambda model: rewrite(model, HAN, "describe"),
        lambda model: draft(model, (HAN,), 0),
        lambda model: draft(model, before=HAN * 9),
        lambda model: outline(model, premise=HAN),
        lambda model: outline(model, text=HAN),
    ],
)
def test_a_script_that_the_model_does_not_know_is_refused(model, ask):
    with pytest.raises(LanguageUnsupported, match="Starter writes English only"):
        ask(model)


@pytest.mark.parametrize(
    ("task", "ask", "words"),
    [
        ("rewrite.polish", rewrite, "cannot polish text"),
        ("rewrite.describe", lambda m: rewrite(m, mode="describe"), "cannot write a description"),
        ("rewrite.dialogue", lambda m: rewrite(m, mode="dialogue"), "cannot write a dialogue"),
        (
            "rewrite.instruct",
            lambda m: rewrite(m, mode="instruct", instruction="Rhyme."),
            "cannot follow an instruction",
        ),
        ("draft", draft, "cannot draft a beat"),
        ("outline.from_text", lambda m: outline(m, text="a"), "cannot make an outline"),
        ("outline.from_premise", lambda m: outline(m, premise="a"), "cannot make an outline"),
    ],
)
def test_a_task_that_the_model_cannot_do_is_named_with_the_model(model, task, ask, words):
    rest = {name: template for name, template in model.templates.items() if name != task}
    with pytest.raises(TaskUnsupported, match=f"^The model Starter {words}\\.$"):
        ask(replace(model, templates=rest))


def test_what_a_task_is_asked_beats_how_the_model_does_it_best(model):
    assert rewrite(model).sampling == model.templates["rewrite.polish"].sampling
    asked = Sampling(temperature=1.3)
    assert rewrite(model, sampling=asked).sampling == asked
    assert (rewrite(model, takes=5).takes, draft(model, takes=3).takes) == (5, 3)


def test_a_seed_is_kept_and_a_missing_one_is_drawn_anew(model):
    asked = rewrite(model, sampling=Sampling(seed=7))
    assert asked.seeded() is asked
    first, second = rewrite(model).seeded(), rewrite(model).seeded()
    assert first.seed != second.seed
    assert replace(first.sampling, seed=None) == rewrite(model).sampling


def test_beats_without_text_are_left_out_and_the_current_one_stays_it(model, spelled):
    plan = draft(model, ("", "One", " \n", "Two", "Three", ""), 3)
    assert "<|outline|><|beat|>One<|draft|>Two<|beat|>Three<|source|>" in spelled(plan)


@pytest.mark.parametrize("kind", ["insert", "replace"])
def test_a_model_may_ask_for_all_that_is_known_of_a_passage(model, spelled, kind):
    slots = ("instruction", "right", "source", "left")
    chat = with_task(model, "rewrite.instruct", kind, *slots)
    plan = rewrite(
        chat, "It was. ", "instruct", before="He lit. ", after=" They left. ", instruction=" Rhyme "
    )
    left = "He lit." if kind == "replace" else "He lit. It was."
    assert spelled(plan) == f"RhymeThey left.It was.{left}"


def test_the_same_ask_has_the_same_origin_and_another_gap_another_one(model):
    def digest(before):
        return draft(model, before=before).seeded().origin(model).context_sha256

    assert digest("He lit.") == digest("He lit.")
    assert len({digest(f"He lit.{gap}") for gap in ("", " ", "\n", "\n\n")}) == 4


def test_the_number_of_beats_belongs_to_the_origin(model):
    def digest(beats):
        return outline(model, premise="lamp", beats=beats).seeded().origin(model).context_sha256

    assert digest(3) == digest(3)
    assert len({digest(3), digest(4), digest(None)}) == 3


def test_an_outlines_own_bound_is_kept(model):
    assert outline(model, premise="lamp", max_tokens=50).limits.max_tokens == 50


def test_words_are_copied_only_where_that_is_asked_for(model):
    copying, free = Sampling(copy_bias=4.0), Sampling()
    assert rewrite(model, sampling=free).guides == draft(model, sampling=free).guides == ()
    assert outline(model, text="a b", sampling=free).guides == ()
    (guide,) = rewrite(model, f" {PASSAGE} ", sampling=copying).guides
    ids = model.tokenizer.encode(PASSAGE)
    assert guide.next_tokens([]) == ids[:1]
    assert guide.next_tokens(ids[:3]) == ids[3:4]
    assert guide.next_tokens(ids) == [model.tokenizer.id_of("<|eot|>")]
    assert rewrite(model, mode="describe", sampling=copying).guides == ()
    assert len(outline(model, text="a b", beats=4, sampling=copying).guides) == 4
    assert len(outline(model, premise="a b", beats=2, sampling=copying).guides) == 2
