"""A picture of the user's own, or a test picture, and what each network of a run says about it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from workbench.events import JobEnded
from workbench.gui.models.asker import Asker
from workbench.gui.models.run import RunModel
from workbench.gui.models.runs import RunsModel
from workbench.recipes import Role
from workbench.recipes.requests import AnyQuestion, Predict
from workbench.runs import RunSummary

Filter = Literal["all", "mistakes", "rescued", "lost", "unlike"]
FILTERS: tuple[Filter, ...] = ("all", "mistakes", "rescued", "lost", "unlike")
"""Which test pictures to go through: all; those the student gets wrong; those that only the plain one gets wrong;
those that only the distilled one gets wrong; those where the student answers otherwise than its teacher."""
Ids = tuple[int, ...]
"""Positions in the run's data source."""


@dataclass(frozen=True, slots=True)
class Material:
    """What a run has to try.

    Attributes:
        seeds: Those with trained networks.
        samples: Test pictures by seed and filter; a filter that the run's networks do not allow is left out.
        problem: Why there are no test pictures, in plain words; empty otherwise.
    """

    run: str
    seeds: tuple[int, ...] = ()
    samples: Mapping[int, Mapping[Filter, Ids]] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What the networks are shown.

    Attributes:
        picture: Any picture file, base64; empty for a test picture.
        sample: Position of a test picture; None for the user's own.
        name: Of the file; empty for a drawing and the like.
    """

    kind: Literal["drawing", "picture", "sample"]
    picture: str = ""
    sample: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """A Grad-CAM: one byte for each pixel, row by row, 255 where the most speaks for the answer."""

    width: int
    height: int
    values: bytes


@dataclass(frozen=True, slots=True)
class Opinion:
    """One network's answer.

    Attributes:
        shares: Probability of each class, 0 to 1. winner: Number of the likeliest one.
        milliseconds: Wall time of one pass of this picture.
        heat: Where it looked; None where it was not asked or has no such map.
    """

    role: Role
    title: str
    shares: tuple[float, ...]
    winner: int
    milliseconds: float
    heat: Heat | None

    def top(self, count: int) -> list[int]:
        """Numbers of the likeliest classes, the likeliest first."""
        return sorted(range(len(self.shares)), key=self.shares.__getitem__, reverse=True)[:count]


@dataclass(frozen=True, slots=True)
class Answer:
    """What all networks say to one picture.

    Attributes:
        label: Number of the true class; None where nobody knows it.
        seen: The picture as the networks get it, PNG.
        explained: They were asked where they look.
        notes: On networks that should be there and are not.
    """

    given: Given
    classes: tuple[str, ...]
    label: int | None
    seen: bytes
    opinions: tuple[Opinion, ...]
    explained: bool
    notes: tuple[str, ...] = ()

    def of(self, role: Role) -> Opinion | None:
        """The answer of the network in that part."""
        return next((each for each in self.opinions if each.role == role), None)

    def agrees(self, opinion: Opinion) -> bool | None:
        """Whether it names the same class as its teacher; None for the teacher itself, and without one."""
        teacher = self.of("teacher")
        return None if teacher is None or teacher is opinion else opinion.winner == teacher.winner

    def is_right(self, opinion: Opinion) -> bool | None:
        """Whether it names the true class; None where nobody knows that."""
        return None if self.label is None else opinion.winner == self.label

    @property
    def camps(self) -> list[tuple[int, list[Opinion]]]:
        """Classes that were named and by whom, in the order of the networks."""
        camps: dict[int, list[Opinion]] = {}
        for each in self.opinions:
            camps.setdefault(each.winner, []).append(each)
        return list(camps.items())

    @property
    def is_rescued(self) -> bool:
        """The distilled student is right and its plain twin wrong."""
        distilled, plain = self.of("distilled"), self.of("plain")
        return bool(distilled and plain and self.is_right(distilled) and self.is_right(plain) is False)


class TryModel(Asker):
    """Holds what is shown to the networks of one run, and their last answer; a new picture is asked about at once.

    Attributes:
        run: Id of the run whose networks are asked; empty while there is none.
        material: What that run has to try; None until it was read. seed: whose networks; None = the run's first.
        explain: Ask for Grad-CAMs, too.
        given: What the networks are shown; None = nothing yet.
        answer: Their answer, also to the picture before while a new one is on its way; None = none.
        problem: Why a picture cannot be shown to them at all, in plain words.
        filter: Which test pictures are gone through.
    """

    def __init__(self, runs: RunsModel, current: RunModel, runs_folder: str) -> None:
        super().__init__(runs_folder)
        self._runs, self._current = runs, current
        self._random = Random()
        self._picked, self._key = "", (object(), 0)  # type: tuple[str, tuple[object, int]]
        self._place = 0
        self.run, self.problem = "", ""
        self.material: Material | None = None
        self.seed: int | None = None
        self.explain = False
        self.given: Given | None = None
        self.answer: Answer | None = None
        self.filter: Filter = "all"
        runs.changed.connect(self._settle)
        current.steered.connect(self._settle)
        self._settle()

    # Which networks

    @property
    def is_loading(self) -> bool:
        """It is not known yet which runs there are."""
        return self._runs.reading == "loading"

    @property
    def offered(self) -> list[RunSummary]:
        """Runs with trained networks, newest first."""
        return [run for run in self._runs.runs if run.state in ("finished", "stopped") or self._trained(run.id)]

    @property
    def to_read(self) -> str:
        """Id of the run whose material is missing; empty when there is nothing to read."""
        return self.run if self.material is None else ""

    @property
    def seeds(self) -> tuple[int, ...]:
        """Those that can be chosen."""
        return self.material.seeds if self.material else ()

    def choose_run(self, run: str) -> None:
        """Ask the networks of this run from now on."""
        self._picked = run
        self._settle()

    def choose_seed(self, seed: int) -> None:
        """Ask the networks of this seed from now on; a test picture that was held out from them too stays."""
        if seed == self.seed or seed not in self.seeds:
            return
        self.seed = seed
        self._keep_sample()
        self._ask_again()

    # Which picture

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Those that the run's networks allow."""
        known = self._samples()
        return tuple(each for each in FILTERS if each in known)

    @property
    def ids(self) -> Ids:
        """The test pictures that are gone through."""
        return self._samples().get(self.filter, ())

    @property
    def place(self) -> int | None:
        """Which of them is shown, from 0; None where another picture is."""
        shown = self.given is not None and self.given.kind == "sample" and self._place < len(self.ids)
        return self._place if shown else None

    def count(self, chosen: Filter) -> int:
        """Number of test pictures."""
        return len(self._samples().get(chosen, ()))

    def show_drawing(self, png: bytes) -> None:
        """Show a drawing; none = take away what is shown."""
        if png:
            self._show(Given("drawing", b64encode(png).decode()))
        elif self.given is not None:
            self.given = self.answer = None
            self.problem = ""
            self.withdraw()
            self.changed.emit()

    def show_picture(self, picture: str, name: str = "") -> None:
        """Show the content of any picture file, base64."""
        self._show(Given("picture", picture, name=name))

    def refuse(self, problem: str) -> None:
        """A picture of the user's own cannot be shown."""
        self.withdraw()
        self.given = self.answer = self.failure = None
        self.problem = problem
        self.changed.emit()

    def choose_filter(self, chosen: Filter) -> None:
        """Go through other test pictures, and show the first."""
        self.filter, self._place = chosen, 0
        self._show_sample()

    def step(self, by: int) -> None:
        """Show another test picture, round and round; the one that was shown before something else at first."""
        if self.ids:
            self._place = (self._place + (by if self.place is not None else 0)) % len(self.ids)
            self._show_sample()

    def step_anywhere(self) -> None:
        """Show a test picture by chance, another one where there is another one."""
        others = [place for place in range(len(self.ids)) if place != self.place]
        if self.ids:
            self._place = self._random.choice(others) if others else 0
            self._show_sample()

    def set_explain(self, on: bool) -> None:
        """Whether the networks shall show where they look."""
        if on != self.explain:
            self.explain = on
            self._ask_again()

    def try_again(self) -> None:
        """Ask the same once more."""
        self._ask_again()

    # What the session answers

    def take_material(self, material: Material) -> None:
        """What a run has to try, as it was read."""
        if material.run != self.run:
            return
        self.material = material
        if self.seed not in material.seeds:
            self.seed = material.seeds[0] if material.seeds else None
        if self.filter not in self.filters:
            self.filter, self._place = "all", 0
        self._keep_sample()
        self._ask_again()

    def keep(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """Take the answers in."""
        assert isinstance(question, Predict)
        assert self.given is not None  # else the question would have been withdrawn
        classes = tuple(answer["classes"])
        self.answer = Answer(
            self.given,
            classes,
            None if answer["label"] is None else classes.index(answer["label"]),
            b64decode(answer["seen"]),
            tuple(_opinion(each) for each in answer["networks"]),
            question.explain,
            tuple(answer.get("notes", ())),
        )

    def take_failure(self, question: AnyQuestion, end: JobEnded) -> None:
        """No answer: that to the picture before would mislead."""
        if question is self._asked:
            self.answer = None
        super().take_failure(question, end)

    # Underneath

    def _settle(self) -> None:
        """See to it that a run is chosen that there is, and that what is known of it is not out of date."""
        offered = {run.id: run for run in self.offered}
        chosen = self._picked if self._picked in offered else self._likeliest(offered)
        known = offered.get(chosen)
        key = ((known.state, known.accuracy) if known else None, self._trained(chosen))
        if (chosen, key) == (self.run, self._key):
            return
        if chosen != self.run:
            self.seed, self.answer, self.failure = None, None, None
            self.withdraw()
        self.run, self._key, self.material = chosen, key, None
        self.changed.emit()

    def _likeliest(self, offered: Mapping[str, RunSummary]) -> str:
        """The run on screen, unless it trains; else the newest that does not; else whatever there is."""
        if self._current.run in offered and not self._current.is_live:
            return self._current.run
        resting = (run.id for run in offered.values() if run.state != "running")
        return next(resting, next(iter(offered), ""))

    def _trained(self, run: str) -> int:
        """Number of networks that the run on screen has so far, if it is this one."""
        if run != self._current.run:
            return 0
        return sum(phase.finished is not None for phase in self._current.phases.values())

    def _samples(self) -> Mapping[Filter, Ids]:
        if self.material is None or self.seed is None:
            return {}
        return self.material.samples.get(self.seed, {})

    def _show_sample(self) -> None:
        if self.ids:
            self._show(Given("sample", sample=self.ids[self._place]))
        else:
            self.changed.emit()

    def _keep_sample(self) -> None:
        """After a change of run or seed: the same test picture if it is one there, else the first."""
        if self.given is None or self.given.kind != "sample":
            self._place = 0
            return
        same = self.given.sample in self.ids
        self._place = self.ids.index(self.given.sample) if same and self.given.sample is not None else 0
        self.given = Given("sample", sample=self.ids[self._place]) if self.ids else None

    def _show(self, given: Given) -> None:
        self.given, self.problem = given, ""
        self._ask_again()

    def _ask_again(self) -> None:
        if self.given is None or not self.run:
            self.answer = None
            self.changed.emit()
            return
        self.ask(
            Predict(
                runs=self.runs_folder,
                run=self.run,
                seed=self.seed,
                picture=self.given.picture or None,
                sample=self.given.sample,
                explain=self.explain,
            )
        )


def _opinion(network: Mapping[str, Any]) -> Opinion:
    shares = tuple(float(share) for share in network["probabilities"])
    return Opinion(
        network["role"],
        network["title"],
        shares,
        max(range(len(shares)), key=shares.__getitem__),
        float(network["milliseconds"]),
        _heat(network["map"]),
    )


def _heat(rows: Sequence[Sequence[float]] | None) -> Heat | None:
    if not rows:
        return None
    return Heat(len(rows[0]), len(rows), bytes(round(255 * value) for row in rows for value in row))
