"""Choose a method: those that compare answers first, then those that compare what lies within the networks."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QWidget

from workbench.gui.labels import said
from workbench.gui.models.catalogue import Entry
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views.picker import Picker

ANSWERS = frozenset({"logits", "labels"})


class MethodPicker(Picker):
    """A picker of methods. One that cannot run on the pair of networks stays in the list, and says why.

    Args:
        path: Of the method in the recipe.
        further: It is a further method: those that are a whole loss by themselves are left out.
    """

    def __init__(
        self, title: str, path: str, space: Workspace, *, further: bool = False, parent: QWidget | None = None
    ) -> None:
        self._advice, self._further = space.advice, further
        self._reasons: dict[str, str] = {}
        super().__init__(title, path, "methods", space.recipe, space.catalogue, parent, layers=space.advice)
        self.combo.setMaxVisibleItems(24)
        self._advice.changed.connect(self._on_advice)

    def fill(self) -> None:
        """Offer the methods, sorted by what they compare."""
        self._reasons = {}
        for title, entries in self._sorted():
            if self.combo.count():
                self.combo.insertSeparator(self.combo.count())
            self._add_heading(title)
            for entry in entries:
                self.combo.addItem(said(entry["title"]), entry["name"])
        self._show_reasons()

    def other_problems(self) -> list[str]:
        """Why the chosen method cannot run here."""
        reason = self._advice.why_not(self._recipe.value(f"{self._path}.kind") or "")
        return [worded(reason)] if reason else []

    def _sorted(self) -> Iterator[tuple[str, list[Entry]]]:
        sorts: dict[str, list[Entry]] = {"answers": [], "embedding": [], "maps": [], "alone": []}
        for entry in self._catalogue.entries("methods"):
            if not self._further or entry["facts"].get("uses_alpha", True):
                sorts[_sort_of(entry)].append(entry)
        titles = {
            "answers": self.tr("Compare answers"),
            "embedding": self.tr("Compare what goes into the last layer"),
            "maps": self.tr("Compare feature maps"),
            "alone": self.tr("Without a teacher"),
        }
        return ((titles[name], entries) for name, entries in sorts.items() if entries)

    def _add_heading(self, title: str) -> None:
        self.combo.addItem(title)
        item = self._item(self.combo.count() - 1)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        item.setData(title, Qt.ItemDataRole.AccessibleTextRole)

    def _show_reasons(self) -> None:
        """Switch off what cannot run, and say why."""
        for number in range(self.combo.count()):
            kind = self.combo.itemData(number)
            entry = self._catalogue.entry("methods", kind) if kind else None
            if entry is None:
                continue
            item, reason = self._item(number), self._advice.why_not(kind)
            title = said(entry["title"])
            item.setText(self.tr("{method} – cannot run here").format(method=title) if reason else title)
            item.setEnabled(not reason)
            item.setToolTip(worded(reason) if reason else said(entry["summary"]))
        self._reasons = self._known_reasons()

    def _known_reasons(self) -> dict[str, str]:
        return {} if self._advice.is_outdated else dict(self._advice.methods)

    def _item(self, number: int) -> QStandardItem:
        model = self.combo.model()
        assert isinstance(model, QStandardItemModel), "what QComboBox makes for itself"
        return model.item(number)

    def _on_advice(self) -> None:
        if self._reasons != self._known_reasons():
            self._show_reasons()
        self.refresh()


def _sort_of(entry: Entry) -> str:
    facts = entry["facts"]
    needs = set(facts.get("needs") or ("logits",))
    if not facts.get("needs_teacher", True):
        return "alone"
    if needs <= ANSWERS:
        return "answers"
    return "maps" if "maps" in needs else "embedding"
