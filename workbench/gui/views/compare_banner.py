"""The verdict, in words that a beginner understands and an engineer can check."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.gui.icons import icon
from workbench.gui.labels import text_label
from workbench.gui.models import compare_words
from workbench.gui.models.compare import CompareModel
from workbench.gui.models.compare_networks import Comparison
from workbench.gui.said_by_engine import worded
from workbench.gui.theme import Theme
from workbench.gui.views import words
from workbench.gui.views.result import KIND_OF_VERDICT


class VerdictBanner(QFrame):
    """Better, no real difference or worse; the test behind it; what the test means."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("explain", "verdict")
        self.picture = QLabel()
        self.headline = text_label(look="headline", wrap=True)
        self.evidence, self.meaning, self.note = (text_label(wrap=True) for _ in range(3))
        for label in (self.headline, self.evidence):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text = QVBoxLayout()
        text.setSpacing(4)
        for label in (self.headline, self.evidence, self.meaning, self.note):
            text.addWidget(label)
        text.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)

    def show_verdict(self, model: CompareModel, found: Comparison) -> None:
        """Say what came of the comparison."""
        verdict = found.verdict
        kind = KIND_OF_VERDICT[verdict.kind] if verdict else ("warning" if found.why else "info")
        self._paint(kind)
        self.headline.setText(compare_words.headline(model, found))
        evidence = words.evidence(verdict).strip("()") if verdict else ""
        results = model.results(found.pair.right.run)
        texts = {
            self.evidence: evidence[:1].upper() + evidence[1:],
            self.meaning: compare_words.meaning(verdict),
            self.note: worded(results.note) if results is not None and found.pair.is_within else "",
        }
        for label, text in texts.items():
            label.setText(text)
            label.setVisible(bool(text))
        self.setAccessibleName(self.tr("Verdict: {text}").format(text=self.headline.text()))

    def _paint(self, kind: str) -> None:
        if self.property("banner") != kind:
            self.setProperty("banner", kind)
            for widget in (self, self.headline):
                widget.style().unpolish(widget)
                widget.style().polish(widget)
        self.picture.setPixmap(icon(kind, self._theme.colors.banners[kind][1]).pixmap(QSize(20, 20)))
