"""All that the window shows, in one place."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoStack

from workbench.gui.models.advice import AdviceModel
from workbench.gui.models.asker import Asker
from workbench.gui.models.balance import BalanceModel
from workbench.gui.models.catalogue import CatalogueModel
from workbench.gui.models.code import CodeModel
from workbench.gui.models.compare import CompareModel
from workbench.gui.models.compare_pictures import PicturesModel
from workbench.gui.models.computer import ComputerModel
from workbench.gui.models.description import DescriptionModel
from workbench.gui.models.export import ExportModel
from workbench.gui.models.help import HelpModel
from workbench.gui.models.kept import KeptModel
from workbench.gui.models.lens import LensModel
from workbench.gui.models.log import LogModel
from workbench.gui.models.notices import NoticesModel
from workbench.gui.models.overlay import OverlayModel
from workbench.gui.models.preferences import Preferences
from workbench.gui.models.preview import PreviewModel
from workbench.gui.models.recipe import RecipeModel
from workbench.gui.models.report import ReportModel
from workbench.gui.models.run import RunModel
from workbench.gui.models.runs import RunsModel
from workbench.gui.models.stages import StagesModel
from workbench.gui.models.stories import Story, stories
from workbench.gui.models.timings import TimingsModel
from workbench.gui.models.tryit import TryModel
from workbench.gui.theme import Theme
from workbench.gui.wishes import Wishes
from workbench.recipes import Distil


@dataclass(frozen=True, slots=True)
class Workspace:
    """The models, the theme, and the wishes.

    Attributes:
        runs_folder: Holds all run folders.
    """

    runs_folder: Path
    preferences: Preferences
    theme: Theme
    wishes: Wishes
    recipe: RecipeModel
    description: DescriptionModel
    catalogue: CatalogueModel
    run: RunModel
    runs: RunsModel
    notices: NoticesModel
    stages: StagesModel
    lens: LensModel
    advice: AdviceModel
    balance: BalanceModel
    preview: PreviewModel
    timings: TimingsModel
    overlay: OverlayModel
    compare: CompareModel
    pictures: PicturesModel
    tryit: TryModel
    export: ExportModel
    code: CodeModel
    report: ReportModel
    kept: KeptModel
    help: HelpModel
    log: LogModel
    computer: ComputerModel

    @classmethod
    def make(
        cls, runs_folder: Path, preferences: Preferences, cache: Path, recipe: Distil, *, theme: Theme | None = None
    ) -> Workspace:
        """New models that nobody drives yet.

        Args:
            runs_folder: Holds all run folders.
            preferences: What the user prefers.
            cache: Folder for what can be asked again.
            recipe: To be edited.
            theme: The one to use; None = the preferred one.
        """
        edited = RecipeModel(recipe)
        run, runs = RunModel(), RunsModel(undo=edited.undo)
        return cls(
            runs_folder=runs_folder,
            preferences=preferences,
            theme=theme or Theme(preferences.theme, scale=preferences.text_size / 100),
            wishes=Wishes(),
            recipe=edited,
            description=DescriptionModel(edited),
            catalogue=CatalogueModel(cache),
            run=run,
            runs=runs,
            notices=NoticesModel(),
            stages=StagesModel(),
            lens=LensModel(str(runs_folder)),
            advice=AdviceModel(str(runs_folder), edited),
            balance=BalanceModel(str(runs_folder), edited),
            preview=PreviewModel(str(runs_folder), edited),
            timings=TimingsModel(str(runs_folder), cache),
            overlay=OverlayModel(),
            compare=CompareModel(runs, run),
            pictures=PicturesModel(str(runs_folder)),
            tryit=TryModel(runs, run, str(runs_folder)),
            export=ExportModel(run, runs),
            code=CodeModel(str(runs_folder)),
            report=ReportModel(str(runs_folder)),
            kept=KeptModel(str(runs_folder)),
            help=HelpModel(),
            log=LogModel(),
            computer=ComputerModel(),
        )

    @property
    def askers(self) -> list[Asker]:
        """The models that ask the engine."""
        values = (getattr(self, each.name) for each in fields(self))
        return [value for value in values if isinstance(value, Asker)]

    @property
    def undo(self) -> QUndoStack:
        """Everything that can be taken back: settings, and what was done to runs."""
        return self.recipe.undo

    @property
    def stories(self) -> list[Story]:
        """The samples."""
        return stories()

    @property
    def start_problem(self) -> str:
        """Why a run cannot be started now, in plain words; empty when it can."""
        translate = QCoreApplication.translate
        if self.run.is_live:
            return translate("Workspace", "A run is going. Stop it, or wait until it has ended.")
        if self.recipe.problems:
            first = self.recipe.problems[0]
            text = f"{first.message} {first.suggestion}".rstrip()
            told = translate("Workspace", "Cannot start yet ({field}): {problem}")
            return told.format(field=_field(first.path), problem=text)
        return ""


def _field(path: str) -> str:
    """A field in one word: ``folder`` for ``data.source.params.folder``, ``student`` for ``student.kind``."""
    parts = [part for part in path.split(".") if part not in ("kind", "params")]
    return parts[-1].replace("_", " ") if parts else path
