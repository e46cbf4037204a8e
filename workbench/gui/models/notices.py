"""What the user should know, in place and without a box that must be answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

Kind = Literal["info", "done", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a notice: `name` for the program, `label` for people."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice.

    Attributes:
        headline: One sentence. text: What to do, or more; may be empty.
        details: For "Copy details"; empty = nothing to copy.
        actions: What can be done about it, the best first.
        closable: The user can wave it away.
    """

    kind: Kind
    headline: str
    text: str = ""
    details: str = ""
    actions: tuple[Action, ...] = ()
    closable: bool = True


class NoticesModel(QObject):
    """Notices by key: a newer one of the same key takes the place of the older.

    Signals:
        changed: A notice came, changed or went.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notices: dict[str, Notice] = {}

    def put(self, key: str, notice: Notice) -> None:
        """Show a notice."""
        if self.notices.get(key) != notice:
            self.notices[key] = notice
            self.changed.emit()

    def drop(self, key: str) -> None:
        """Take a notice away, if it is there."""
        if self.notices.pop(key, None) is not None:
            self.changed.emit()
