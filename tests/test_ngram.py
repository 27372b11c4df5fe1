"""Interpolated Kneser-Ney against sums worked out by hand, and as a model that can be measured."""

import json
import lzma
from collections import Counter, defaultdict
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled
from engine.jobs import CancelFlag
from engine.manifest import read_manifest
from engine.tokens import TextTokenizer
from tests.benchmarks import baseline
from tests.benchmarks.ngram import NgramModel, NgramSession, as_loaded

# Token 0 begins it, 4 never occurs.
EXAMPLE, EXAMPLE_VOCAB = [0, 1, 2, 1, 2, 3, 1, 3], 5
ENGLISH, FOREIGN = slice(0, 9000), slice(9000, 13000)
documents = st.lists(st.lists(st.integers(0, 5), max_size=30), min_size=1, max_size=4)


def train(texts, vocab_size, order):
    return NgramModel.train([np.array(text, np.int64) for text in texts], vocab_size, order)


def by_definition(texts, vocab_size, order, context, word):
    """Return p(word | context), written as the definition is, from sets and counters."""
    counts = {order: Counter()}
    for n in range(1, order + 1):
        counts.setdefault(n, Counter())
        before = defaultdict(set)
        for number, text in enumerate(texts):
            for at in range(len(text) - n + 1):
                gram = tuple(text[at : at + n])
                if n == order:
                    counts[n][gram] += 1
                elif at or n > 1:
                    before[gram].add(text[at - 1] if at else f"beginning of {number}")
        for gram, tokens in before.items():
            counts[n][gram] = len(tokens)

    def probability(left):
        if left is None:
            return Fraction(1, vocab_size)
        n = len(left) + 1
        shorter = probability(left[1:] if left else None)
        row = {gram[-1]: c for gram, c in counts[n].items() if gram[:-1] == left}
        if not row:
            return shorter
        n1, n2 = (sum(c == times for c in counts[n].values()) for times in (1, 2))
        discount = Fraction(n1, n1 + 2 * n2) if n1 else Fraction(1, 2)
        total = sum(row.values())
        seen = Fraction(row[word] - discount, total) if word in row else 0
        return seen + discount * len(row) / total * shorter

    return float(probability(tuple(context[-(order - 1) :])))


def test_two_tokens_of_a_small_text_are_what_they_are_by_hand():
    model = train([EXAMPLE], EXAMPLE_VOCAB, order=2)
    # Tokens before: 0, 2, 3 before 1; 1 before 2; 1, 2 before 3. D = 1 / (1 + 2): one 1, one 2.
    assert model.discounts == pytest.approx((1 / 3, 5 / 7))
    assert model.probabilities([]) == pytest.approx(np.array([3, 43, 13, 28, 3]) / 90)
    # Behind 1: twice 2, once 3. D = 5 / (5 + 2): "1 2" twice, five others once.
    expected = np.array([30, 430, 940, 460, 30]) / 1890
    assert model.probabilities([1]) == pytest.approx(expected)
    # Nothing ever stood behind 4.
    assert model.probabilities([4]) == pytest.approx(model.probabilities([]))


@settings(max_examples=60, deadline=None)
@given(documents, st.integers(2, 5), st.lists(st.integers(0, 6), max_size=6))
def test_counting_in_arrays_gives_what_the_definition_gives(texts, order, context):
    found = train(texts, 7, order).probabilities(context)
    assert found == pytest.approx([by_definition(texts, 7, order, context, w) for w in range(7)])


@settings(max_examples=60, deadline=None)
@given(documents, st.integers(2, 5), st.lists(st.integers(0, 6), max_size=6))
def test_probabilities_sum_to_one_and_none_is_zero_in_any_context(texts, order, context):
    found = train(texts, 7, order).probabilities(context)
    assert found.dtype == np.float64
    assert found.sum() == pytest.approx(1)
    assert found.min() > 0


