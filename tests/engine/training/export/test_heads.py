"""A laid-out head computes what the checkpoint's head does, whatever its size."""

import numpy as np
import pytest

from engine.training.export.families import NotFusable
from engine.training.export.heads import HeadLayout

SIZES = [(16, 16), (8, 8), (20, 20), (24, 6), (32, 8), (80, 32), (16, 0), (10, 4), (15, 6)]


def turned(x, cos, sin):
    """Rotate place i with place i + half, as transformers and the fused operator do."""
    half = cos.shape[-1]
    first, second, rest = x[..., :half], x[..., half : 2 * half], x[..., 2 * half :]
    return np.concatenate([first * cos - second * sin, second * cos + first * sin, rest], -1)


@pytest.mark.parametrize(("size", "rotary_size"), SIZES)
def test_products_of_rotated_heads_stay_what_they_were(size, rotary_size):
    rng = np.random.default_rng(size)
    layout = HeadLayout.of(size, rotary_size)
    query, key = rng.normal(size=(2, 5, 3 * size)).astype(np.float32)
    angles = rng.uniform(0, 6, (5, rotary_size // 2)).astype(np.float32)
    cos, sin = np.cos(angles), np.sin(angles)
    own = [turned(x.reshape(5, 3, size), cos[:, None], sin[:, None]) for x in (query, key)]
    wide = layout.table(cos, 1.0)[:, None], layout.table(sin, 0.0)[:, None]
    laid = [turned(layout.spread(x).reshape(5, 3, layout.size), *wide) for x in (query, key)]
    expected, actual = (np.einsum("nhd,mhd->hnm", *pair) for pair in (own, laid))
    np.testing.assert_allclose(actual, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("size", "rotary_size"), SIZES)
def test_a_laid_out_head_has_a_size_that_the_operator_takes(size, rotary_size):
    layout = HeadLayout.of(size, rotary_size)
    assert layout.size % 16 == 0
    assert size <= layout.size < size + 16
    assert len(set(layout.places)) == size
    assert (
        layout.table(np.ones((2, rotary_size // 2), np.float32), 1.0).shape[1] == layout.size // 2
    )


@pytest.mark.parametrize("size", [8, 16, 24])
def test_a_norm_over_a_laid_out_head_stays_what_it_was(size):
    rng = np.random.default_rng(1)
    layout = HeadLayout.of(size, size)
    x, weight = rng.normal(size=(4, size)).astype(np.float32), rng.uniform(0.5, 2, size)
    expected = x / np.sqrt((x**2).mean(-1, keepdims=True) + 0.1) * weight
    laid = layout.spread(x)
    wide_weight, epsilon = layout.norm(weight.astype(np.float32), 0.1)
    actual = laid / np.sqrt((laid**2).mean(-1, keepdims=True) + epsilon) * wide_weight
    np.testing.assert_allclose(actual, layout.spread(expected.astype(np.float32)), rtol=1e-5)


@pytest.mark.parametrize("rotary_size", [3, 18])
def test_places_that_cannot_be_rotated_in_pairs_are_not_known(rotary_size):
    with pytest.raises(NotFusable, match=f"rotates {rotary_size} places of a head of 16"):
        HeadLayout.of(16, rotary_size)
