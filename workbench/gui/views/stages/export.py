"""The stage Export: a network as a file, a run as a program, a run as a recipe."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.forms.editors import WheelGuard
from workbench.gui.labels import text_label
from workbench.gui.models.export import PAGES
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.export_choice import ExportChoice, fill
from workbench.gui.views.export_costs import CostCard
from workbench.gui.views.export_proof import ProofCard
from workbench.gui.views.export_text import TextView
from workbench.gui.views.stages.stage import Stage, column_of, only_down, scrolling


class ExportStage(Stage):
    """A run above, and below it the forms in which it can leave."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.setProperty("explain", "stage:export")
        self.model = space.export
        self.run = QComboBox()
        self.report = QPushButton(self.tr("Report…"))
        self.choice, self.proof, self.costs = ExportChoice(space), ProofCard(space), CostCard(space)
        self.sample = TextView(self.tr("Program that uses the file"), ".py", space.theme)
        self.code = TextView(self.tr("Program that repeats the run"), ".py", space.theme)
        self.recipe = TextView(self.tr("Recipe of the run"), ".yaml", space.theme)
        self.tabs = QTabWidget()
        self.problem = text_label(look="problem", wrap=True)
        self.empty = text_label(look="title", wrap=True)
        self.go = QPushButton(self.tr("Go to 3 Distil"))
        self.stack = QStackedWidget()
        self._dress()
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Make the page agree with the models."""
        model = self.model
        self.stack.setCurrentIndex(0 if model.run else 1)
        reading = self.space.runs.reading == "loading"
        self.empty.setText(self.tr("Reading the runs…") if reading else self.tr("Nothing has been trained yet."))
        self.go.setVisible(not reading)
        fill(self.run, [(run.title, run.id) for run in model.choices] or [(model.run, model.run)], model.run)
        self.run.setEnabled(not model.is_exporting)
        self.tabs.setCurrentIndex(PAGES.index(model.page))
        self.problem.setText(self._problem())
        self.problem.setVisible(bool(self.problem.text()))
        self._draw_sample()
        self._draw_code()
        self._draw_recipe()

    def _problem(self) -> str:
        material = self.model.material
        if material is None:
            return ""
        if material.problem:
            return material.problem
        return "" if material.networks else self.tr("This run has no trained network yet.")

    def _draw_sample(self) -> None:
        proof = self.model.proof
        if proof is None:
            self.sample.show_text("", self.tr("A program that uses the file comes with it, and is shown here."))
        elif not proof.sample:
            self.sample.show_text("", self.tr("No program comes with this format."))
        else:
            steps = filter(None, (proof.install, f"python {proof.script} picture.png"))
            self.sample.show_text(proof.sample, self.tr("Run it:") + "\n" + "\n".join(steps))
        self.sample.copy.setVisible(bool(proof is not None and proof.sample))

    def _draw_code(self) -> None:
        code = self.space.code
        if code.failure is not None:
            told = f"{code.failure.problem} {code.failure.fix}".strip()
            self.code.show_text("", told, problem=True, can_retry=True)
        elif code.is_asking or not code.text:
            self.code.show_text("", self.tr("The program is being written…") if code.is_asking else "")
        else:
            self.code.show_text(code.text, self._about_code())

    def _about_code(self) -> str:
        code = self.space.code
        told = [
            self.tr(
                "It checks itself: python {name} --check trains again, and exits with 1 where an accuracy is not the "
                "one that this run measured."
            ).format(name=code.name)
        ]
        if code.needs:
            told.append(self.tr("It needs: pip install {packages}").format(packages=" ".join(code.needs)))
        return "\n".join((*told, *code.notes))

    def _draw_recipe(self) -> None:
        text = self.model.material.recipe if self.model.material else ""
        told = self.tr("Does the same again, dials moved on the way included: workbench run recipe.yaml")
        self.recipe.show_text(text, told if text else self.tr("The recipe is being read…"))

    def _dress(self) -> None:
        self.run.setAccessibleName(self.tr("Run"))
        self.run.setToolTip(self.tr("Whose networks, program and recipe are shown"))
        self.run.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.run.setMinimumContentsLength(16)
        WheelGuard(self).guard(self.run)
        self.report.setToolTip(self.tr("Write a page about this run, to hand in, to send or to print"))
        self.go.setToolTip(self.tr("Where a run is started"))
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Forms in which a run leaves"))
        self.code.save.setText(self.tr("Save as train.py…"))
        self.recipe.save.setText(self.tr("Save as recipe.yaml…"))
        self.sample.save.hide()

    def _lay_out(self) -> None:
        label = QLabel(self.tr("Ru&n"))
        label.setBuddy(self.run)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self.run, 1)
        top.addWidget(self.report)
        titles = {"file": self.tr("As a file"), "code": self.tr("As code"), "recipe": self.tr("As a recipe")}
        pages: dict[str, QWidget] = {"file": self._file_page(), "code": self.code, "recipe": self.recipe}
        for page in PAGES:
            self.tabs.addTab(pages[page], titles[page])
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(top)
        rows.addWidget(self.problem)
        rows.addWidget(self.tabs, 1)
        nothing = QWidget()
        middle = QVBoxLayout(nothing)
        middle.addStretch(1)
        for widget in (self.empty, self.go):
            middle.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        self.stack.addWidget(whole)
        self.stack.addWidget(nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _file_page(self) -> QSplitter:
        right = QWidget()
        rows = QVBoxLayout(right)
        rows.setContentsMargins(0, 6, 4, 0)
        rows.setSpacing(8)
        for widget in (self.proof, self.costs):
            rows.addWidget(widget)
        rows.addWidget(self.sample, 1)
        self.sample.text.setMinimumHeight(150)
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.setChildrenCollapsible(False)
        columns.addWidget(only_down(column_of(self.choice)))
        columns.addWidget(scrolling(right))
        columns.setStretchFactor(0, 2)
        columns.setStretchFactor(1, 3)
        columns.setSizes([340, 520])
        return columns

    def _connect(self) -> None:
        for model in (self.model, self.space.code, self.space.runs):
            model.changed.connect(self.refresh)
        self.run.activated.connect(self._on_run)
        self.tabs.currentChanged.connect(self._on_tab)
        self.report.clicked.connect(self._on_report)
        self.go.clicked.connect(self._on_go)
        self.code.saveRequested.connect(self._on_save_code)
        self.code.againRequested.connect(self._on_code_again)
        self.recipe.saveRequested.connect(self._on_save_recipe)

    def _on_run(self, index: int) -> None:
        self.model.choose_run(self.run.itemData(index))

    def _on_tab(self, index: int) -> None:
        self.model.show_page(PAGES[index])

    def _on_report(self) -> None:
        self.space.wishes.writeReport.emit(self.model.run)

    def _on_go(self) -> None:
        self.space.wishes.goTo.emit("distil")

    def _on_save_code(self) -> None:
        self.space.wishes.saveText.emit(self.space.code.name, self.space.code.text)

    def _on_code_again(self) -> None:
        self.space.wishes.showCode.emit(self.model.run)

    def _on_save_recipe(self) -> None:
        if self.model.material is not None:
            self.space.wishes.saveText.emit("recipe.yaml", self.model.material.recipe)
