"""The stage Try."""

from __future__ import annotations

from workbench.gui.views.stages.stage import Stage


class TryStage(Stage):
    """To be filled."""
