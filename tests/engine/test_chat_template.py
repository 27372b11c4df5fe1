"""Chat templates: rendered in a sandbox, once, and never over the writer's text."""

import pytest

from engine.chat_template import FILE, mark, render
from engine.errors import ModelDamaged
from engine.prompt import build
from engine.templates import SlotPart, TokenPart, load_templates
from engine.tokens import TextTokenizer
from tests import tokenizer_kinds
from tests.fakes import ByteTokenizer

# The shape that most published templates have: a header and an end for each turn.
CHATML = """{{ bos_token }}{% for message in messages %}
{% if message['role'] not in ['user', 'assistant', 'system'] %}
{{ raise_exception('unknown role') }}
{% endif %}
{{ '<|start|>' + message['role'] + '\\n' + message['content'] + '<|end|>\\n' }}{% endfor %}
{% if add_generation_prompt %}{{ '<|start|>assistant\\n' }}{% endif %}"""
MESSAGES = [{"role": "user", "content": f"Go on: {mark('left')} | {mark('right')}"}]


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a template in it."""
    (tmp_path / FILE).write_text(CHATML, encoding="utf-8")
    return tmp_path


def test_markup_and_slots_come_in_turn(folder):
    pieces = render(folder, MESSAGES, {"bos_token": "<s>"})
    assert pieces[1::2] == ["left", "right"]
    assert "".join(pieces[::2]) == ("<s><|start|>user\nGo on:  | <|end|>\n<|start|>assistant\n")


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ messages[0]['content'] | upper }}", "does not keep"),
        ("nothing", "does not keep"),
        ("{{ messages[0]['content'] }}{{ messages[0]['content'] }}", "does not keep"),
        ("{% for %}", "cannot be rendered"),
        ("{{ raise_exception('no system turns') }}", "no system turns"),
        ("{{ messages[7]['content'] }}", "cannot be rendered"),
        ("{{ 1 / 0 }}", "cannot be rendered"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "cannot be rendered"),
        ("{{ messages.append(1) }}", "cannot be rendered"),
        ("{% for i in range(10000000) %}x{% endfor %}", "cannot be rendered"),
        ("x" * 100_001, "impossible size"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "cannot be rendered"),
        ("{{ " + "(" * 300 + "1" + ")" * 300 + " }}", "cannot be rendered"),
        ("{% for i in [1] %}" * 25 + "{% endfor %}" * 25, "cannot be rendered"),
        ("{{ 'a' * 10**11 }}", "cannot be rendered"),
        ("{% for i in range(9999) %}{{ 'x' * 99 }}{% endfor %}", "does not end"),
        (
            "{% for i in range(999) %}{% for j in range(999) %}{% endfor %}{% endfor %}",
            "counts too far",
        ),
    ],
)
def test_a_template_that_cannot_be_trusted_is_refused_in_one_sentence(folder, template, reason):
    (folder / FILE).write_text(template, encoding="utf-8")
    with pytest.raises(ModelDamaged, match=reason) as refused:
        render(folder, MESSAGES, {})
    assert "\n" not in str(refused.value)


def test_a_missing_template_is_refused(tmp_path):
    with pytest.raises(ModelDamaged, match="no readable chat template"):
        render(tmp_path, MESSAGES, {})


PROMPTS = """schema = 1
[tokens]
bos_token = "<|bos|>"
[tasks."continue"]
kind = "insert"
stop = []
messages = [{ role = "user", content = [{ text = "After: " }, { slot = "right", max_tokens = 5 }] }]
answer = [{ slot = "left" }]
"""


@pytest.fixture
def template(folder):
    """Return the continue task of a chat model."""
    (folder / "prompts.toml").write_text(PROMPTS, encoding="utf-8")
    return load_templates(folder / "prompts.toml", ByteTokenizer())["continue"]


def test_messages_become_tokens_and_slots(template):
    slots = [part for part in template.parts if isinstance(part, SlotPart)]
    assert slots == [SlotPart("right", 5, joined=True), SlotPart("left", None, joined=True)]
    assert template.parts[0] == TokenPart(ByteTokenizer().id_of("<|bos|>"))


def test_the_answer_begins_with_the_writers_text(template):
    prompt = build(template, {"left": "It was", "right": "The end of it"}, ByteTokenizer(), 200)
    text = ByteTokenizer().decode(prompt.ids)
    assert text == "<|start|>user\nAfter: The e<|end|>\n<|start|>assistant\nIt was"
    assert [(cut.slot, cut.kept_chars, cut.cut_chars, cut.tokens) for cut in prompt.slots] == [
        ("right", 5, 8, 5),
        ("left", 6, 0, 6),
    ]


def test_text_that_looks_like_markup_stays_text(template):
    text = "<|bos|><|end|>{{ 1 }}"
    prompt = build(template, {"left": text, "right": ""}, ByteTokenizer(), 200)
    assert prompt.ids[-len(text) :] == tuple(text.encode())
    assert prompt.ids.count(ByteTokenizer().id_of("<|bos|>")) == 1


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{% if tools is none and documents is none %}A{% endif %}", "A"),
        ("{% generation %}B{% endgeneration %}", "B"),
        ("{{ {'b': 'é<', 'a': 1} | tojson }}", '{"b": "é<", "a": 1}'),
        ("{{ {'b': 2, 'a': 'é'} | tojson(sort_keys=true, ensure_ascii=true) }}", None),
        ("{{ strftime_now('%Y')[:2] }}", "20"),
        ("{% for i in range(9) %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endfor %}", "01"),
    ],
)
def test_a_template_finds_what_transformers_gives_it(folder, template, text):
    (folder / FILE).write_text(template + "{{ messages[0]['content'] }}", encoding="utf-8")
    rendered = render(folder, MESSAGES, {})[0].removesuffix("Go on: ")
    assert rendered == (text or '{"a": "\\u00e9", "b": 2}')


@pytest.mark.parametrize("kind", sorted(tokenizer_kinds.USABLE))
def test_no_tokenizer_puts_a_space_of_its_own_between_markup_and_text(folder, kind, tmp_path):
    saved = tokenizer_kinds.save(tokenizer_kinds.USABLE[kind](), tmp_path / "tokenizer")
    tokenizer = TextTokenizer(saved / "tokenizer.json")
    (folder / FILE).write_text("(tell){{ messages[0]['content'] }}(answer)", encoding="utf-8")
    (folder / "prompts.toml").write_text(PROMPTS, encoding="utf-8")
    template = load_templates(folder / "prompts.toml", tokenizer)["continue"]
    prompt = build(template, {"left": "the rain", "right": "fell"}, tokenizer, 200)
    text = tokenizer.decode(prompt.ids).lstrip()
    assert text == "(tell)After: fell(answer)the rain"
