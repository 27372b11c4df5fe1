import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.training.windows import CHAPTER_GAP, IGNORED, InfillIds, Windows
from tests.engine.training.conftest import OTHER, TALE

WINDOW = 40


@pytest.fixture
def windows(tokenizer) -> Windows:
    return Windows([TALE, OTHER], tokenizer, [0], WINDOW, seed=3)


def _text(window, tokenizer) -> str:
    return tokenizer.spell([*window.ids.tolist(), int(window.targets[-1])])


def test_each_target_is_the_next_token_and_a_lead_of_one_token_is_never_one(windows):
    window = windows.at(0)
    assert len(window.ids) == len(window.targets) == WINDOW
    assert window.ids[0] == 0
    assert (window.ids[1:] == window.targets[:-1]).all()


def test_a_pass_reads_every_window_once(windows, tokenizer):
    ids = tokenizer.encode(CHAPTER_GAP.join([TALE, OTHER]))
    starts = sorted(
        _place(ids, windows.at(number).ids[1:].tolist(), number) for number in range(len(windows))
    )
    assert len(set(starts)) == len(windows) == len(ids) // WINDOW


def _place(ids: list[int], piece: list[int], number: int) -> tuple[int, ...]:
    # The tale repeats itself: equal windows count by how often they come, so by their number.
    found = [i for i in range(len(ids) - len(piece) + 1) if ids[i : i + len(piece)] == piece]
    assert found
    return (found[0], number)


def test_passes_cut_and_order_differently_but_the_same_in_every_run(windows, tokenizer):
    again = Windows([TALE, OTHER], tokenizer, [0], WINDOW, seed=3)
    first = [windows.at(n).ids.tolist() for n in range(2 * len(windows))]
    assert first == [again.at(n).ids.tolist() for n in range(2 * len(windows))]
    assert first[: len(windows)] != first[len(windows) :]


def test_windows_are_found_again_in_any_order(windows):
    late = windows.at(3 * len(windows) + 1).ids.tolist()
    windows.at(0)
    assert windows.at(3 * len(windows) + 1).ids.tolist() == late


def test_a_longer_lead_stands_before_every_window_and_is_not_learned(tokenizer):
    window = Windows([TALE], tokenizer, [0, 5, 6], WINDOW, seed=1).at(0)
    assert window.ids[:3].tolist() == [0, 5, 6]
    assert window.targets[:2].tolist() == [IGNORED, IGNORED]
    assert window.targets[2] == window.ids[3]


def test_a_corpus_shorter_than_a_window_is_refused(tokenizer):
    with pytest.raises(ValueError, match="do not fill"):
        Windows(["Short."], tokenizer, [0], WINDOW, seed=1)


@given(number=st.integers(0, 400))
@settings(deadline=None, max_examples=60)
def test_a_gap_of_whole_sentences_put_back_is_the_text(tokenizer, number):
    windows = Windows([TALE, OTHER], tokenizer, [0], 200, seed=5, infill_share=0.5)
    control = InfillIds.of(tokenizer)
    window = windows.at(number)
    row = [*window.ids.tolist(), int(window.targets[-1])]
    if control.middle not in row:
        return
    assert row[0] == 0
    assert row[-1] == control.end
    at = {name: row.index(getattr(control, name)) for name in ("prefix", "suffix", "middle")}
    cuts = [*sorted(at.values()), len(row) - 1]
    parts = {name: row[p + 1 : next(c for c in cuts if c > p)] for name, p in at.items()}
    whole = tokenizer.decode([*parts["prefix"], *parts["middle"], *parts["suffix"]])
    assert whole in CHAPTER_GAP.join([TALE, OTHER])
    middle = tokenizer.decode(parts["middle"])
    assert middle.rstrip()[-1] in ".!?"
    assert middle[0].isspace() or not parts["prefix"]
    assert len(row) == 201


def test_control_tokens_are_not_learned_but_the_end_of_an_answer_is(tokenizer):
    windows = Windows([TALE, OTHER], tokenizer, [0], 200, seed=5, infill_share=0.5)
    control = InfillIds.of(tokenizer)
    turned = [w for n in range(40) if control.middle in (w := windows.at(n)).ids]
    assert turned
    for window in turned:
        assert not np.isin(window.targets, [control.prefix, control.suffix, control.middle]).any()
        assert window.targets[-1] == control.end


def test_no_gaps_are_made_where_the_base_has_no_control_tokens(tokenizer, monkeypatch):
    monkeypatch.setattr(type(tokenizer), "id_of", lambda self, token: None)
    windows = Windows([TALE], tokenizer, [0], WINDOW, seed=1, infill_share=0.5)
    assert all((windows.at(n).targets != IGNORED).all() for n in range(20))


def test_windows_for_measuring_are_plain_and_in_order(windows, tokenizer):
    shown = windows.in_order(4)
    assert len(shown) == 4
    assert _text(shown[0], tokenizer).startswith("<|bos|>The rain came in")
