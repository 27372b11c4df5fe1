"""How suggested beats join an outline: pure functions from lines to beats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ui.language import mark, tr
from ui.manuscript.nesting import TOP
from ui.manuscript.outline import Beat, Outline
from ui.outlining.structures import Structure

MOST_BEATS = 40
_WORDS_A_BEAT, _FEWEST = 3000, 5
_ACTS = (
    mark("Act one"),
    mark("Act two"),
    mark("Act three"),
    mark("Act four"),
    mark("Act five"),
    mark("Act six"),
    mark("Act seven"),
)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A beat that was suggested and is not in the outline yet."""

    title: str
    synopsis: str = ""
    group: str = ""
    """The act it belongs to, or the id of the scene it was made of."""
    target: int = 0
    """Words; 0 is no target."""
    label: str = ""
    """What the writer calls its group; the act's name where empty."""


def beats_for(words: int, structure: Structure | None) -> int:
    """Return how many beats a text of a length gets: a structure's own, or one a scene."""
    if structure is not None:
        return len(structure.steps)
    return max(_FEWEST, min(MOST_BEATS, round(words / _WORDS_A_BEAT)))


def from_premise(
    lines: Sequence[str], words: int, acts: int, structure: Structure | None
) -> tuple[Suggested, ...]:
    """Return the beats of a premise.

    Args:
        lines: what the engine wrote, as many as `beats_for` said, or fewer.
        words: the length of the whole text.
        acts: into how many acts they are parted where there is no structure.
        structure: gives each line its step; the step is the beat, the line its synopsis.
    """
    if structure is not None:
        return tuple(
            Suggested(tr(step.title), line, step.act and tr(step.act), round(words * share))
            for step, share, line in zip(structure.steps, structure.shares(), lines, strict=False)
        )
    n_lines = len(lines)
    return tuple(
        Suggested(
            line,
            group=tr(_ACTS[at * acts // n_lines]) if acts > 1 else "",
            target=round(words / n_lines),
        )
        for at, line in enumerate(lines)
    )


def join_acts(outline: Outline, suggested: Iterable[Suggested]) -> Outline:
    """Return the outline with beats at its end, each act a beat that holds its own."""
    acts: dict[str, str] = {}
    for beat in suggested:
        parent = TOP
        if beat.group:
            if beat.group not in acts:
                acts[beat.group] = outline.free_id()
                outline = outline.insert(Beat(acts[beat.group], title=beat.group))
            parent = acts[beat.group]
        outline = outline.insert(_beat(outline, beat), under=parent)
    return outline


def join_scenes(
    outline: Outline, suggested: Iterable[Suggested], titles: dict[str, str]
) -> Outline:
    """Return the outline with beats below the beats of their scenes.

    Args:
        outline: it gets a beat for a scene that has none.
        suggested: their groups are ids of scenes.
        titles: what the scenes are called.
    """
    parents: dict[str, str] = {}
    for beat in suggested:
        if beat.group not in parents:
            # A text that is no scene of the project has no beat, and gets one without a scene.
            scene = outline.beat_of(beat.group) if beat.group else None
            if scene is None:
                scene = Beat(outline.free_id(), title=titles.get(beat.group, ""), scene=beat.group)
                outline = outline.insert(scene)
            parents[beat.group] = scene.id
        outline = outline.insert(_beat(outline, beat), under=parents[beat.group])
    return outline


def join_after(outline: Outline, suggested: Iterable[Suggested], after: str) -> Outline:
    """Return the outline with beats right behind one, or at its end where `after` is empty."""
    for beat in suggested:
        new = _beat(outline, beat)
        parent = outline.find(after).parent if after else TOP
        outline = outline.insert(new, after=after, under=parent)
        after = new.id
    return outline


def _beat(outline: Outline, suggested: Suggested) -> Beat:
    return Beat(
        outline.free_id(),
        title=suggested.title,
        synopsis=suggested.synopsis,
        target=suggested.target,
        status="idea",
    )
