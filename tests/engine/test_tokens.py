"""Text to ids and back: nothing lost, nothing broken, nothing read as a control token."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models

from engine.errors import BadInput, ModelDamaged
from engine.tokens import IncrementalDecoder, TextTokenizer

CONTROL = ["<|bos|>", "<|eot|>", "<|fim_middle|>", "<|polish|>"]
CHINESE = st.sampled_from("你好世界。，「」“”éüñß…—")
ALPHABET = (
    st.sampled_from("ab ,.'\"\n\t")
    | CHINESE
    | st.characters(exclude_categories=["Cs"], exclude_characters="\0")
)
EMOJI = st.sampled_from(
    ["👩‍👩‍👧‍👦", "🏳️‍🌈", "e\u0301", "ก็", "한글", "\u200d", "🇨🇭", " word", "<|eot|>"]
)
texts = st.lists(ALPHABET | EMOJI, max_size=30).map("".join)
relaxed = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def tokenizer(starter):
    """Return the starter's tokenizer: byte-level."""
    return TextTokenizer(starter / "tokenizer.json")


@pytest.fixture(scope="module")
def stories_tokenizer(stories):
    """Return the tokenizer of stories260k: pieces with a fallback to bytes."""
    return TextTokenizer(stories / "tokenizer.json")


@pytest.fixture(scope="module")
def byte_fallback(tmp_path_factory):
    """Return a tokenizer that knows three letters and falls back to bytes for all else."""
    names = ["<unk>", *(f"<0x{byte:02X}>" for byte in range(256)), "a", "b", " "]
    model = models.BPE(
        {name: index for index, name in enumerate(names)},
        [],
        unk_token="<unk>",
        byte_fallback=True,
    )
    made = Tokenizer(model)
    made.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    made.save(str(path))
    return TextTokenizer(path)


def streamed(tokenizer, context: list[int], ids: list[int]) -> str:
    """Decode ids one by one behind a context."""
    decoder = IncrementalDecoder(tokenizer, context)
    return "".join(decoder.push(token) for token in ids)


def check_stream(tokenizer, context: str, text: str) -> None:
    """Check that ids decode to the same text one by one as at once."""
    before, ids = tokenizer.encode(context), tokenizer.encode(text)
    whole = tokenizer.decode(before + ids)
    assert streamed(tokenizer, before, ids) == whole[len(tokenizer.decode(before)) :]


@relaxed
@given(texts)
def test_the_starters_tokenizer_loses_nothing(tokenizer, text):
    assert tokenizer.decode(tokenizer.encode(text)) == text


@relaxed
@given(texts, texts)
@example("他走到窗前", "，看着外面的雨👩‍👩‍👧‍👦。")
@example("a\ufffd", "b")
def test_ids_one_by_one_give_the_text_of_all_at_once(tokenizer, context, text):
    if not text.endswith("\ufffd"):
        check_stream(tokenizer, context, text)


@relaxed
@given(texts, texts)
@example("他走到窗前", "，看着外面的雨👩‍👩‍👧‍👦。")
@example("", "你好世界你好世界")
def test_a_tokenizer_that_falls_back_to_bytes_streams_the_same_text(
    stories_tokenizer, context, text
):
    if "\ufffd" not in context + text:
        check_stream(stories_tokenizer, context, text)


@relaxed
@given(texts, texts)
@example("他走到窗前", "，看着外面的雨👩‍👩‍👧‍👦。")
@example("", "你好世界你好世界")
def test_a_run_of_bytes_streams_however_long_it_is(byte_fallback, context, text):
    if "\ufffd" not in context + text:
        check_stream(byte_fallback, context, text)
        assert byte_fallback.decode(byte_fallback.encode(text)) == text


