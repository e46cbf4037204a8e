"""Labels whose look the theme knows by their name."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

Look = Literal["", "headline", "heading", "facts", "hint", "problem"]


def text_label(text: str = "", look: Look = "", *, wrap: bool = False) -> QLabel:
    """A label that shows its text as it is, never as HTML.

    Args:
        look: Name in the style sheet of the theme; empty = ordinary text.
        wrap: Break long lines.
    """
    made = QLabel(text)
    made.setObjectName(look)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    return made


def problem_label() -> QLabel:
    """Where a problem is shown; hidden until there is one."""
    made = text_label(look="problem", wrap=True)
    made.hide()
    return made
