import pytest

from ui import paths, theme
from ui.editor.page_form import form_of
from ui.settings import Settings


@pytest.fixture
def font(qapp):
    theme.load_fonts(paths.font_files())
    return theme.text_font(20)


@pytest.mark.parametrize(
    ("style", "indent", "space"), [("plain", 0, 0), ("indent", 30, 0), ("space", 0, 15)]
)
def test_paragraphs_are_told_apart_as_the_writer_wishes(font, style, indent, space):
    settings = Settings()
    settings.set("editor.paragraphs", style)
    made = form_of(settings, font).of_paragraph()
    assert (made.textIndent(), made.bottomMargin()) == (indent, space)


def test_lines_are_as_far_apart_as_the_writer_wishes_whatever_the_font_says(font):
    settings = Settings()
    heights = []
    for percent in (120, 180):
        settings.set("editor.line_height", percent)
        heights.append(form_of(settings, font).line_height_percent)
    assert heights[1] / heights[0] == pytest.approx(180 / 120, rel=0.01)
