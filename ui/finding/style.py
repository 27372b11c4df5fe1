"""How the find bar is dressed: style sheet rows in a theme's colours."""

from __future__ import annotations

from ui.theme import INTERFACE_FAMILIES, INTERFACE_PX, Theme


def find_style(theme: Theme) -> str:
    """Return the style sheet of the find bar."""
    page, ink, ghost, line, accent = (
        color.name() for color in (theme.page, theme.ink, theme.ghost, theme.line, theme.accent)
    )
    families = ", ".join(f'"{family}"' for family in INTERFACE_FAMILIES)
    return f"""
        QFrame#findBar {{ background: {page}; border-top: 1px solid {line}; }}
        QFrame#findBar QLineEdit {{ background: {page}; color: {ink}; border: 1px solid {ghost};
            border-radius: 6px; padding: 4px 7px; min-height: 18px;
            selection-background-color: {accent}; selection-color: {page}; }}
        QFrame#findBar QLineEdit:focus {{ border: 2px solid {accent}; padding: 3px 6px; }}
        QFrame#findBar QCheckBox {{ color: {ink}; spacing: 6px; padding: 2px 4px;
            font-family: {families}; font-size: {INTERFACE_PX}px; border-radius: 6px;
            border: 2px solid transparent; }}
        QFrame#findBar QCheckBox:focus {{ border: 2px solid {accent}; }}
        QFrame#findBar QCheckBox::indicator {{ width: 12px; height: 12px; border-radius: 3px;
            border: 1px solid {ghost}; background: {page}; }}
        QFrame#findBar QCheckBox::indicator:checked {{ background: {accent};
            border-color: {accent}; }}
        QFrame#findBar QPushButton {{ padding: 3px 10px; min-height: 18px; }}
        QFrame#findBar QPushButton:focus {{ padding: 2px 9px; }}
    """
