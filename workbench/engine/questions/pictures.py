"""Pictures of a run's data source, by position: test pictures that a network got wrong, say."""

from __future__ import annotations

from typing import Any

from workbench.engine.data import LoadContext, Pictures, at_hand
from workbench.engine.png import png
from workbench.engine.questions import Asking
from workbench.errors import DataError
from workbench.places import cache
from workbench.recipes.requests import ShowPictures
from workbench.runs import RunFolder


def answer(question: ShowPictures, asking: Asking) -> dict[str, Any]:
    """As `ShowPictures` says. Downloads nothing.

    Raises:
        RunError: No such run.
        DataError: Its pictures are not on this computer, or there is none at a position.
    """
    run = asking.store.open(question.run)
    pictures = pictures_of(run, asking)
    check_position(run, pictures, max(question.ids, default=0))
    shown: dict[str, str] = {}
    for position in question.ids:
        asking.check()
        shown[str(position)] = png(pictures.images[position])
    return {"pictures": shown, "names": {str(position): pictures.name(position) for position in question.ids}}


def pictures_of(run: RunFolder, asking: Asking) -> Pictures:
    """The whole data source of a run, as it is on this computer.

    Raises:
        DataError: It would have to be downloaded, or cannot be read.
    """
    pictures, download = at_hand(run.recipe.data, LoadContext(cache(), asking.report, asking.check))
    if download:
        raise DataError(
            f"The pictures of run {run.id} are not on this computer ({download}).",
            fix="Start a run with the same data: it downloads them.",
        )
    return pictures


def check_position(run: RunFolder, pictures: Pictures, position: int) -> None:
    """Refuse a position at which there is no picture.

    Raises:
        DataError: There is none.
    """
    if position >= len(pictures.labels):
        raise DataError(
            f"There is no picture {position} in the data of run {run.id}, which has {len(pictures.labels)}.",
            fix="Check that nobody took pictures away since the run.",
        )
