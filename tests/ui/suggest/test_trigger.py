from dataclasses import replace

import pytest

from ui.suggest.trigger import (
    EditKind,
    Moment,
    begins_sentence,
    can_suggest,
    wants_suggestion,
)

TYPING = Moment(
    enabled=True,
    kind=EditKind.TYPED,
    line_before="The rain had",
    line_after="",
    has_text=True,
    has_selection=False,
    has_focus=True,
    is_composing=False,
)


def test_a_pause_after_typing_or_accepting_wants_a_suggestion():
    assert wants_suggestion(TYPING)
    assert wants_suggestion(replace(TYPING, kind=EditKind.ACCEPTED))


@pytest.mark.parametrize(
    "change",
    [
        {"enabled": False},
        {"kind": EditKind.UNDONE},
        {"kind": EditKind.DELETED},
        {"kind": EditKind.PASTED},
        {"kind": EditKind.LOADED},
        {"line_before": "## The arrival"},
        {"has_selection": True},
        {"is_composing": True},
        {"has_focus": False},
        {"has_text": False},
        {"line_before": "The ra", "line_after": "in had"},
    ],
)
def test_no_pause_wants_one_when(change):
    assert not wants_suggestion(replace(TYPING, **change))


def test_asked_for_it_may_come_after_an_undo_but_never_into_a_selection():
    assert can_suggest(replace(TYPING, kind=EditKind.UNDONE))
    assert not can_suggest(replace(TYPING, has_selection=True))


@pytest.mark.parametrize(
    "line", ["", "   ", "It ended. ", 'He said "no." ', "Why?! ", "他走了。", "“走吧！”", "So… "]
)
def test_behind_the_end_of_a_sentence_another_begins(line):
    assert begins_sentence(line)


@pytest.mark.parametrize("line", ["The rain", "The rain, ", "It ended.", "他走到", "他走了，"])
def test_within_a_sentence_none_begins(line):
    assert not begins_sentence(line)
