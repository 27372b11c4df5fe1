"""How tasks are read from a model's prompts.toml, and which of them are refused."""

import pytest

from engine.errors import ModelDamaged, ModelTooNew
from engine.messages import Sampling
from engine.templates import ListPart, SlotPart, Template, TokenPart, load_templates
from engine.tokens import TextTokenizer


@pytest.fixture(scope="module")
def tokenizer(starter):
    return TextTokenizer(starter / "tokenizer.json")


GOOD = """schema = 1
[tasks.continue]
kind = "insert"
stop = ["<|eot|>"]
parts = [{token = "<|bos|>"}, {slot = "left", max_tokens = 150}]
[tasks."rewrite.polish"]
kind = "replace"
stop = []
parts = [{slot = "source"}]
"""


def test_templates_are_read_with_their_ids(tokenizer, tmp_path):
    (tmp_path / "prompts.toml").write_text(GOOD, encoding="utf-8")
    assert load_templates(tmp_path / "prompts.toml", tokenizer) == {
        "continue": Template(
            "insert", (TokenPart(0), SlotPart("left", 150)), frozenset({1}), end_id=1
        ),
        "rewrite.polish": Template("replace", (SlotPart("source", None),), frozenset()),
    }


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("schema = 1", "schema = 2", ModelTooNew),
        ("schema = 1", "", ModelDamaged),
        ("schema = 1", 'schema = "1"', ModelDamaged),
        ("schema = 1", "schema = ", ModelDamaged),
        ("<|eot|>", "<|never|>", ModelDamaged),
        ("<|bos|>", "<|never|>", ModelDamaged),
        ('kind = "replace"', 'kind = "both"', ModelDamaged),
        ('kind = "replace"', "", ModelDamaged),
        ('{slot = "source"}', "{}", ModelDamaged),
        ('{slot = "source"}', "7", ModelDamaged),
        ("max_tokens = 150", 'max_tokens = "many"', ModelDamaged),
    ],
)
def test_unusable_prompts_name_their_folder(tokenizer, tmp_path, old, new, kind):
    (tmp_path / "prompts.toml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(kind, match=str(tmp_path)):
        load_templates(tmp_path / "prompts.toml", tokenizer)


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"schema = 1", b"schema = 1\ntasks = 7"])
def test_prompts_of_no_shape_are_damaged(tokenizer, tmp_path, content):
    if content is not None:
        (tmp_path / "prompts.toml").write_bytes(content)
    with pytest.raises(ModelDamaged, match=str(tmp_path)):
        load_templates(tmp_path / "prompts.toml", tokenizer)


HEAD = """schema = 1
[tasks.continue]
kind = "insert"
stop = []
parts = [{slot = "left"}]
"""
OUTLINE = """[tasks."outline.from_text"]
kind = "insert"
stop = ["<|eot|>"]
separator = "<|beat|>"
sampling = { temperature = 0.3, top_k = 7 }
parts = [{token = "<|outline|>"}, {slot = "source"}]
"""
DRAFT = """[tasks.draft]
kind = "insert"
stop = []
parts = [
  {slot = "beats", each = "<|beat|>", current = "<|draft|>", max_tokens = 9},
  {slot = "left"},
]
"""
POLISH = """[tasks."rewrite.polish"]
kind = "replace"
stop = []
parts = [{slot = "left"}, {slot = "source"}]
"""
INSTRUCT = POLISH.replace("polish", "instruct").replace('slot = "left"', 'slot = "instruction"')
DESCRIBE = POLISH.replace("polish", "describe").replace("replace", "insert")


@pytest.fixture
def load(tokenizer, tmp_path):
    """Return a function that reads prompts with a task of its own beside continue."""

    def read(task):
        (tmp_path / "prompts.toml").write_text(HEAD + task, encoding="utf-8")
        return load_templates(tmp_path / "prompts.toml", tokenizer)

    return read


def test_a_task_has_its_own_sampling_and_every_other_one_the_defaults(load):
    templates = load(OUTLINE)
    assert templates["outline.from_text"].sampling == Sampling(temperature=0.3, top_k=7)
    assert templates["continue"].sampling == Sampling()


def test_a_list_answer_has_a_separator_and_every_other_one_none(load, tokenizer):
    templates = load(OUTLINE)
    assert templates["outline.from_text"].separator_id == tokenizer.id_of("<|beat|>")
    assert templates["continue"].separator_id is None


def test_a_row_of_texts_is_read_with_its_tokens(load, tokenizer):
    each, current = tokenizer.id_of("<|beat|>"), tokenizer.id_of("<|draft|>")
    assert load(DRAFT)["draft"].parts == (
        ListPart("beats", 9, (each,), (current,)),
        SlotPart("left", None, joined=True),
    )


@pytest.mark.parametrize("task", [POLISH, INSTRUCT, DESCRIBE, ""])
def test_a_task_with_what_it_needs_is_taken(load, task):
    assert "continue" in load(task)


