"""Files that the user opens, saves and drops, carried out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from workbench import resources
from workbench.errors import UserError
from workbench.gui.models.notices import Notice
from workbench.gui.session import Session
from workbench.gui.views.import_dialog import ImportDialog
from workbench.gui.views.window import MainWindow
from workbench.recipes import Distil, dump, load
from workbench.runs.files import write_atomically

ARCHIVES, TABLES = (".zip",), (".csv", ".tsv")
RECIPES, PROJECT = (".yaml", ".yml", ".json"), ".kdproj"
PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp")


class FileDesk(QObject):
    """Opens, saves and imports."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session, self._space = window, session, window.space
        wishes = self._space.wishes
        wishes.newRecipe.connect(self._on_new)
        wishes.openFile.connect(self._on_open)
        wishes.saveAs.connect(self._on_save)
        wishes.importData.connect(self._on_import)
        wishes.chooseData.connect(self._on_choose_data)
        wishes.drop.connect(self.take)
        wishes.repeatRun.connect(self._on_repeat)

    def take(self, path: str) -> None:
        """Do what fits a file or folder: open a recipe, a project or a run, take pictures in."""
        file = Path(path)
        if file.suffix.lower() == PROJECT and not file.is_dir():
            self._space.wishes.openProject.emit(str(file))
        elif file.is_dir() and (file / "recipe.yaml").is_file():
            self.open_recipe(file / "recipe.yaml")
        elif file.is_dir() or file.suffix.lower() in ARCHIVES + TABLES:
            self.take_pictures(file)
        elif file.suffix.lower() in PICTURES:
            headline = self.tr("{file} is one picture; learning takes many.").format(file=file.name)
            text = self.tr("Drop a folder with one folder of pictures for each class.")
            self._space.notices.put("recipe", Notice("info", headline, text))
        else:
            self.open_recipe(file)

    def take_pictures(self, path: Path) -> None:
        """Learn from the pictures in a folder, an archive or a table, as a step that can be undone."""
        kind, setting = "image_folder", "folder"
        if path.suffix.lower() in ARCHIVES and path.is_file():
            kind, setting = "image_archive", "file"
        elif path.suffix.lower() in TABLES:
            kind, setting = "image_table", "file"
        self._space.notices.drop("recipe")
        source = {"kind": kind, "params": {setting: str(path)}}
        self._space.recipe.set_many({"data.source": source, "data.labels_per_class": None, "data.corrections": []})
        self._space.stages.go_to("data")

    def open_recipe(self, path: Path) -> None:
        """Edit the recipe in a file."""
        try:
            recipe = load(path)
        except UserError as error:
            self._space.notices.put("recipe", Notice("error", str(error)))
            return
        if not isinstance(recipe, Distil):
            headline = self.tr("{file} is a recipe to {task}; this window edits recipes to distil.").format(
                file=path.name, task=recipe.task
            )
            text = self.tr("Run it in a terminal: workbench run {file}").format(file=path.name)
            self._space.notices.put("recipe", Notice("warning", headline, text))
            return
        self._edit(recipe)
        self._space.preferences.remember(path)

    def save_recipe(self, path: Path, recipe: Distil) -> None:
        """Write the recipe to a file."""
        try:
            write_atomically(path, dump(recipe).encode())
        except UserError as error:
            self._space.notices.put("recipe", Notice("error", error.problem, error.fix))
            return
        self._space.notices.drop("recipe")
        self._space.undo.setClean()
        self._space.preferences.remember(path)

    def _edit(self, recipe: Distil) -> None:
        self._space.notices.drop("recipe")
        self._space.recipe.load(recipe)
        if self._space.stages.current == "welcome":
            self._space.stages.go_to("distil")

    def _on_new(self, sample: str) -> None:
        recipe = load(resources.path(sample)) if sample else Distil()
        assert isinstance(recipe, Distil)
        self._edit(recipe)
        self._space.stages.go_to("distil" if sample else "data")

    def _on_repeat(self, run: str) -> None:
        self.open_recipe(self._space.runs_folder / run / "recipe.yaml")

    def _on_open(self, path: str) -> None:
        if not path:
            kinds = self.tr("Recipes and projects (*.yaml *.yml *.kdproj)")
            path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open"), "", kinds)
        if path:
            self.take(path)

    def _on_save(self) -> None:
        recipe = self._space.recipe.recipe
        if recipe is None:
            return
        kinds = self.tr("Recipes (*.yaml *.yml)")
        path, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save the recipe"), "recipe.yaml", kinds)
        if path:
            self.save_recipe(Path(path), recipe)

    def _on_import(self, path: str) -> None:
        if path:
            self.take_pictures(Path(path))
            return
        dialog = ImportDialog(self._window)
        dialog.chosen.connect(self._on_choose_data)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_choose_data(self, kind: str) -> None:
        if kind == "folder":
            path = QFileDialog.getExistingDirectory(self._window, self.tr("A folder with one folder for each class"))
        elif kind == "archive":
            kinds = self.tr("ZIP files (*.zip)")
            path, _ = QFileDialog.getOpenFileName(self._window, self.tr("A ZIP file of pictures"), "", kinds)
        else:
            kinds = self.tr("Tables (*.csv *.tsv)")
            path, _ = QFileDialog.getOpenFileName(self._window, self.tr("A table of pictures"), "", kinds)
        if path:
            self.take_pictures(Path(path))
