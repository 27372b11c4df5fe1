"""How the fields of dialogs are dressed: style sheet rows in a theme's colours."""

from __future__ import annotations

from ui.theme import INTERFACE_FAMILIES, INTERFACE_PX, Theme


def dialog_style(theme: Theme) -> str:
    """Return the style sheet of the fields in dialogs."""
    page, ink, ghost, line, accent = (
        color.name() for color in (theme.page, theme.ink, theme.ghost, theme.line, theme.accent)
    )
    families = ", ".join(f'"{family}"' for family in INTERFACE_FAMILIES)
    return f"""
        QDialog > QLineEdit, QDialog QPlainTextEdit, QDialog CountField, QDialog ChoiceBox {{
            background: {page}; color: {ink}; border: 1px solid {ghost}; border-radius: 6px;
            padding: 4px 7px; min-height: 18px;
            selection-background-color: {accent}; selection-color: {page};
            font-family: {families}; font-size: {INTERFACE_PX}px; }}
        QDialog > QLineEdit:focus, QDialog QPlainTextEdit:focus, QDialog CountField:focus,
        QDialog ChoiceBox:focus {{ border: 2px solid {accent}; padding: 3px 6px; }}
        QDialog *:disabled {{ color: {ghost}; border-color: {line}; }}
        QListWidget {{ outline: none; }}
        QListWidget::indicator {{ width: 12px; height: 12px; border-radius: 3px;
            border: 1px solid {ghost}; background: {page}; }}
        QListWidget::indicator:checked {{ background: {accent}; border-color: {accent}; }}
    """