def test_the_largest_tokens_do_not_run_into_each_other():
    text = [0, 65535, 65535, 65534, 65535, 65535, 65535, 0, 65535]
    model = train([text], 1 << 16, order=5)
    for end in range(len(text)):
        context = text[:end]
        expected = by_definition([text], 1 << 16, 5, context, 65535)
        assert model.probabilities(context)[65535] == pytest.approx(expected)


def test_no_ngram_reaches_from_one_document_into_another():
    model = train([[0, 1, 2], [], [3], [0, 1, 4]], 5, order=3)
    assert model.sizes == (3, 3, 2)
    assert model.probabilities([2, 0]) == pytest.approx(model.probabilities([0]))


def test_a_document_without_a_word_leaves_every_token_alike():
    assert train([[], [0]], 4, order=5).probabilities([0, 1]) == pytest.approx([0.25] * 4)


@pytest.mark.parametrize(
    ("text", "vocab_size", "order"),
    [([0, 5], 5, 3), ([0, -1], 5, 3), ([0], 5, 1), ([0], 5, 6), ([0], 65_537, 5)],
)
def test_what_cannot_be_counted_is_refused(text, vocab_size, order):
    with pytest.raises(ValueError, match="token"):
        train([text], vocab_size, order)


def test_a_saved_model_is_the_same_when_it_is_read_again(tmp_path):
    model = train([EXAMPLE], EXAMPLE_VOCAB, order=4)
    model.save(tmp_path / "counts.npz")
    read = NgramModel.load(tmp_path / "counts.npz")
    assert (read.order, read.sizes, read.discounts) == (4, model.sizes, model.discounts)
    for end in range(len(EXAMPLE)):
        context = EXAMPLE[:end]
        np.testing.assert_array_equal(read.probabilities(context), model.probabilities(context))


@pytest.fixture
def session():
    rng = np.random.default_rng(3)
    model = NgramModel.train([rng.integers(0, 9, 400)], 9, order=4)
    return NgramSession(model, capacity=12)


def direct(session, context):
    return np.log(session._model.probabilities(context)).astype(np.float32)


def test_a_session_gives_the_log_probabilities_behind_everything_in_its_cache(session):
    np.testing.assert_array_equal(session.step([1]), direct(session, [1]))
    np.testing.assert_array_equal(session.step([2, 3, 4, 5]), direct(session, [1, 2, 3, 4, 5]))
    session.cache.trim(2)
    np.testing.assert_array_equal(session.step([7]), direct(session, [1, 2, 7]))
    assert session.cache.reuse([1, 2, 8]) == 2
    scored = session.score([8, 0])
    assert scored.dtype == np.float32
    np.testing.assert_array_equal(
        scored, [direct(session, [1, 2, 8]), direct(session, [1, 2, 8, 0])]
    )
    assert session.cache.tokens == (1, 2, 8, 0)


def test_rows_go_on_from_the_cache_each_on_its_own(session):
    session.step([1, 2])
    rows = session.fork(3, room=2)
    np.testing.assert_array_equal(
        rows.step([3, 4, 5]), [direct(session, [1, 2, token]) for token in (3, 4, 5)]
    )
    rows.drop(0)
    rows.rewind(1, 1)
    np.testing.assert_array_equal(
        rows.step([6, 7]), [direct(session, [1, 2, 5, 6]), direct(session, [1, 2, 7])]
    )
    assert rows.n_rows == 2
    assert session.cache.tokens == (1, 2)
    with pytest.raises(ValueError, match="room"):
        rows.step([0, 0])
    with pytest.raises(ValueError, match="go back"):
        rows.rewind(1, 2)


def test_a_single_row_leaves_the_cache_as_long_as_it_has_grown(session):
    session.step([1, 2])
    np.testing.assert_array_equal(session.fork(1, room=3).step([3]), [direct(session, [1, 2, 3])])
    assert session.cache.tokens == (1, 2, 3)


