from PySide6.QtGui import QColor

from ui import paths, theme
from ui.rewrite.session import TakeView
from ui.rewrite.take_text import faded, take_plain, take_runs
from ui.rewrite.word_diff import diff

LIGHT = theme.read_themes(paths.themes_file())["light"]


def view(source, take, **given):
    rest = {"streaming": "", "lost": (), "refused": frozenset(), "hunk": None, **given}
    return TakeView(diff(source, take), **rest)


def shown(runs):
    """Return (text, struck, underlined, colour) for every run."""
    return [(run.text, run.look.is_struck, run.look.is_underlined, run.look.color) for run in runs]


def test_removed_words_are_struck_in_60_percent_ink_and_added_ones_underlined():
    away = faded(LIGHT.ink, LIGHT.page, 0.6).name()
    assert shown(take_runs(view("He went home.", "He walked home."), LIGHT)) == [
        ("He ", False, False, LIGHT.ink.name()),
        ("went", True, False, away),
        ("walked", False, True, LIGHT.accent.name()),
        (" home.", False, False, LIGHT.ink.name()),
    ]


def test_a_refused_change_shows_the_writers_word_and_strikes_the_other():
    runs = take_runs(view("He went home.", "He walked home.", refused=frozenset({0})), LIGHT)
    marks = [(text, struck) for text, struck, _, _ in shown(runs)]
    assert marks == [("He ", False), ("went", False), ("walked", True), (" home.", False)]
    # The writer's own word looks like the text around it.
    assert runs[0].look == runs[1].look


def test_a_name_that_is_gone_is_struck_in_the_colour_of_danger():
    runs = take_runs(view("Then Mary left.", "Then she left.", lost=("Mary",)), LIGHT)
    assert ("Mary", True, False, LIGHT.danger.name()) in shown(runs)


def test_the_change_at_hand_stands_on_a_ground_in_one_card_only():
    one = view("He went home.", "He walked home.", hunk=0)
    here = [run.text for run in take_runs(one, LIGHT) if run.is_here and run.look.ground]
    assert here == ["went", "walked"]
    elsewhere = take_runs(one, LIGHT, shows_hunk=False)
    assert not any(run.is_here or run.look.ground for run in elsewhere)


def test_words_that_stream_stand_behind_what_is_done():
    assert take_plain(view("One.", "Uno.", streaming=" and")) == "Uno. and"


def test_a_share_of_a_colour_lies_between_both():
    assert faded(QColor("#000000"), QColor("#ffffff"), 0.6).name() == "#666666"
