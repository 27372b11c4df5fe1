"""A rewrite from the first take to the last decision: rounds, takes, pieces, hunks; pure state.

A round is one ask for takes in one mode; earlier rounds stay. A take runs through all pieces of the
passage: where a piece is not done it is the writer's own, so that what is there can be applied at
any time and nothing is ever half written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ui.engine_types import RewriteTake
from ui.rewrite.passage import Passage, Piece, pieces_of
from ui.rewrite.word_diff import Span, compose, diff, hunks_of

# Modes that go on behind the passage instead of replacing it.
ADDING = frozenset({"describe", "dialogue"})
# How a take ends that something cut off.
_CUT = frozenset({"length", "context", "time", "guard"})


@dataclass(slots=True)
class _Column:
    """One take of a round: finished pieces, and what streams into the next one."""

    pieces: list[RewriteTake] = field(default_factory=list)
    streaming: str = ""
    refused: set[int] = field(default_factory=set)
    hunk: int = 0
    spans: tuple[Span, ...] = ()


@dataclass(slots=True)
class Round:
    """The takes of one ask."""

    mode: str
    label: str
    pieces: tuple[Piece, ...]
    columns: list[_Column]
    instruction: str = ""
    is_over: bool = False
    chosen: int = 0

    @property
    def done(self) -> int:
        """How many pieces are done."""
        return len(self.columns[0].pieces) if self.columns else 0


@dataclass(frozen=True, slots=True)
class TakeView:
    """What a card shows of a take."""

    spans: tuple[Span, ...]
    streaming: str
    """What comes at this moment, after the spans."""
    lost: tuple[str, ...]
    refused: frozenset[int]
    hunk: int | None
    """The hunk that Space would toggle; None where there is none."""
    is_cut: bool = False
    """Whether a piece of it was cut off before its end."""


class RewriteSession:
    """The rounds over one passage."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.rounds: list[Round] = []
        self._at = 0

    @property
    def round(self) -> Round | None:
        """The round on show."""
        return self.rounds[self._at] if self.rounds else None

    @property
    def place(self) -> tuple[int, int]:
        """The number of the round on show, from 1, and how many there are."""
        return self._at + 1, len(self.rounds)

    def begin(self, mode: str, label: str, n_takes: int, instruction: str = "") -> Round:
        """Open a round, which is then on show.

        Args:
            mode: an engine's mode.
            label: how the writer knows it.
            n_takes: takes asked for, at least 1.
            instruction: what is wanted in the mode "instruct".
        """
        adds = mode in ADDING
        pieces = (Piece(self.passage.text, ""),) if adds else pieces_of(self.passage.text)
        new = Round(mode, label, pieces, [_Column() for _ in range(n_takes)], instruction)
        self.rounds.append(new)
        self._at = len(self.rounds) - 1
        return new

    def end(self, ended: Round) -> None:
        """Nothing more comes for a round: half a piece goes, and so does a round without any.

        Then the round before it shows again.
        """
        ended.is_over = True
        for column in ended.columns:
            column.streaming = ""
        at = next((n for n, known in enumerate(self.rounds) if known is ended), None)
        if at is not None and ended.done == 0:
            del self.rounds[at]
            if self._at >= at:
                self._at = max(0, self._at - 1)

    def step(self, by: int) -> None:
        """Show an earlier or a later round, as far as there are any."""
        self._at = max(0, min(len(self.rounds) - 1, self._at + by))

    # What the engine brings

    def stream(self, to: Round, take: int, text: str) -> None:
        """Add to what streams into a take's next piece; a take beyond those asked for is spare.

        What comes for a round that is over is dropped.
        """
        if not to.is_over and take < len(to.columns):
            to.columns[take].streaming += text

    def finish_piece(
        self, to: Round, takes: Sequence[RewriteTake], spans: Sequence[tuple[Span, ...]]
    ) -> None:
        """Take over the finished takes of the next piece.

        Fewer than asked may come, since equal ones are dropped: then the first piece says how many
        takes there are, and later ones are shared round.

        Args:
            to: the round.
            takes: at least one.
            spans: what each changes, as `spans_of` gives it.
        """
        if to.done == 0:
            del to.columns[len(takes) :]
            to.chosen = min(to.chosen, len(to.columns) - 1)
        for number, column in enumerate(to.columns):
            column.pieces.append(takes[number % len(takes)])
            column.streaming = ""
            column.spans += spans[number % len(takes)]

    # What the writer does

    def choose(self, take: int) -> bool:
        """Choose a take of the round on show; returns whether there is one of this number."""
        current = self.round
        if current is None or not 0 <= take < len(current.columns):
            return False
        current.chosen = take
        return True

    def choose_next(self, by: int = 1) -> None:
        """Choose the next take, from the last one the first."""
        if (current := self.round) is not None and current.columns:
            current.chosen = (current.chosen + by) % len(current.columns)

    def move_hunk(self, by: int) -> None:
        """Go to another hunk of the chosen take, as far as there are any."""
        column = self._chosen()
        if column is not None:
            column.hunk = max(0, min(hunks_of(column.spans) - 1, column.hunk + by))

    def toggle_hunk(self) -> None:
        """Refuse the hunk at hand, or take it after all."""
        column = self._chosen()
        if column is not None and column.hunk < hunks_of(column.spans):
            column.refused ^= {column.hunk}

    # What is shown, and what would stand in the text

    def view(self, take: int) -> TakeView:
        """Return what a card shows of a take of the round on show."""
        assert self.round is not None
        column = self.round.columns[take]
        lost = (name for piece in column.pieces for name in piece.lost)
        return TakeView(
            spans=column.spans,
            streaming=column.streaming,
            lost=tuple(dict.fromkeys(lost)),
            refused=frozenset(column.refused),
            hunk=column.hunk if hunks_of(column.spans) else None,
            is_cut=any(piece.finish in _CUT for piece in column.pieces),
        )

    def result(self) -> str | None:
        """Return the text that takes the passage's place; None where no piece is done."""
        column = self._chosen()
        if column is None or self.round is None or not column.pieces:
            return None
        rest = self.round.pieces[len(column.pieces) :]
        return compose(column.spans, column.refused) + "".join(p.text + p.gap for p in rest)

    def _chosen(self) -> _Column | None:
        if self.round is None or not self.round.columns:
            return None
        return self.round.columns[self.round.chosen]


def spans_of(mode: str, piece: Piece, text: str) -> tuple[Span, ...]:
    """Return what a take changes in a piece, with the white space behind it.

    It takes long for a long piece: up to a second where every letter is a word.
    """
    spans: tuple[Span, ...] = (Span(piece.text, piece.text), Span("", text))
    if mode not in ADDING:
        spans = diff(piece.text, text)
    return (*spans, Span(piece.gap, piece.gap)) if piece.gap else spans
