"""What is handed over: a network as a file with its proof, a run as a program, a run as a recipe."""

from __future__ import annotations

from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from workbench.events import JobEnded, Progress
from workbench.gui.models.export_material import ROLES, Material, Network, Proof
from workbench.gui.models.run import RunModel
from workbench.gui.models.runs import RunsModel
from workbench.recipes import Export, Ref, Role
from workbench.runs import RunSummary

Page = Literal["file", "code", "recipe"]
PAGES: tuple[Page, ...] = ("file", "code", "recipe")
Key = tuple[str, str]


class ExportModel(QObject):
    """Which network of which run leaves in which format, and how that went.

    Attributes:
        page: What of the run is looked at.
        material: What the disk says about `run`; None = not read yet.
        format: Name in the catalogue. folder: Where to; empty = inside the run folder.
        asked: The export that is under way or was the last; None = none yet.
        activity: What the engine does for it at this moment.
        check: Number of the check that is under way or was the last, from 0; -1 = none yet.
        failure: How the last export ended, if it failed.

    Signals:
        changed: Any of it is different.
    """

    changed = Signal()

    def __init__(self, screen: RunModel, runs: RunsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen, self._runs = screen, runs
        self._chosen = ""
        self._seen: tuple[str, bool] = ("", False)
        self._role: Role | None = None
        self._params: dict[str, dict[str, Any]] = {}
        self._reading: Key | None = None
        self._read: Key | None = None
        self._made: Proof | None = None
        self._exporting = self._cancelling = False
        self.page: Page = "file"
        self.material: Material | None = None
        self.seed: int | None = None
        self.format = "onnx"
        self.folder = ""
        self.asked: Export | None = None
        self.activity = ""
        self.check = -1
        self.failure: JobEnded | None = None
        screen.steered.connect(self._on_screen)
        runs.changed.connect(self.changed)

    # What is chosen

    @property
    def choices(self) -> list[RunSummary]:
        """Runs that have something to hand over, newest first, and the one that is chosen."""
        return [run for run in self._runs.runs if run.state in ("finished", "stopped") or run.id == self.run]

    @property
    def run(self) -> str:
        """Id of the run: the chosen one, else the one on screen if it has ended, else the newest; empty = none."""
        if self._chosen:
            return self._chosen
        if self._screen.can_export:
            return self._screen.run
        return next((run.id for run in self._runs.runs if run.state == "finished"), "")

    @property
    def networks(self) -> tuple[Network, ...]:
        """What the run has trained."""
        return self.material.networks if self.material else ()

    @property
    def roles(self) -> list[Role]:
        """Parts of which the run has a network, the student first."""
        return [role for role in ROLES if any(network.role == role for network in self.networks)]

    @property
    def role(self) -> Role | None:
        """The chosen part; None while the run has none."""
        roles = self.roles
        return self._role if self._role in roles else next(iter(roles), None)

    @property
    def seeds(self) -> list[Network]:
        """The networks of the chosen part."""
        return [network for network in self.networks if network.role == self.role]

    @property
    def network(self) -> Network | None:
        """The network that would be exported: of the chosen seed, or the best on the validation pictures."""
        fitting = [network for network in self.seeds if self.seed in (None, network.seed)] or self.seeds
        return max(fitting, key=lambda network: network.valid_accuracy or 0.0, default=None)

    @property
    def params(self) -> dict[str, Any]:
        """Settings of the format that are not its defaults."""
        return self._params.get(self.format, {})

    def choose_run(self, run: str) -> None:
        """Hand over another run."""
        if run != self.run:
            self._chosen, self.seed = run, None
            self._tell()

    def choose_role(self, role: Role) -> None:
        """Hand over another network."""
        self._role, self.seed = role, None
        self._tell()

    def choose_seed(self, seed: int | None) -> None:
        """The network of this seed; None = the best on the validation pictures."""
        self.seed = seed
        self._tell()

    def choose_format(self, kind: str) -> None:
        """Write another format."""
        self.format = kind
        self._tell()

    def set_param(self, name: str, value: object, default: object) -> None:
        """A setting of the chosen format."""
        kept = {key: old for key, old in self.params.items() if key != name}
        self._params[self.format] = kept if value == default else {**kept, name: value}
        self._tell()

    def choose_folder(self, folder: str) -> None:
        """Write elsewhere; empty = inside the run folder."""
        self.folder = folder
        self._tell()

    def show_page(self, page: Page) -> None:
        """Look at the run in another form."""
        if page != self.page:
            self.page = page
            self.changed.emit()

    # What is read

    @property
    def key(self) -> Key:
        """The run and how it stands: what was read of it is good until this changes."""
        run = self.run
        if run == self._screen.run:
            return run, self._screen.status.value
        found = self._runs.find(run)
        return run, found.state if found else ""

    @property
    def wanted(self) -> Key | None:
        """What is to be read; None = nothing, or it is being read."""
        key = self.key
        return None if not key[0] or key in (self._read, self._reading) else key

    def start_reading(self, key: Key) -> None:
        """It is being read."""
        self._reading = key

    def take(self, key: Key, material: Material) -> None:
        """It was read."""
        self._reading = None if self._reading == key else self._reading
        if key[0] == self.run:
            self._read, self.material = key, material
            self.changed.emit()

    # What is exported

    @property
    def is_exporting(self) -> bool:
        """An export is under way."""
        return self._exporting

    @property
    def is_cancelling(self) -> bool:
        """The export under way was asked to end."""
        return self._cancelling

    @property
    def can_export(self) -> bool:
        """There is a network, and no export is under way."""
        return self.recipe is not None and not self._exporting

    @property
    def recipe(self) -> Export | None:
        """The export that is chosen; None without a network."""
        network = self.network
        if network is None:
            return None
        format = Ref(kind=self.format, params=self.params)
        return Export(run=self.run, format=format, role=network.role, seed=network.seed, out=self.folder or None)

    @property
    def proof(self) -> Proof | None:
        """What proves the chosen export: the one just made, or an earlier one inside the run folder."""
        network = self.network
        if network is None or self._exporting or self.shown_failure is not None:
            return None
        known = (self._made, *reversed(self.material.proofs)) if self.material else (self._made,)
        wanted = (self.format, network.role, network.seed)
        inside = self._made is not None and self.asked is not None and self.asked.run == self.run
        offered = known if inside else known[1:]
        return next((one for one in offered if one and (one.kind, one.role, one.seed) == wanted), None)

    @property
    def shown_failure(self) -> JobEnded | None:
        """The failure, as long as what failed is what is chosen."""
        chosen = self.recipe
        unread = chosen is None and self.asked is not None and self.asked.run == self.run
        return self.failure if unread or self.asked == chosen else None

    def begin(self, recipe: Export) -> None:
        """An export was asked for; from now on it is the one that is chosen."""
        if recipe != self.recipe:
            self._chosen, self._role, self.seed = recipe.run, recipe.role, recipe.seed
            self.format, self.folder = recipe.format.kind, recipe.out or ""
            self._params[self.format] = dict(recipe.format.params)
        self.asked, self.failure, self._made = recipe, None, None
        self.activity, self.check = "", -1
        self._exporting, self._cancelling = True, False
        self.changed.emit()

    def cancel(self) -> None:
        """The export is no longer wanted; it ends when it can."""
        if self._exporting:
            self._cancelling = True
            self.changed.emit()

    def progress(self, event: Progress) -> None:
        """The engine says what it does."""
        self.activity = event.what
        if event.unit == "checks":
            self.check = int(event.done)
        self.changed.emit()

    def take_proof(self, proof: Proof) -> None:
        """The export is there."""
        self._made, self._exporting, self._cancelling = proof, False, False
        self._read = None  # an export inside the run folder is part of what is read
        self.changed.emit()

    def take_failure(self, end: JobEnded) -> None:
        """There is no export: it failed, or was cancelled."""
        self.failure = end if end.outcome == "failed" else None
        self._exporting = self._cancelling = False
        self.changed.emit()

    # Underneath

    def _tell(self) -> None:
        if self.material is not None and self.material.run != self.run:
            self.material = self._read = None
        self.changed.emit()

    def _on_screen(self) -> None:
        """Follow the run on screen when another one comes there, and when it ends."""
        seen = (self._screen.run, self._screen.is_live)
        if seen != self._seen:
            self._seen = seen
            if self._screen.can_export:
                self._chosen, self.seed = "", None
        self._tell()
