"""What is compared: which runs, which two networks, which seed, which pictures. Reads nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench.events import JobEnded
from workbench.gui.models.compare_answers import GROUPS, Answers, Group, Pair, Rows, Side
from workbench.gui.models.compare_networks import Comparison, Material
from workbench.gui.models.run import RunModel
from workbench.gui.models.runs import RunsModel
from workbench.recipes import Role
from workbench.runs import About, Results, RunSummary

PAGE = 60
"""Pictures that are shown at once."""
AT_ONCE = 10
"""Runs that are read in one go, so that what the user asks for meanwhile does not wait for all of them."""
KEPT_PREDICTIONS = 6
"""Runs whose answers to single pictures are kept; the largest take some megabytes each."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be read in a thread.

    Attributes:
        runs: Whose results and recipe. predictions: whose answers, too.
        pair: To be compared afterwards with the `known` and what was read; None = nothing is.
    """

    runs: tuple[str, ...]
    predictions: tuple[str, ...] = ()
    pair: Pair | None = None
    seed: int | None = None
    known: Mapping[str, Material] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a `Task`. `comparison`: None where `problem` says why, or where none was asked for."""

    task: Task
    materials: tuple[Material, ...]
    comparison: Comparison | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a confusion matrix: pictures of class `true` that `side` takes for class `said`."""

    side: Side
    true: int
    said: int


class CompareModel(QObject):
    """Holds what the user compares and what was read of it.

    Attributes:
        chosen: Runs that the user wants to see; empty = all that were measured.
        seed: The one that is looked at; None = all.
        group: Which pictures are shown, unless a `cell` of a confusion matrix was chosen. page: From 0.

    Signals:
        changed: Something is different.
        picturesWanted: The user asked for the pictures of a cell. sweepWanted: for the dials that a run tried.
    """

    changed = Signal()
    picturesWanted = Signal()
    sweepWanted = Signal()

    def __init__(self, runs: RunsModel, run: RunModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs, self._run = runs, run
        self.chosen: tuple[str, ...] = ()
        self.seed: int | None = None
        self.group: Group = "rescued"
        self.cell: Cell | None = None
        self.page = 0
        self.problem = ""
        self._focus = ""
        self._pair: Pair | None = None
        self._comparison: Comparison | None = None
        self._materials: dict[str, Material] = {}
        self._marks: dict[str, RunSummary] = {}
        self._failed: object = None
        self.is_reading = False
        runs.changed.connect(self._on_runs_changed)
        run.steered.connect(self.changed)

    # Which runs

    @property
    def measured(self) -> list[RunSummary]:
        """All runs with results, newest first."""
        return [run for run in self._runs.runs if run.accuracy is not None]

    @property
    def shown(self) -> list[RunSummary]:
        """The runs of the tables: the chosen ones, or all where one or none is chosen."""
        chosen = [run for run in self.measured if run.id in self.chosen]
        return chosen if len(chosen) > 1 else self.measured

    @property
    def is_choice(self) -> bool:
        """Some runs are left out of the tables because the user chose others."""
        return len(self.shown) < len(self.measured)

    @property
    def left_out(self) -> int:
        """Chosen runs that have no results."""
        measured = {run.id for run in self.measured}
        return sum(run not in measured for run in self.chosen)

    @property
    def is_mixed(self) -> bool:
        """The runs of the tables were tested on pictures from different sources, as far as is known."""
        recipes = [self.recipe(run.id) for run in self.shown]
        sources = [recipe["data"]["source"] for recipe in recipes if recipe]
        return len({run.data for run in self.shown}) > 1 or any(source != sources[0] for source in sources)

    @property
    def focus(self) -> RunSummary | None:
        """The run that is looked at closely."""
        runs = {run.id: run for run in self.measured}
        of_choice = next((run.id for run in self.measured if run.id in self.chosen), "")
        newest = next(iter(runs), "")
        return next((runs[run] for run in (self._focus, of_choice, self._run.run, newest) if run in runs), None)

    def choose(self, ids: Iterable[str]) -> None:
        """Compare these runs; none = all."""
        self.chosen, self._focus, self._pair = tuple(dict.fromkeys(ids)), "", None
        self._start_over()

    def focus_on(self, run: str) -> None:
        """Look at a run closely, in the same way as at the one before."""
        if self.focus is None or run != self.focus.id:
            self._focus, self._pair = run, self._same_way(run)
            self._start_over()

    # Which networks

    @property
    def pairs(self) -> list[Pair]:
        """What can be compared with the run that is looked at: its own networks, and the other runs of the table."""
        run = self.focus
        if run is None:
            return []
        roles = roles_of(run)
        found = [
            Pair(Side(run.id, left), Side(run.id, right)) for left, right in _WITHIN if {left, right} <= set(roles)
        ]
        main = Side(run.id, roles[-1])
        if not found:
            found = [Pair(main, main)]
        others = (Side(other.id, roles_of(other)[-1]) for other in self.shown if other.id != run.id)
        return found + [Pair(other, main) for other in others]

    @property
    def pair(self) -> Pair | None:
        """The two networks that are compared."""
        pairs = self.pairs
        return self._pair if self._pair in pairs else next(iter(pairs), None)

    def compare_pair(self, pair: Pair) -> None:
        """Compare these two."""
        if pair != self.pair:
            self._pair = pair
            self._start_over()

    def use_seed(self, seed: int | None) -> None:
        """Look at one seed only; None = at all."""
        if seed != self.seed:
            self.seed, self.page = seed, 0
            self.changed.emit()

    # Which pictures

    def show_group(self, group: Group) -> None:
        """Show the pictures of a group."""
        if self.cell is not None or group != self.group:
            self.group, self.cell, self.page = group, None, 0
            self.changed.emit()

    def show_cell(self, side: Side, true: int, said: int) -> None:
        """Show the pictures of a cell of a confusion matrix."""
        self.cell, self.page = Cell(side, true, said), 0
        self.changed.emit()
        self.picturesWanted.emit()

    def turn_page(self, by: int) -> None:
        """Show the next pictures, or those before."""
        page = max(0, min(self.pages - 1, self.page + by))
        if page != self.page:
            self.page = page
            self.changed.emit()

    @property
    def rows(self) -> Rows:
        """All pictures of the group or cell, as numbers within `answers`."""
        answers = self.answers
        if answers is None:
            return ()
        if self.cell is not None:
            return answers.cells.get(self.cell.side, {}).get((self.cell.true, self.cell.said), ())
        return answers.groups.get(self.group_shown, ())

    @property
    def group_shown(self) -> Group:
        """The group that was asked for, or the first one where these networks have no such group."""
        there = self.answers.groups if self.answers else {}
        return self.group if self.group in there else next((group for group in GROUPS if group in there), self.group)

    @property
    def page_rows(self) -> Rows:
        """Those of the page."""
        return self.rows[self.page * PAGE : (self.page + 1) * PAGE]

    @property
    def pages(self) -> int:
        """How many there are, at least one."""
        return max(1, -(-len(self.rows) // PAGE))

    # What was read

    @property
    def comparison(self) -> Comparison | None:
        """The pair in numbers; None until it was read, or where `problem` says why not."""
        found = self._comparison
        return found if found is not None and (found.pair, found.seed) == (self.pair, self._seed_of(found)) else None

    @property
    def answers(self) -> Answers | None:
        """The pair, picture by picture."""
        return self.comparison.answers if self.comparison else None

    def results(self, run: str) -> Results | None:
        """Everything measured of a run, once it was read."""
        return self._materials[run].results if run in self._materials else None

    def recipe(self, run: str) -> Mapping[str, Any] | None:
        """What a run was told to do, once it was read."""
        return self._materials[run].recipe if run in self._materials else None

    def title(self, run: str) -> str:
        """What a run is called."""
        known = self._runs.find(run)
        return known.title if known else run

    @property
    def task(self) -> Task | None:
        """What is to be read next; None when everything is there."""
        pair = self.pair
        key = (pair, self.seed)
        if pair is not None and self.comparison is None and self._failed != key:
            runs = tuple(run for run in pair.runs if run not in self._materials)
            untold = tuple(run for run in pair.runs if run in runs or not self._materials[run].has_predictions)
            known = {run: self._materials[run] for run in pair.runs if run in self._materials}
            return Task(runs, untold, pair, self.seed, known)
        rest = tuple(run.id for run in self.shown if run.id not in self._materials)
        return Task(rest[:AT_ONCE]) if rest else None

    def start_reading(self) -> None:
        """Somebody reads the `task`."""
        self.is_reading = True

    def take(self, found: Found) -> None:
        """What was read."""
        self.is_reading = False
        for material in found.materials:
            self._materials.pop(material.run, None)
            self._materials[material.run] = material
        self._forget_predictions()
        if found.task.pair is not None:
            self._comparison, self.problem = found.comparison, found.problem
            self._failed = None if found.comparison else (found.task.pair, found.task.seed)
        self.changed.emit()

    def take_failure(self, end: JobEnded) -> None:
        """Nothing could be read."""
        self.is_reading = False
        self.problem = f"{end.problem} {end.fix}".strip()
        self._failed = (self.pair, self.seed)
        self.changed.emit()

    def try_again(self) -> None:
        """Read once more what could not be read."""
        self._materials = {
            run: material
            for run, material in self._materials.items()
            if not material.problem and not material.predictions_problem
        }
        if self._comparison is not None and self._comparison.answers is None:
            self._comparison = None
        self._failed, self.problem = None, ""
        self.changed.emit()

    # Underneath

    def _seed_of(self, found: Comparison) -> int | None:
        """The seed that is looked at; all of them where the pair does not have it."""
        return self.seed if self.seed in found.seeds else None

    def _same_way(self, run: str) -> Pair | None:
        before = self.pair
        if before is None or not before.is_within:
            return None
        return Pair(Side(run, before.left.role), Side(run, before.right.role))

    def _start_over(self) -> None:
        self.cell, self.page, self.problem, self._failed = None, 0, "", None
        self.changed.emit()

    def _forget_predictions(self) -> None:
        told = [run for run, material in self._materials.items() if material.predictions is not None]
        needed = self.pair.runs if self.pair else ()
        for run in [run for run in told if run not in needed][: max(0, len(told) - KEPT_PREDICTIONS)]:
            self._materials[run] = replace(self._materials[run], predictions=None)

    def _on_runs_changed(self) -> None:
        """Forget what was read of runs that are others now, for example because they were measured again."""
        marks = {run.id: run.model_copy(update={"about": About()}) for run in self._runs.runs}
        for run, mark in self._marks.items():
            if marks.get(run) != mark:
                self._materials.pop(run, None)
                if self._comparison is not None and run in self._comparison.pair.runs:
                    self._comparison = None
        self._marks = marks
        self.changed.emit()


_WITHIN: tuple[tuple[Role, Role], ...] = (("plain", "distilled"), ("teacher", "distilled"), ("teacher", "plain"))


def roles_of(run: RunSummary) -> list[Role]:
    """The networks that a run has results of; the one that it was made for is the last."""
    if run.task != "distil":
        return ["model"]
    found: list[Role] = ["teacher"] if run.teacher_accuracy is not None else []
    return [*found, *(["plain"] if run.plain_accuracy is not None else []), "distilled"]  # type: ignore[list-item]  # roles