def test_a_session_refuses_what_does_not_fit(session):
    for tokens in ([], [0] * 13):
        with pytest.raises(ValueError, match="cannot run"):
            session.step(tokens)
    for n_rows, room in ((0, 1), (2, 13)):
        with pytest.raises(ValueError, match="do not fit"):
            session.fork(n_rows, room)


def test_a_raised_flag_stops_a_step_and_leaves_the_cache(session):
    session.step([1])
    cancel = CancelFlag()
    cancel.set()
    with session.interruptible(cancel), pytest.raises(Cancelled):
        session.step([2])
    assert session.cache.tokens == (1,)
    assert session.step([2]).shape == (9,)


@pytest.fixture(scope="module")
def english(starter):
    return (starter.parents[1] / "evaluation" / "en.txt").read_text(encoding="utf-8")


@pytest.fixture
def books(tmp_path, english):
    """Return a file of six books, every one the same piece of English."""
    line = json.dumps({"author": "A", "title": "B", "text": english[ENGLISH]}) + "\n"
    with lzma.open(tmp_path / "books.jsonl.xz", "wt") as file:
        file.write(line * 6)
    return tmp_path / "books.jsonl.xz"


@pytest.fixture(scope="module")
def model(starter, english):
    ids = [0, *TextTokenizer(starter / "tokenizer.json").encode(english[ENGLISH])]
    vocab_size = read_manifest(starter).shape.vocab_size
    return as_loaded(NgramModel.train([np.array(ids)], vocab_size), starter)


def test_a_text_that_was_counted_costs_fewer_bits_than_another(model, books, english, monkeypatch):
    monkeypatch.setattr("engine.measuring.continuations.N_CONTINUATIONS", 1)
    known, foreign = (
        baseline.measured(model, english[part], 50, 1, books)
        for part in (slice(3000, 5000), FOREIGN)
    )
    assert 0 < known["bits_per_byte"] < foreign["bits_per_byte"] / 2
    assert known["next_word_top3"] > foreign["next_word_top3"]
    assert 0 <= known["overlap"] <= 1
    assert baseline.measured(model, english[slice(3000, 5000)], 50, 1, books) == known


def test_a_model_of_another_vocabulary_is_refused(starter):
    with pytest.raises(ValueError, match="16384 tokens, not 5"):
        as_loaded(train([EXAMPLE], EXAMPLE_VOCAB, order=2), starter)


def test_the_books_are_counted_between_the_models_own_tokens(starter, books):
    tokenizer, manifest = TextTokenizer(starter / "tokenizer.json"), read_manifest(starter)
    counts, facts = baseline.counted(books, tokenizer, manifest)
    assert facts["books"] == 6
    assert facts["ngrams"] == counts.sizes
    last = tokenizer.encode(next(baseline.books(books)))[-4:]
    assert counts.probabilities(last).argmax() == manifest.eos_ids[0]


@pytest.mark.model
def test_the_command_shows_the_ngram_model_beside_the_neural_one(
    starter, books, english, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr("engine.measuring.continuations.N_CONTINUATIONS", 1)
    monkeypatch.setenv("LONGHAND_THREADS", "1")
    text = tmp_path / "text.txt"
    text.write_text(english[FOREIGN], encoding="utf-8")
    argv = ["--books", str(books), "--text", str(text), "--sample-words", "50"]
    monkeypatch.setattr("sys.argv", ["baseline", *argv, "--task-samples", "1", "--json"])
    baseline.main()
    found = json.loads(capsys.readouterr().out)
    measures = found["measures"]
    assert measures["starter"]["bits_per_byte"] < measures["ngram-5"]["bits_per_byte"]
    assert measures["starter"].keys() == measures["ngram-5"].keys()
    baseline.show(found["counted"], measures)
    lines = capsys.readouterr().out.splitlines()
    assert ["ngram-5", "starter", "lead"] in [line.split() for line in lines]
    assert "books: 6" in lines