@pytest.mark.parametrize(
    ("task", "old", "new", "reason"),
    [
        (OUTLINE, 'separator = "<|beat|>"\n', "", "no separator"),
        (OUTLINE, '"<|beat|>"', '"<|never|>"', "never"),
        (OUTLINE, '"source"', '"premise"', "slots"),
        (OUTLINE, '"source"', '"left"', "slots"),
        (OUTLINE, "temperature = 0.3", "temperature = 0", "temperature 0"),
        (OUTLINE, "temperature = 0.3", "temperature = 3", "temperature"),
        (OUTLINE, "temperature = 0.3", 'temperature = "hot"', "temperature"),
        (OUTLINE, "sampling = {", 'sampling = "cold" #', "sampling"),
        (OUTLINE, "top_k = 7", "seed = 7", "sampling of seed"),
        (OUTLINE, "top_k = 7", 'banned = ["a"], temprature = 1', "sampling of banned, temprature"),
        (OUTLINE, '{token = "<|outline|>"}, {slot = "source"}', "", "slots"),
        (OUTLINE, '{token = "<|outline|>"}', '{slot = "right"}', "slots"),
        (OUTLINE, '{token = "<|outline|>"}', '{slot = "source"}', "slots"),
        (DRAFT, ', current = "<|draft|>"', "", "current"),
        (DRAFT, ", max_tokens = 9", "", "max_tokens"),
        (DRAFT, ', each = "<|beat|>"', "", "wrong kind"),
        (DRAFT, '{slot = "left"}', '{slot = "right"}', "slots"),
        (DRAFT, '  {slot = "left"},\n', "", "slots"),
        (DRAFT, '{slot = "left"}', '{slot = "left"}, {slot = "right"}', "slots"),
        (
            DRAFT,
            '{slot = "left"}',
            '{slot = "left", each = "<|beat|>", current = "<|draft|>", max_tokens = 9}',
            "wrong kind",
        ),
        (POLISH, '{slot = "source"}', '{slot = "right"}', "slots"),
        (POLISH, '{slot = "source"}', '{slot = "sauce"}', "slots"),
        (POLISH, '"left"', '"beats"', "slots"),
        (POLISH, '"left"', '"source"', "slots"),
        (INSTRUCT, '"instruction"', '"left"', "slots"),
    ],
)
def test_a_task_without_what_it_needs_damages_the_model(load, task, old, new, reason):
    assert old in task
    with pytest.raises(ModelDamaged, match=reason):
        load(task.replace(old, new))


@pytest.mark.parametrize("slot", ["right", "premise", "source", "instruction"])
def test_continuing_needs_the_text_before_the_caret_and_at_most_what_follows(load, slot):
    other = HEAD.replace('"left"', f'"{slot}"').replace("continue", "infill")
    with pytest.raises(ModelDamaged, match="slots"):
        load(other.removeprefix("schema = 1\n"))


NOTES = HEAD.replace('[{slot = "left"}]', '[{slot = "notes", max_tokens = 9}, {slot = "left"}]')


def test_a_task_with_a_place_for_notes_is_known_without_it_too(tokenizer, tmp_path):
    (tmp_path / "prompts.toml").write_text(NOTES, encoding="utf-8")
    template = load_templates(tmp_path / "prompts.toml", tokenizer)["continue"]
    assert template.parts == (SlotPart("notes", 9), SlotPart("left", None, joined=True))
    assert template.bare_parts == (SlotPart("left", None),)


def test_a_task_without_such_a_place_has_one_row_of_parts(load):
    assert load("")["continue"].bare_parts is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (", max_tokens = 9", ""),
        (
            'slot = "notes", max_tokens = 9',
            'slot = "notes", each = "-", current = "-", max_tokens = 9',
        ),
    ],
)
def test_notes_have_a_limit_and_are_no_row(tokenizer, tmp_path, old, new):
    assert old in NOTES
    (tmp_path / "prompts.toml").write_text(NOTES.replace(old, new), encoding="utf-8")
    with pytest.raises(ModelDamaged, match="notes"):
        load_templates(tmp_path / "prompts.toml", tokenizer)


def test_an_answer_in_lines_is_parted_by_the_newline(load, tokenizer):
    template = load(OUTLINE.replace('separator = "<|beat|>"', 'separator = "\\n"'))
    found = template["outline.from_text"]
    assert tokenizer.decode([found.separator_id]) == "\n"
    assert found.in_lines
    assert not load(OUTLINE)["outline.from_text"].in_lines


def test_a_row_may_be_marked_by_plain_words(load, tokenizer):
    task = DRAFT.replace('"<|beat|>"', '"\\n- "').replace(
        "max_tokens = 9", 'max_tokens = 9, lead = "So:"'
    )
    row = load(task)["draft"].parts[0]
    assert tokenizer.decode(row.each_ids) == "\n- "
    assert tokenizer.decode(row.lead_ids) == "So:"
