"""How well the exported file agrees with the network, as a list that fills in."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.gui.icons import icon
from workbench.gui.labels import text_label
from workbench.gui.models.export_material import Proof
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words

State = Literal["waiting", "busy", "done", "info", "error"]
LINES = 5
"""Those of the engine's checks, in its order, and the file that is kept."""


class ProofCard(QFrame):
    """One line for each check: what it is, what came out, and whether it holds."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setProperty("explain", "export_formats")
        self._space, self._model = space, space.export
        self.picture = QLabel()
        self.headline = text_label(look="headline", wrap=True)
        self.headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text = text_label(look="hint", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.marks = [QLabel() for _ in range(LINES)]
        self.lines = [text_label(wrap=True) for _ in range(LINES)]
        self.hints = [text_label(look="hint", wrap=True) for _ in range(LINES)]
        self.states: list[State] = ["waiting"] * LINES
        self.folder = QPushButton(self.tr("Open folder"))
        self.copy = QPushButton(self.tr("Copy details"))
        self.copy.setToolTip(self.tr("What went wrong, for whoever is asked for help"))
        self._lay_out()
        self.folder.clicked.connect(self._on_folder)
        self.copy.clicked.connect(self._on_copy)
        space.export.changed.connect(self.refresh)
        space.theme.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the list agree with the model."""
        model, proof, failure = self._model, self._model.proof, self._model.shown_failure
        self.states = self._states()
        titles = self._titles(proof)
        for row, (title, hint) in enumerate(titles):
            state = self.states[row]
            self.marks[row].setPixmap(self._mark(state, 16))
            self.lines[row].setText(title)
            self.lines[row].setEnabled(state != "waiting")
            self.hints[row].setText(hint)
            self.hints[row].setVisible(bool(hint))
            self.lines[row].setAccessibleDescription(self._word(state))
        self.headline.setText(self._headline())
        whole: State = "error" if failure else "busy" if model.is_exporting else "waiting"
        if proof is not None:
            whole = "done" if proof.holds else "info"
        self.picture.setPixmap(self._mark(whole, 20))
        self.text.setText(self._advice(proof))
        self.text.setVisible(bool(self.text.text()))
        self.folder.setVisible(proof is not None)
        self.folder.setToolTip(proof.folder if proof is not None else "")
        self.copy.setVisible(failure is not None)

    def _states(self) -> list[State]:
        model, proof = self._model, self._model.proof
        if proof is not None:
            same: State = "done" if proof.holds else "info"
            return ["done", "done", same, "done" if proof.latency_ms is not None else "info", "done"]
        reached: State = "busy" if model.is_exporting else "error"
        if not model.is_exporting and model.shown_failure is None:
            return ["waiting"] * LINES
        states: list[State] = ["waiting"] * LINES
        for row in range(min(model.check + 1, LINES)):
            states[row] = "done" if row < model.check else reached
        return states

    def _headline(self) -> str:
        model, proof, failure = self._model, self._model.proof, self._model.shown_failure
        if proof is not None:
            if proof.holds:
                return self.tr("Exported, and the file agrees with the network")
            return self.tr("Exported; the file agrees with the network but for ties")
        if failure is not None:
            return failure.problem
        if model.is_cancelling:
            return self.tr("Cancelling…")
        if model.is_exporting:
            return self.tr("Exporting, and checking the file")
        return self.tr("What an export has to prove")

    def _advice(self, proof: Proof | None) -> str:
        failure = self._model.shown_failure
        if failure is not None:
            return failure.fix
        if proof is not None:
            return proof.folder
        return "" if self._model.is_exporting else self.tr("Every line must hold, or no file is kept.")

    def _titles(self, proof: Proof | None) -> list[tuple[str, str]]:
        """Each line, and what to know about it."""
        if proof is None:
            return [
                (self.tr("Written, and loaded again by the program it is for"), ""),
                (self.tr("Says the same as the network, within a narrow limit"), ""),
                (self.tr("Gives the same answers on the test pictures"), ""),
                (self.tr("Time for one picture, measured"), ""),
                (self.tr("No file was kept") if self._model.shown_failure else self.tr("Size of the file"), ""),
            ]
        versions = " · ".join(f"{name} {text}" for name, text in proof.versions.items())
        return [
            (self.tr("Written, and loaded again"), versions),
            (self._difference(proof), ""),
            (self._answers(proof), self._accuracies(proof)),
            self._time(proof),
            (self.tr("{file}: {size}").format(file=proof.file, size=words.size(proof.bytes)), ""),
        ]

    def _difference(self, proof: Proof) -> str:
        if proof.max_difference == 0:
            return self.tr("Every output is exactly the network's")
        return self.tr("Outputs differ by at most {most}; {limit} is accepted").format(
            most=f"{proof.max_difference:.1e}", limit=f"{proof.limit:.1e}"
        )

    def _answers(self, proof: Proof) -> str:
        if proof.same_answers is None:
            return self.tr("Compared on {count} test pictures").format(count=words.count(proof.compared))
        told = self.tr("Same answers: {same} of {count} test pictures").format(
            same=words.count(proof.same_answers), count=words.count(proof.compared)
        )
        if proof.same_answers < proof.compared:
            told += " " + self.tr("(in the others two classes tie, and either is right)")
        return told

    def _accuracies(self, proof: Proof) -> str:
        return self.tr("Accuracy {file} from the file, {network} from the network").format(
            file=words.percent(proof.accuracy_file), network=words.percent(proof.accuracy_network)
        )

    def _time(self, proof: Proof) -> tuple[str, str]:
        if proof.latency_ms is None:
            return self.tr("Time for one picture: not measured"), self.tr("Export again to measure it.")
        told = self.tr("{time} for one picture").format(time=words.milliseconds(proof.latency_ms))
        hint = self.tr("Median of {runs} on {machine}").format(runs=proof.latency_runs, machine=proof.machine)
        return told, hint

    def _word(self, state: State) -> str:
        return {
            "waiting": self.tr("not checked yet"),
            "busy": self.tr("being checked"),
            "done": self.tr("holds"),
            "info": self.tr("for information"),
            "error": self.tr("does not hold"),
        }[state]

    def _mark(self, state: State, size: int) -> QPixmap:
        colors = self._space.theme.colors
        color = colors.faint if state in ("waiting", "busy") else colors.banners[state][1]
        return icon(state, color).pixmap(QSize(size, size))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.headline, 1)
        top.addWidget(self.copy)
        top.addWidget(self.folder)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        for row in range(LINES):
            grid.addWidget(self.marks[row], 2 * row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.lines[row], 2 * row, 1)
            grid.addWidget(self.hints[row], 2 * row + 1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(top)
        column.addLayout(grid)
        column.addWidget(self.text)

    def _on_folder(self) -> None:
        if self._model.proof is not None:
            self._space.wishes.showPlace.emit(self._model.proof.folder)

    def _on_copy(self) -> None:
        failure = self._model.shown_failure
        if failure is not None:
            parts = (failure.problem, failure.fix, failure.details)
            QGuiApplication.clipboard().setText("\n\n".join(filter(None, parts)))
