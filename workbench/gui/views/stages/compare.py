"""The stage Compare."""

from __future__ import annotations

from workbench.gui.views.stages.stage import Stage


class CompareStage(Stage):
    """To be filled."""
