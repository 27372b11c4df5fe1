"""Our sampling draws from the distributions that transformers' processors leave."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.messages import Sampling
from engine.sampling import adjust, sample, warp

pytestmark = pytest.mark.model
VOCAB, DRAWS = 24, 5_000
CONTEXT = [3, 7, 3, 11]
OPTIONS = [
    {"temperature": 1.0},
    {"temperature": 0.6, "top_k": 5},
    {"temperature": 1.3, "top_p": 0.8},
    {"temperature": 0.8, "min_p": 0.1},
    {"temperature": 1.0, "typical_p": 0.7},
    {"temperature": 1.1, "typical_p": 0.2},
    {"temperature": 1.0, "repetition_penalty": 1.5},
    {"temperature": 0.9, "top_k": 12, "top_p": 0.9, "min_p": 0.05, "typical_p": 0.95},
    {
        "temperature": 1.2,
        "top_k": 15,
        "top_p": 0.95,
        "min_p": 0.02,
        "typical_p": 0.8,
        "repetition_penalty": 1.3,
    },
]
PEAKS = (0.5, 1.5, 4.0)


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    """Return logits from flat to peaked under every set of options, with what transformers does."""
    rng = np.random.default_rng(3)
    found = [
        {
            "logits": rng.normal(0, peak, VOCAB).astype(np.float32).tolist(),
            "context": CONTEXT,
            "options": options,
        }
        for options in OPTIONS
        for peak in PEAKS
    ]
    script = Path(__file__).parent / "warpers.py"
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", str(script)],
        input=json.dumps({"rows": found}),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    expected = json.loads(ran.stdout)["rows"]
    return [{**row, "expected": np.array(p)} for row, p in zip(found, expected, strict=True)]


def ours(row: dict) -> tuple[np.ndarray, Sampling]:
    """Return the adjusted logits of a row and its options as ours."""
    options = Sampling(**{"top_k": 0, "top_p": 1.0, "repetition_range": 0, **row["options"]})
    logits = np.array(row["logits"], np.float32)
    return adjust(logits, options, np.array(row["context"], np.int64)), options


def test_the_probabilities_are_those_of_transformers(rows):
    assert len(rows) == len(OPTIONS) * len(PEAKS)
    for row in rows:
        ids, kept = warp(*ours(row))
        found = np.zeros(VOCAB)
        found[ids] = kept / kept.sum()
        np.testing.assert_allclose(found, row["expected"], atol=1e-6, err_msg=str(row["options"]))


def test_the_draws_pass_a_chi_square_test(rows):
    for index, row in enumerate(rows):
        logits, options = ours(row)
        rng = np.random.default_rng(index)
        drawn = [sample(logits, options, rng) for _ in range(DRAWS)]
        counts = np.bincount(drawn, minlength=VOCAB)
        possible = row["expected"] > 0
        assert not counts[~possible].any(), row["options"]
        # Cells that expect fewer than five draws are counted as one.
        wanted = row["expected"][possible] * DRAWS
        order = np.argsort(wanted)
        rare = np.cumsum(wanted[order]) < 5
        cells = [(counts[possible][order][~rare], wanted[order][~rare])]
        if rare.any():
            pooled = (counts[possible][order][rare].sum(), wanted[order][rare].sum())
            cells.append((np.array([pooled[0]]), np.array([pooled[1]])))
        seen, hoped = (np.concatenate(parts) for parts in zip(*cells, strict=True))
        statistic = ((seen - hoped) ** 2 / np.maximum(hoped, 1.0)).sum()
        assert statistic < chi_square_limit(len(seen) - 1), (row["options"], statistic)


def chi_square_limit(freedom: int) -> float:
    """Return the 0.1% point of chi-square by Wilson and Hilferty's approximation (1931)."""
    if freedom == 0:
        return 1e-9
    normal = 3.090232
    return freedom * (1 - 2 / (9 * freedom) + normal * np.sqrt(2 / (9 * freedom))) ** 3
