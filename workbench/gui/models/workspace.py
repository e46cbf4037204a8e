"""All that the window shows, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbench.gui.models.catalogue import CatalogueModel
from workbench.gui.models.description import DescriptionModel
from workbench.gui.models.notices import NoticesModel
from workbench.gui.models.preferences import Preferences
from workbench.gui.models.recipe import RecipeModel
from workbench.gui.models.run import RunModel
from workbench.gui.models.runs import RunsModel
from workbench.gui.theme import Theme


@dataclass(frozen=True, slots=True)
class Workspace:
    """The models and the theme.

    Attributes:
        runs_folder: Holds all run folders.
    """

    runs_folder: Path
    preferences: Preferences
    theme: Theme
    recipe: RecipeModel
    description: DescriptionModel
    catalogue: CatalogueModel
    run: RunModel
    runs: RunsModel
    notices: NoticesModel
