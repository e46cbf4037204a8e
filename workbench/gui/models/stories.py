"""The samples that come with the workbench, each with what it shows."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from workbench import resources

FILE = "recipes/stories.json"
FIRST = "recipes/ten-labels.yaml"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Story:
    """A sample recipe.

    Attributes:
        recipe: Its path within the resources. title, outcome: In the user's language.
        seconds: How long it took on one computer.
    """

    recipe: str
    title: str
    outcome: str
    seconds: int = 0


def stories() -> list[Story]:
    """All samples, in the order of the welcome page."""
    try:
        told = json.loads(resources.path(FILE).read_text(encoding="utf-8"))
        return [_story(each) for each in told]
    except (OSError, ValueError, KeyError):
        logger.exception("the stories of the samples cannot be read")
        return [Story(FIRST, "Ten labels", "")]


def _story(told: dict[str, object]) -> Story:
    translate = QCoreApplication.translate
    return Story(
        recipe=f"recipes/{told['recipe']}",
        title=translate("stories", str(told["title"])),
        outcome=translate("stories", str(told["outcome"])),
        seconds=int(str(told.get("seconds", 0))),
    )
