"""The first page."""

from __future__ import annotations

from workbench.gui.views.stages.stage import Stage


class WelcomeStage(Stage):
    """To be filled."""
