import pytest
from PySide6.QtWidgets import QWidget

from engine.paths import resources
from ui.panels.beat_form import BeatForm
from ui.panels.row_delegate import LABEL_COLORS
from ui.panels.style import panel_style
from ui.theme import read_themes

THEMES = read_themes(resources() / "themes" / "themes.toml")


def luminance(color):
    parts = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.getRgbF()[:3]
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_qt_understands_the_style_sheet_of_every_theme(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    form = BeatForm(window)
    # Qt says a warning, which fails the test, where it cannot parse a sheet.
    window.setStyleSheet(panel_style(theme))
    form.show_beat(None)
    window.show()
    assert theme.accent.name() in window.styleSheet()


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_labels_and_the_writing_on_a_selected_row_stand_out(theme):
    assert contrast(theme.ink, theme.line) >= 4.5
    for color in LABEL_COLORS.values():
        assert contrast(color, theme.page) >= 3