@pytest.mark.parametrize("text", ["你好，世界", "👩‍👩‍👧‍👦 family", "🏳️‍🌈"])
def test_no_piece_of_a_stream_holds_half_a_character(tokenizer, text):
    decoder = IncrementalDecoder(tokenizer, tokenizer.encode("Before. "))
    ids = tokenizer.encode(text)
    pieces = [decoder.push(token) for token in ids]
    assert all("\ufffd" not in piece for piece in pieces)
    assert "".join(pieces) == text
    assert len(ids) > len([piece for piece in pieces if piece]), "no character was split"


def test_a_space_before_the_first_token_is_kept_behind_a_context(stories_tokenizer):
    before = stories_tokenizer.encode("Once upon a time")
    after = stories_tokenizer.encode("Once upon a time there was")[len(before) :]
    assert streamed(stories_tokenizer, before, after) == " there was"


@pytest.mark.parametrize("typed", CONTROL)
def test_a_typed_control_token_stays_text(tokenizer, typed):
    ids = tokenizer.encode(f"He wrote {typed} there.")
    assert tokenizer.id_of(typed) not in ids
    assert not tokenizer.special_ids & set(ids)
    assert tokenizer.decode(ids) == f"He wrote {typed} there."


@pytest.mark.parametrize("typed", ["<s>", "</s>", "<unk>"])
def test_a_typed_control_token_of_another_model_stays_text_too(stories_tokenizer, typed):
    ids = stories_tokenizer.encode(f"a {typed} b")
    assert stories_tokenizer.id_of(typed) not in ids
    assert stories_tokenizer.decode(ids) == f"a {typed} b"


def test_a_control_token_among_the_ids_is_not_text(tokenizer):
    ids = [tokenizer.id_of("<|bos|>"), *tokenizer.encode("Hello"), tokenizer.id_of("<|eot|>")]
    assert tokenizer.decode(ids) == "Hello"
    assert streamed(tokenizer, ids[:1], ids[1:]) == "Hello"


def test_a_text_gets_no_token_around_it(stories_tokenizer):
    assert stories_tokenizer.id_of("<s>") not in stories_tokenizer.encode("Once")


@relaxed
@given(texts)
def test_offsets_point_at_the_characters_in_order(tokenizer, text):
    ids, offsets = tokenizer.encode_with_offsets(text)
    assert len(ids) == len(offsets)
    starts = [start for start, _ in offsets]
    assert starts == sorted(starts)
    assert all(0 <= start <= end <= len(text) for start, end in offsets)


def test_half_a_character_is_refused(tokenizer):
    with pytest.raises(BadInput, match="half a character"):
        tokenizer.encode("a\ud83d")


@pytest.mark.parametrize("content", ["", "{}", "no json", json.dumps({"model": {"type": "Odd"}})])
def test_an_unreadable_tokenizer_is_a_damaged_model(tmp_path, content):
    (tmp_path / "tokenizer.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelDamaged, match=str(tmp_path)):
        TextTokenizer(tmp_path / "tokenizer.json")


def test_a_missing_tokenizer_is_a_damaged_model(tmp_path):
    with pytest.raises(ModelDamaged, match=str(tmp_path)):
        TextTokenizer(tmp_path / "tokenizer.json")


def test_truncation_and_padding_of_the_file_are_ignored(starter, tmp_path):
    settings_ = json.loads((starter / "tokenizer.json").read_text(encoding="utf-8"))
    settings_["truncation"] = {
        "direction": "Right",
        "max_length": 3,
        "strategy": "LongestFirst",
        "stride": 0,
    }
    (tmp_path / "tokenizer.json").write_text(json.dumps(settings_), encoding="utf-8")
    assert len(TextTokenizer(tmp_path / "tokenizer.json").encode("one two three four five")) > 3


def test_a_token_has_the_text_it_adds_behind_a_letter(tokenizer):
    texts = dict(tokenizer.texts())
    assert len(tokenizer.special_ids) == 32
    assert not texts.keys() & tokenizer.special_ids
    for word in (" the", "ing", " a", "\n\n"):
        (token,) = tokenizer.encode(word)
        assert texts[token] == word
    assert not any("\ufffd" in text for text in texts.values())
