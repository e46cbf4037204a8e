"""What the stage Try needs of files and pictures, away from the GUI thread, while somebody looks at it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QObject, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from workbench.errors import DataError, UserError
from workbench.events import JobEnded
from workbench.gui.models.tryit import Filter, Given, Ids, Material
from workbench.gui.session import Session
from workbench.gui.views.window import MainWindow
from workbench.runs import Predictions, predictions

LARGEST_FILE = 50_000_000
"""Bytes; a picture that is larger is refused before it is read."""
LONGEST_SIDE = 1024
"""Pixels; what comes from the clipboard is made smaller, as no network here sees more."""


class Trying(QObject):
    """Answers what concerns trying networks. Lives as long as the window."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._space, self._session, self._window = window.space, session, window
        self._reading = ""
        space = self._space
        space.tryit.changed.connect(self.look)
        space.stages.changed.connect(self.look)
        space.wishes.tryPicture.connect(self._on_picture)

    def look(self) -> None:
        """Read what is missing, if somebody sees it."""
        wanted = self._space.tryit.to_read if self._space.stages.current == "try" else ""
        if wanted and wanted != self._reading:
            self._reading = wanted
            read = partial(read_material, self._space.runs_folder / wanted)
            self._session.read(read, self._on_material, partial(self._on_no_material, wanted))

    def _on_material(self, material: Material) -> None:
        self._reading = ""
        self._space.tryit.take_material(material)

    def _on_no_material(self, run: str, end: JobEnded) -> None:
        self._on_material(Material(run, problem=f"{end.problem} {end.fix}".strip()))

    def _on_picture(self, picture: str | QImage) -> None:
        if isinstance(picture, QImage):
            self._show(partial(as_png, picture))
            return
        if not picture:
            kinds = self.tr("Pictures (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff)")
            picture, _ = QFileDialog.getOpenFileName(self._window, self.tr("A picture for the networks"), "", kinds)
        if picture:
            self._show(partial(read_picture, Path(picture)))

    def _show(self, read: Callable[[], tuple[str, str]]) -> None:
        before = self._space.tryit.given
        self._session.read(read, partial(self._on_read, before), partial(self._on_refused, before))

    def _on_read(self, before: Given | None, read: tuple[str, str]) -> None:
        if self._space.tryit.given is before:  # else something newer is shown by now
            self._space.tryit.show_picture(*read)

    def _on_refused(self, before: Given | None, end: JobEnded) -> None:
        if self._space.tryit.given is before:
            self._space.tryit.refuse(f"{end.problem} {end.fix}".strip())


def read_material(folder: Path) -> Material:
    """What the networks of a run can be tried on, from the files in its folder."""
    seeds = _seeds(folder)
    if not (folder / predictions.FILE).is_file():
        told = QCoreApplication.translate(
            "Trying", "This run was not measured on its test pictures, so there are none to go through."
        )
        return Material(folder.name, seeds, problem=told)
    try:
        found = predictions.load(folder / predictions.FILE)
    except UserError as error:
        return Material(folder.name, seeds, problem=f"{error.problem} {error.fix}")
    known = {one.seed for one in found.seeds}
    return Material(folder.name, seeds, {seed: _samples(found, seed) for seed in seeds if seed in known})


def read_picture(path: Path) -> tuple[str, str]:
    """The content of a file, base64, and its name.

    Raises:
        DataError: It cannot be read, or is too large for a picture.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise DataError(f"{path.name} is larger than 50 MB.", fix="Choose a smaller picture.")
        return b64encode(path.read_bytes()).decode(), path.name
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.", fix="Choose another picture.") from error


def as_png(image: QImage) -> tuple[str, str]:
    """A picture as the content of a PNG file, base64, without a name; made smaller where it is very large."""
    if max(image.width(), image.height()) > LONGEST_SIDE:
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(QSize(LONGEST_SIDE, LONGEST_SIDE), Qt.AspectRatioMode.KeepAspectRatio, smooth)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt takes text
    return b64encode(buffer.data().data()).decode(), ""


def _seeds(folder: Path) -> tuple[int, ...]:
    """Seeds with a trained student; with any network where there is no student."""
    found = [re.fullmatch(r"([a-z_]+)-(\d+)", path.parent.name) for path in folder.glob("models/*/phase.json")]
    trained = [(match[1], int(match[2])) for match in found if match]
    students = {seed for role, seed in trained if role != "teacher"}
    return tuple(sorted(students or {seed for _, seed in trained}))


def _samples(found: Predictions, seed: int) -> dict[Filter, Ids]:
    roles = found.roles(seed)
    student = next((role for role in ("distilled", "model", "plain", "teacher") if role in roles), None)
    everything = next(one.ids for one in found.seeds if one.seed == seed)
    samples: dict[Filter, Ids] = {"all": everything}
    if student is not None:
        samples["mistakes"] = found.mistakes(seed, student)
    if {"plain", "distilled"} <= set(roles):
        samples["rescued"], samples["lost"] = found.rescued(seed), found.lost(seed)
    if "teacher" in roles and student not in ("teacher", None):
        alike = set(found.agree_with_teacher(seed, student))
        samples["unlike"] = tuple(each for each in everything if each not in alike)
    return samples
