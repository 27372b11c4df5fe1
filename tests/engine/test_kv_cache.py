"""The cache's own arithmetic: what is kept, what is dropped, what does not fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kv_cache import KVCache, common_prefix

CAPACITY = 12
tokens = st.lists(st.integers(0, 2), max_size=CAPACITY)


@pytest.fixture
def cache():
    return KVCache(layers=3, kv_heads=2, head_size=4, capacity=CAPACITY, dtype=np.float32)


def filled(held: list[int]) -> KVCache:
    cache = KVCache(1, 1, 1, CAPACITY, np.float32)
    cache.append(held)
    return cache


@given(tokens, tokens)
def test_the_common_prefix_is_shared_and_cannot_be_longer(a, b):
    n = common_prefix(a, b)
    assert a[:n] == b[:n]
    assert n == min(len(a), len(b)) or a[n] != b[n]


def test_the_buffers_have_their_full_shape_at_once(cache):
    assert len(cache.keys) == len(cache.values) == 3
    assert {array.shape for array in (*cache.keys, *cache.values)} == {(1, 2, CAPACITY, 4)}
    assert {array.dtype for array in (*cache.keys, *cache.values)} == {np.dtype(np.float32)}


@given(tokens, tokens.filter(bool))
def test_reuse_keeps_the_shared_tokens_and_leaves_one_to_run(held, prompt):
    cache = filled(held)
    kept = cache.reuse(prompt)
    assert cache.tokens == tuple(prompt[:kept])
    assert kept == min(common_prefix(held, prompt), len(prompt) - 1)


def test_the_same_prompt_again_runs_its_last_token_only():
    cache = filled([1, 2, 3])
    assert cache.reuse([1, 2, 3]) == 2


def test_trim_drops_the_tail_and_moves_no_buffer(cache):
    cache.append([5, 6, 7])
    before = [id(array) for array in (*cache.keys, *cache.values)]
    cache.trim(1)
    assert cache.tokens == (5,)
    assert cache.length == 1
    assert [id(array) for array in (*cache.keys, *cache.values)] == before


@pytest.mark.parametrize("length", [-1, 4])
def test_a_trim_outside_what_is_held_is_refused_and_changes_nothing(cache, length):
    cache.append([5, 6, 7])
    with pytest.raises(ValueError, match="trim"):
        cache.trim(length)
    assert cache.tokens == (5, 6, 7)


def test_tokens_beyond_the_capacity_are_refused_and_change_nothing(cache):
    cache.append(range(CAPACITY - 1))
    with pytest.raises(ValueError, match="fit"):
        cache.append([1, 2])
    assert cache.length == CAPACITY - 1
    cache.append([1])
    assert cache.length == CAPACITY


def test_the_tokens_handed_out_are_not_the_caches_own_list(cache):
    cache.append([1])
    seen = cache.tokens
    cache.append([2])
    assert seen == (1,)
