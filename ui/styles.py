"""The style sheets of all parts of a window, for `theme.apply`."""

from __future__ import annotations

from ui.commands.style import commands_style
from ui.finding.style import find_style
from ui.outlining.style import dialog_style
from ui.paged_window import pages_style
from ui.panels.style import panel_style
from ui.rewrite.style import popover_style
from ui.voices.style import voices_style

STYLES = (
    popover_style,
    panel_style,
    dialog_style,
    voices_style,
    find_style,
    pages_style,
    commands_style,
)
