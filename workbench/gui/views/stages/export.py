"""The stage Export."""

from __future__ import annotations

from workbench.gui.views.stages.stage import Stage


class ExportStage(Stage):
    """To be filled."""
