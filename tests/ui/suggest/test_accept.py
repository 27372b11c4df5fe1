import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.suggest.accept import next_paragraph, next_sentence, next_word, typed_through


def test_a_word_brings_the_space_before_it_and_the_mark_behind_it():
    assert next_word(" the rain, and") == (" the", " rain, and")
    assert next_word(" rain, and") == (" rain,", " and")


def test_the_space_at_the_end_goes_with_the_last_word():
    assert next_word("old ") == ("old ", "")


def test_a_paragraph_break_is_taken_with_the_word_behind_it():
    assert next_word("\n\nShe left.") == ("\n\nShe", " left.")


def _all(take, ghost: str) -> list[str]:
    """Take step by step until nothing is left."""
    steps = []
    while ghost:
        step, ghost = take(ghost)
        steps.append(step)
    return steps


@pytest.mark.parametrize(
    ("ghost", "words"),
    [
        ("他走到“窗前”。然后", ["他", "走到", "“窗", "前”。", "然后"]),
        ("彼女は窓辺に立って、", ["彼女", "は", "窓辺", "に", "立", "って、"]),
        ("그녀는 창가에 섰다.", ["그녀는", " 창가에", " 섰다."]),
        ("Hello 世界 again", ["Hello", " 世界", " again"]),
        (" half-open, don't", [" half-open,", " don't"]),
        (' he said "so" (why)', [" he", " said", ' "so"', " (why)"]),
        (" wait… — no", [" wait…", " — no"]),
    ],
)
def test_words_end_where_the_language_ends_them_and_take_their_marks_along(ghost, words):
    assert _all(next_word, ghost) == words


@pytest.mark.parametrize(
    ("ghost", "sentences"),
    [
        (" Mr. Smith left. He came back.", [" Mr. Smith left.", " He came back."]),
        (' "Why?" he said. "So."', [' "Why?" he said.', ' "So."']),
        ("他问，我没有回答。走", ["他问，", "我没有回答。", "走"]),
        ("“你来了吗？”他问。", ["“你来了吗？”", "他问。"]),
        ("彼は言った。「行こう！」そして", ["彼は言った。", "「行こう！」", "そして"]),
        ("One.\n\nTwo.", ["One.", "\n\nTwo."]),
        (" no end here", [" no end here"]),
        (" End. ", [" End. "]),
    ],
)
def test_sentences_are_taken_one_by_one_and_in_chinese_clauses(ghost, sentences):
    assert _all(next_sentence, ghost) == sentences


@pytest.mark.parametrize("take", [next_word, next_sentence, next_paragraph])
@given(ghost=st.text(min_size=1))
def test_step_by_step_everything_is_taken_in_order(take, ghost):
    steps = _all(take, ghost)
    assert all(steps)
    assert "".join(steps) == ghost


def test_typed_letters_are_consumed_only_where_they_match():
    assert typed_through(" rain", " ") == "rain"
    assert typed_through("rain", "rain") == ""
    assert typed_through("rain", "R") is None
    assert typed_through("rain", "") is None


@pytest.mark.parametrize(
    ("ghost", "paragraph", "rest"),
    [
        ("\n\nOne. Two.\n\nThree.", "\n\nOne. Two.", "\n\nThree."),
        (" he went.\n\nThree.", " he went.", "\n\nThree."),
        ("One.", "One.", ""),
        ("\n\n", "\n\n", ""),
    ],
)
def test_the_next_paragraph_is_taken_with_the_gap_before_it(ghost, paragraph, rest):
    assert next_paragraph(ghost) == (paragraph, rest)
