"""What a run asks of the program that repeats it: which parts of the engine, which networks, which dials."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.engine.assembly import dials_of, method_of, ramps_of, rounds_answers, student_ref, terms_of
from workbench.engine.objective import Objective
from workbench.engine.registry import methods
from workbench.engine.script_run import Told
from workbench.engine.script_shape import reads
from workbench.engine.steering import WEIGHT
from workbench.recipes import Data, Distil, Dot, Hold, Ramp, Ref, Train, Trust


class Asked:
    """What the program of a run has to hold.

    Attributes:
        terms: Of the recipe; see `workbench.engine.assembly.terms_of`.
        methods: Their classes.
        ramps: Of the dials that do not stay as they are.
        weights: Of the methods, where they are not all those that the methods have anyway.
        facts, kinds, known: See `workbench.engine.script_shape.Wanted`.
    """

    def __init__(self, told: Told) -> None:
        self.told, self.recipe = told, told.recipe
        distil = told.recipe if isinstance(told.recipe, Distil) else None
        self.terms = terms_of(distil) if distil else []
        self.methods = [method_of(term) for _, _, term in self.terms]
        self.ramps = {name: ramp for name, ramp in _ramps_of(distil).items() if not isinstance(ramp, Hold)}
        self.weights = self._weights(distil)
        self.facts = self._facts() | self._facts_of_methods()
        parts = [part for one in told.schedules for part in (one.optimiser, one.decay)]
        self.kinds = {type(part).__name__ for part in (*parts, *self.ramps.values())}
        data = [told.recipe.data, *([told.earlier.data] if self._chained and told.earlier else [])]
        self.known = _known(data) | _known_of_method(distil) | {"context.shelf is None": True}

    @property
    def _chained(self) -> bool:
        return self.told.earlier is not None and self.told.earlier.schedule is not None

    def _facts(self) -> set[str]:
        told, recipe, schedules = self.told, self.recipe, self.told.schedules
        keeps = any(one.keep == "best" for one in schedules)
        stops = any(one.early_stop is not None for one in schedules)
        facts = {
            "model": isinstance(recipe, Train),
            "distilled": isinstance(recipe, Distil),
            "guided": told.guided,
            "unguided": isinstance(recipe, Distil) and not told.guided,
            "teacher": told.trained_teacher is not None,
            "assisted": isinstance(recipe, Distil) and bool(recipe.assistants) and told.guided,
            "inherited": isinstance(recipe, Distil) and recipe.start == "teacher",
            "chained": self._chained,
            "loaded": told.earlier is not None and not self._chained,
            "plain": isinstance(recipe, Distil) and recipe.twin,
            "same_twin": isinstance(recipe, Distil) and recipe.twin and self.student == recipe.student,
            "other_twin": isinstance(recipe, Distil) and recipe.twin and self.student != recipe.student,
            "keep": keeps,
            "early": stops,
            "stopped": bool(told.stopped),
            "best": keeps or stops or bool(told.stopped),
            "moved": bool(told.moves),
            "only_moved": bool(told.moves) and not self.ramps,
            "ramped": bool(self.ramps),
            "weighed": bool(self.weights),
            "clip": any(one.clip_norm is not None for one in schedules),
            "dot": any(isinstance(one.optimiser, Dot) for one in schedules),
            "deterministic": recipe.compute.deterministic,
            "files": recipe.data.source.kind != "digits",
            "no_files": recipe.data.source.kind == "digits",
        }
        return {name for name, true in facts.items() if true}

    def _facts_of_methods(self) -> set[str]:
        """What the methods ask for."""
        made, needs = self.methods, {signal for method in self.methods for signal in method.needs}
        probed = any(reads(method.__init__, "pair") for method in made)
        taught = any(method.needs_teacher for method in made)
        tapped = probed and not needs.isdisjoint(("maps", "embedding"))
        trusted = taught and isinstance(self.recipe, Distil) and self.recipe.trust != Trust(join=self.recipe.trust.join)
        views = any(method.views > 1 for method in made)
        facts = {
            "probed": probed,
            "unprobed": not probed,
            "taught": taught,
            "tapped": tapped,
            "untapped": not tapped,
            "embedded": "embedding" in needs,
            "trusted": trusted,
            "heard": taught and tapped,
            "unheard": taught and not tapped,
            "rounded": taught and isinstance(self.recipe, Distil) and rounds_answers(self.recipe),
            "begun": any(method.begin is not Objective.begin for method in made),
            "waiting": any(method.alone is not Objective.alone for method in made),
            "views": views,
            "augment": not views and any(one.augment != "none" for one in self.told.schedules),
            "ids": "ids" in needs,
            "images": "images" in needs,
        }
        return {name for name, true in facts.items() if true}

    @property
    def student(self) -> Ref:
        """The network that learns from the teacher: the recipe's, or what a method makes of it."""
        assert isinstance(self.recipe, Distil)
        guide = ([self.teacher] if self.told.guided else []) + self.assistants
        return student_ref(self.recipe, self.recipe.student, guide[-1] if guide else None)

    @property
    def assistants(self) -> list[Ref]:
        """The networks between teacher and student, as they are trained."""
        if not isinstance(self.recipe, Distil) or not self.told.guided:
            return []
        found, guide = list[Ref](), self.teacher
        for assistant in self.recipe.assistants:
            guide = student_ref(self.recipe, assistant, guide)
            found.append(guide)
        return found

    @property
    def teacher(self) -> Ref:
        """The teacher's network."""
        if self.told.trained_teacher is not None:
            return self.told.trained_teacher.model
        assert self.told.earlier is not None
        return next(iter(self.told.earlier.networks.values())).load().card.architecture

    def _weights(self, recipe: Distil | None) -> dict[str, float]:
        """The methods' weights, where they are not all those that the methods have anyway."""
        if recipe is None:
            return {}
        weights = dials_of(recipe).weights
        moved = {name for moves in self.told.moves.values() for dials in moves.values() for name in dials}
        steered = any(name.startswith(WEIGHT) for name in (*self.ramps, *moved))
        return weights if steered or list(weights.values()) != [method.weight for method in self.methods] else {}


def _known(data: Iterable[Data | None]) -> dict[str, bool]:
    """Questions in the source whose answer the recipe knows."""
    wanted = [one for one in data if one is not None]
    answers = {
        "corrections": {bool(one.corrections) for one in wanted},
        "data.corrections": {bool(one.corrections) for one in wanted},
        "data.keep_unlabelled": {one.keep_unlabelled for one in wanted},
        "limit is None": {one.labels_per_class is None for one in wanted},
    }
    known = {question: answer.pop() for question, answer in answers.items() if len(answer) == 1}
    return known | {f"not {question}": not answer for question, answer in known.items() if " " not in question}


def _known_of_method(recipe: Distil | None) -> dict[str, bool]:
    """The same of the loss and of the trust in the teacher."""
    known = {"self.log_variances is None": True} if recipe is None or recipe.balance == "fixed" else {}
    if recipe is None:
        return known
    trust, settings = recipe.trust, [methods.settings(term) for _, _, term in terms_of(recipe)]
    peers = {one.peer for one in settings if hasattr(one, "peer")}
    if len(peers) == 1:
        known["not params.peer"] = peers == {""}
    return known | {
        "TRUST.calibrate": trust.calibrate,
        "self.trust.correct != 'none'": trust.correct != "none",
        "self.trust.noise": bool(trust.noise),
        "not trust.threshold and (not trust.weigh)": not trust.threshold and not trust.weigh,
    }


def _ramps_of(recipe: Distil | None) -> dict[str, Ramp]:
    return {} if recipe is None else ramps_of(recipe)
