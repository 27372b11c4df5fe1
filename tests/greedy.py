"""The one comparator of greedy texts: a difference counts only where the reference was sure."""

from collections.abc import Sequence

# Two sums in another order may swap tokens whose logits are nearer than this.
TIE = 1e-3


def compared_tokens(
    expected: Sequence[int], gaps: Sequence[float], actual: Sequence[int], tie: float = TIE
) -> int:
    """Check that two greedy texts agree and return how many tokens were compared.

    Args:
        expected: the reference's tokens.
        gaps: at each of them, the reference's largest logit minus its second largest.
        actual: the tokens to check.
        tie: a gap up to this may flip; the texts have nothing in common behind a flip.
    """
    assert len(expected) == len(gaps)
    for index, (token, gap) in enumerate(zip(expected, gaps, strict=True)):
        if index >= len(actual) or actual[index] != token:
            assert gap <= tie, f"token {index}: {list(actual)[index : index + 1]} is not {token}"
            return index
    assert len(actual) == len(expected), "the text goes on where the reference ends"
    return len(expected)
