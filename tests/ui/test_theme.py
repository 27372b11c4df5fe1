import pytest
from PySide6.QtGui import QFontInfo

from ui import paths, theme

THEMES = theme.read_themes(paths.themes_file())


def luminance(color):
    """Relative luminance, WCAG 2.2."""
    channels = [color.redF(), color.greenF(), color.blueF()]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", ["light", "dark", "sepia"])
def test_text_and_ghost_stand_out_enough_in_every_theme(name):
    found = THEMES[name]
    for token in ("ink", "quiet", "accent", "danger"):
        assert contrast(getattr(found, token), found.page) >= 4.5, token
    assert contrast(found.ghost, found.page) >= 3.0


def test_the_systems_wish_counts_only_where_the_setting_says_so(qapp):
    assert theme.chosen(THEMES, "sepia").name == "sepia"
    assert theme.chosen(THEMES, "system").name in ("light", "dark")


def test_the_bundled_fonts_are_the_ones_that_show(qapp):
    theme.load_fonts(paths.font_files())
    assert QFontInfo(theme.text_font(18)).family() == "Source Serif Pro"


def test_lines_are_one_and_a_half_times_the_text_size(qapp):
    theme.load_fonts(paths.font_files())
    assert 100 < theme.line_height_percent(theme.text_font(18)) < 155
