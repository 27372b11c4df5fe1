"""What the tests of outlines share: sessions that want beats, and a writer run step by step."""

import numpy as np

from engine.habits import Habits
from engine.healing import Vocabulary
from engine.messages import Sampling
from engine.outline import OutlineSetting, OutlineWriter
from tests.fakes import ByteTokenizer, FakeSession

PROMPT = "A lamp, a letter."
# The first is the byte tokenizer's control token, the second would be written as a comma and quote.
BEAT, EOT = 256, 257
SURE = Sampling(temperature=1.0, top_k=1, dry_multiplier=0.0)
STRAIGHT = Habits(None, "\n\n")


class SameSession(FakeSession):
    """A session that wants the same tokens after whatever was written, the first one most."""

    def __init__(self, letters: str, *first: int) -> None:
        super().__init__(vocab_size=258)
        self._wanted = [*first, *letters.encode()]

    def logits_after(self, tokens):
        """Return 50, 49, 48, ... for what is wanted, and -50 for everything else."""
        logits = np.full(self.vocab_size, -50, np.float32)
        for rank, token in reversed(list(enumerate(self._wanted))):
            logits[token] = 50 - rank
        return logits


def outline_of(*beats: str, end: bool = True) -> list[int]:
    """Return the tokens of a whole outline."""
    ids = [token for beat in beats for token in (BEAT, *beat.encode())]
    return [*ids, EOT] if end else ids


def setting_of(n_beats=None, room=300, **options) -> OutlineSetting:
    """Return what an outline of PROMPT is written by; sure of its words unless told otherwise."""
    values = {
        "prompt_ids": tuple(PROMPT.encode()),
        "separator_id": BEAT,
        "stop_ids": frozenset({EOT}),
        "sampling": SURE,
        "n_beats": n_beats,
        "room": room,
        "tokenizer": ByteTokenizer(),
        "vocabulary": Vocabulary((i, chr(i)) for i in range(128)),
        "habits": STRAIGHT,
    }
    return OutlineSetting(**{**values, **options})


def _checked_step(writer, logits):
    """Let a writer choose, and check that it leaves the logits as they are."""
    given = logits.copy()
    step = writer.write(logits)
    assert (logits == given).all()
    return step


def run(session, setting, seed=7):
    """Let a writer write over a session, step by step; return it and the tokens that were run.

    Each step goes back over tokens of this outline only, and stays within the room.
    """
    told = []
    writer = OutlineWriter(setting, seed, told.append)
    ran: list[int] = []
    logits = session.logits_after(setting.prompt_ids)
    while (step := _checked_step(writer, logits)) is not None:
        assert 0 <= step.rewind <= len(ran)
        del ran[len(ran) - step.rewind :]
        ran.append(step.token)
        assert len(ran) <= setting.room
        logits = session.logits_after((*setting.prompt_ids, *ran))
    assert told == writer.beats
    return writer, ran


def beats_in(ids) -> list[str]:
    """Return the text behind each separator."""
    beats: list[list[int]] = []
    for token in ids:
        if token == BEAT:
            beats.append([])
        else:
            beats[-1].append(token)
    return [" ".join(ByteTokenizer().decode(beat).split()) for beat in beats]
