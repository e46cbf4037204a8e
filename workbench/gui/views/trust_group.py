"""How far the teacher is believed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from workbench.gui.explaining import explained
from workbench.gui.labels import text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.group import Group
from workbench.recipes import Trust


class TrustGroup(Group):
    """A line about what is made of the teacher's answers before the student learns from them; the settings below."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("How far the teacher is believed"))
        self.told = text_label(look="hint", wrap=True)
        self.column.addWidget(self.told)
        self.form = self.add_form(self.tr("Change it…"), "trust", Trust, ("join",))
        self.form.button.setAccessibleName(self.tr("Change how far the teacher is believed"))
        explained(self, "trust", by=self.form.button)
        space.recipe.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the line agree with the recipe."""
        self.told.setText(" ".join(self._sentences()) or self.tr("Its answers are taken as they are."))

    def _sentences(self) -> list[str]:
        trust = self.space.recipe.value("trust") or {}
        found = []
        if trust.get("calibrate"):
            found.append(self.tr("Its answers are calibrated."))
        if trust.get("threshold"):
            text = self.tr("Only those count that it is at least {share} sure of.")
            found.append(text.format(share=words.percent(trust["threshold"])))
        if trust.get("weigh"):
            found.append(self.tr("The surer it is, the more they count."))
        if trust.get("correct") in ("mix", "swap"):
            found.append(self.tr("Where it is wrong, it is corrected."))
        if trust.get("noise"):
            found.append(self.tr("Noise is added to them."))
        return found
