from PySide6.QtGui import QColor, QTextDocument

from ui import paths, theme
from ui.rewrite.session import TakeView
from ui.rewrite.take_text import faded, take_html, take_plain
from ui.rewrite.word_diff import diff

LIGHT = theme.read_themes(paths.themes_file())["light"]


def view(source, take, **given):
    rest = {"streaming": "", "lost": (), "refused": frozenset(), "hunk": None, **given}
    return TakeView(diff(source, take), **rest)


def shown(html):
    """Return (text, struck, underlined, colour) for every stretch of a page."""
    document = QTextDocument()
    document.setHtml(html)
    found, block = [], document.begin()
    while block.isValid():
        for item in block:
            form = item.fragment().charFormat()
            found.append(
                (
                    item.fragment().text(),
                    form.fontStrikeOut(),
                    form.fontUnderline(),
                    form.foreground().color().name(),
                )
            )
        block = block.next()
    return found


def test_removed_words_are_struck_in_60_percent_ink_and_added_ones_underlined(qapp):
    away = faded(LIGHT.ink, LIGHT.page, 0.6).name()
    assert shown(take_html(view("He went home.", "He walked home."), LIGHT)) == [
        ("He ", False, False, LIGHT.ink.name()),
        ("went", True, False, away),
        ("walked", False, True, LIGHT.accent.name()),
        (" home.", False, False, LIGHT.ink.name()),
    ]


def test_a_refused_change_shows_the_writers_word_and_strikes_the_other(qapp):
    html = take_html(view("He went home.", "He walked home.", refused=frozenset({0})), LIGHT)
    marks = [(text, struck) for text, struck, _, _ in shown(html)]
    # The writer's own word looks like the text around it.
    assert marks == [("He went", False), ("walked", True), (" home.", False)]


def test_a_name_that_is_gone_is_struck_in_the_colour_of_danger(qapp):
    html = take_html(view("Then Mary left.", "Then she left.", lost=("Mary",)), LIGHT)
    assert ("Mary", True, False, LIGHT.danger.name()) in shown(html)


def test_the_change_at_hand_stands_on_a_ground_in_one_card_only(qapp):
    one = view("He went home.", "He walked home.", hunk=0)
    assert "background-color" in take_html(one, LIGHT)
    assert "background-color" not in take_html(one, LIGHT, shows_hunk=False)


def test_markup_in_the_text_is_shown_as_text(qapp):
    html = take_html(view("a <b>bold</b> & one", "a <b>bold</b> & one"), LIGHT)
    assert "".join(text for text, *_ in shown(html)) == "a <b>bold</b> & one"


def test_words_that_stream_stand_behind_what_is_done():
    assert take_plain(view("One.", "Uno.", streaming=" and")) == "Uno. and"


def test_a_share_of_a_colour_lies_between_both():
    assert faded(QColor("#000000"), QColor("#ffffff"), 0.6).name() == "#666666"
