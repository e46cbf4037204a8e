"""The program that repeats a run: it runs where there is no workbench, and comes to the same numbers."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from pydantic import JsonValue
from torch import nn

from tests.engine.conftest import Desk, User, distil_recipe, train_recipe
from tests.fakes import epoch, phase_started
from workbench import recipes, resources
from workbench.engine.assembly import formula_of
from workbench.engine.data import LoadContext
from workbench.engine.datasets.cifar10 import load_batches
from workbench.engine.datasets.mnist import load_idx
from workbench.engine.latency import Latency
from workbench.engine.registry import Entry, architectures, datasets, methods
from workbench.engine.script import write
from workbench.engine.script_parts import read_batches, read_idx
from workbench.engine.script_source import Gatherer, Wanted
from workbench.events import Answered, DataReady, EpochFinished, Event, NumericsChosen, PhasePlan
from workbench.recipes import (
    AdamW,
    Adjustment,
    Constant,
    Correction,
    CosineRamp,
    Data,
    Distil,
    Dot,
    Frozen,
    LinearRamp,
    Ref,
    Schedule,
    Sgd,
    Step,
    StepRamp,
    TeacherRun,
    TeacherTraining,
    Term,
    TrainingRecipe,
    Trust,
)
from workbench.recipes.requests import Adjust, AnyCommand, ShowCode, Stop
from workbench.runs import Results, RunFolder

pytestmark = pytest.mark.timeout(300)  # whichever test comes first waits for all runs and programs

REPEAT = """
import contextlib, importlib.util, io, json, sys

sys.modules["workbench"] = None  # importing it is an error now
found = {}
for path in sys.argv[1:]:
    spec = importlib.util.spec_from_file_location(path.rsplit("/", 1)[-1][:-3], path)
    program = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    sys.argv = [path, "--check"]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        code = program.main()
    networks = {name: [one.right, one.losses, one.test] for name, one in program.FOUND.items()}
    found[spec.name] = {"code": code, "networks": networks, "said": said.getvalue()}
print(json.dumps(found))
"""


def repeated(files: list[Path]) -> dict[str, Any]:
    """What programs find, by name of their file, in a process that has no workbench."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", REPEAT, *map(str, files)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def program_of(desk: Desk, run: str) -> dict[str, Any]:
    desk.ask(ShowCode(run=run, runs=str(desk.root)))
    found = desk.of(Answered)
    assert found, desk.events[-1]
    return found[-1].answer


def faults(texts: list[str], folder: Path) -> str:
    """Names in programs that are not there, and imports and variables without a use."""
    for number, text in enumerate(texts):
        (folder / f"{number}.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def just_begun(desk: Desk, recipe: TrainingRecipe) -> RunFolder:
    """A run that has its pictures and has trained nothing."""
    run = desk.store.create(recipe, environment={})
    with run.writer() as writer:
        writer.append([begun()])
    return run


def begun() -> DataReady:
    return DataReady(
        classes=("a", "b"), shape=(1, 8, 8), train=3, labelled=3, validation=2, test=2, plans=(), device="cpu",
        device_reason="", threads=1,
    )  # fmt: skip


def asked_for(params: type[Frozen], known: dict[str, str]) -> dict[str, JsonValue]:
    """Values for the settings that have no default."""
    return {name: known[name] for name, one in params.model_fields.items() if one.is_required()}


class Idx:
    """Four pictures in the manner of torchvision's MNIST."""

    resources = mirrors = ()

    def __init__(self, root: Path, *, train: bool, download: bool = False) -> None:
        count = 3 if train else 1
        self.data = torch.arange(count * 4, dtype=torch.uint8).view(count, 2, 2)
        self.targets = torch.arange(count)

    def __len__(self) -> int:
        return len(self.targets)


class Batches:
    """Four pictures in the manner of torchvision's CIFAR10."""

    classes = ("cat", "dog")

    def __init__(self, root: Path, *, train: bool, download: bool = False) -> None:
        count = 3 if train else 1
        self.data = np.arange(count * 12, dtype=np.uint8).reshape(count, 2, 2, 3)
        self.targets = [0] * count

    def __len__(self) -> int:
        return len(self.targets)


# Runs of many sorts

CNN = Ref(kind="small_cnn", params={"channels": [4], "hidden": 8})
MLP = Ref(kind="mlp", params={"hidden": [12], "dropout": 0.3})
BRISK = Schedule(
    epochs=2,
    batch_size=25,
    learning_rate=0.05,
    warmup=0.25,
    optimiser=Sgd(nesterov=True),
    decay=Step(milestones=(0.5,)),
    augment="crop_flip",
    clip_norm=1.0,
    keep="best",
)
CALM = Schedule(epochs=1, learning_rate=0.01, optimiser=AdamW(beta2=0.99), augment="shift", keep="last")
MOVES = (
    Adjustment(phase="distilled/3", step=4, temperature=2.0, alpha=0.7),
    Adjustment(phase="distilled/3", step=9, learning_rate=0.003),
    Adjustment(phase="teacher/0", step=2, learning_rate=0.02),
)


def many_sorts() -> Distil:
    """Two seeds that split anew, hidden and corrected labels, dropout, both optimisers, dials that move."""
    return Distil(
        data=Data(
            labels_per_class=10,
            split_seed=None,
            corrections=(Correction(picture="5", label="3"), Correction(picture="6")),
        ),
        teacher=TeacherTraining(model=Ref(kind="resnet8"), schedule=BRISK),
        student=MLP,
        schedule=CALM,
        alpha=0.3,
        seeds=(0, 3),
        adjustments=MOVES,
    )


TWO_STAGES = Ref(kind="small_cnn", params={"channels": [4, 8], "batch_norm": True, "hidden": None})
WIDER = Ref(kind="small_cnn", params={"channels": [6, 10], "batch_norm": True, "hidden": None})
RESIDUAL = Ref(kind="resnet8")
SHORT = Schedule(epochs=2, batch_size=25, learning_rate=0.02, keep="last")


def taught(**changes: object) -> Distil:
    """A hundred pictures, two epochs, no twin."""
    plain = Distil(
        data=Data(labels_per_class=10, keep_unlabelled=False),
        teacher=TeacherTraining(model=WIDER, schedule=SHORT),
        student=TWO_STAGES,
        schedule=SHORT,
        alpha=0.3,
        twin=False,
    )
    return plain.model_validate({**dict(plain), **changes})


def by(kind: str, **changes: object) -> Distil:
    """The same, taught by a method as its networks want it."""
    settings = {"prepare": 0.5} if "prepare" in methods.get(kind).params.model_fields else {}
    wanted: dict[str, object] = {"method": Term(kind=kind, params=settings)}
    if kind == "labels":
        wanted["also"] = [Term(kind="kd")]
    if kind in ("fsp", "simkd", "cat_kd"):
        wanted |= {"student": RESIDUAL, "teacher": TeacherTraining(model=RESIDUAL, schedule=SHORT)}
    return taught(**wanted | changes)


COMBINED = {
    "method": Term(kind="kd", weight=3.0, ramp=LinearRamp(to=2.0)),
    "also": [Term(kind="at", ramp=StepRamp(milestones=(0.3,), factor=0.1)), Term(kind="kd", temperature=1.0)],
    "temperature": 8.0,
    "temperature_ramp": CosineRamp(to=2.0),
    "alpha_ramp": LinearRamp(to=0.0, end=0.5),
    "adjustments": [
        Adjustment(phase="distilled/0", step=3, temperature=0.01, weights={"kd_2": 0.25, "unheard_of": 3.0}),
        Adjustment(phase="distilled/0", step=6, learning_rate=0.005, weights={"at": 500.0}),
    ],
}
DOUBTED = Trust(calibrate=True, threshold=0.15, weigh=True, correct="mix", noise=0.1)
METHODS = {
    "combined": taught(**COMBINED, twin=True),
    "learned_weights": taught(also=[Term(kind="vid")], balance="learned", start="teacher"),
    "chained": by("vid", assistants=[TWO_STAGES, WIDER]),
    "two_views": by("mlkd", schedule=BRISK, also=[Term(kind="exits")]),
    "learned_temperature": by("ctkd", schedule=BRISK.model_copy(update={"optimiser": Dot()})),
    "own_weights": by("crd", trust=Trust(correct="swap")),
    "other_network": by("simkd", twin=True),
    "doubted": by("dkd", trust=DOUBTED),
    "without_teacher": by("mutual"),
    "with_a_peer": by("mutual", method=Term(kind="mutual", params={"peer": "mlp"}), also=[Term(kind="at")]),
    "whole_loss": by("label_smoothing"),
    "whole_loss_from_teacher": by("label_smoothing", start="teacher"),
    "moved_weight": taught(adjustments=[Adjustment(phase="distilled/0", step=2, weights={"kd": 0.25})]),
}
"""Of different kinds, each repeated to the last bit."""


def until(kind: type[Event], count: int, *commands: AnyCommand) -> User:
    """A user who waits for so many events of a sort and then presses buttons."""
    seen = 0

    def press(event: Event) -> tuple[AnyCommand, ...]:
        nonlocal seen
        seen += isinstance(event, kind)
        return commands if isinstance(event, kind) and seen == count else ()

    return press


def folder_of_pictures(root: Path) -> Path:
    """Two classes of plain pictures, one of them grey, with a file that is no picture."""
    for number in range(24):
        sort = "dark" if number % 2 else "light"
        (root / sort).mkdir(parents=True, exist_ok=True)
        shade = 40 + number if number % 2 else 200 - number
        Image.new(
            "RGB" if number > 3 else "L", (14, 10 + number), shade if number <= 3 else (shade, 9, 8 * number)
        ).save(root / sort / f"{number}.png")
    (root / "dark" / "broken.png").write_bytes(b"no picture")
    return root


@dataclass
class Case:
    """A run and what its program found."""

    run: RunFolder
    program: dict[str, Any]
    found: dict[str, Any] = field(default_factory=dict)


def with_another_result(case: Case) -> Case:
    """The same run, had it measured something else."""
    text = case.program["text"]
    (right,) = re.findall(r"^        test=\d+,$", text, re.MULTILINE)
    return Case(case.run, {**case.program, "text": text.replace(right, "        test=99,")})


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """Runs of many sorts; their programs are run in one process, because importing torch takes longer than they do."""
    folder = tmp_path_factory.mktemp("code")
    desk, made = Desk(folder / "runs"), dict[str, Case]()

    def do(name: str, recipe: TrainingRecipe, user: User = lambda event: ()) -> RunFolder:
        desk.do(recipe, user)
        run = desk.newest()
        made[name] = Case(run, program_of(desk, run.id))
        return run

    with pytest.MonkeyPatch.context() as patch:
        known = Latency(median_ms=1.0, p90_ms=2.0, runs=50, machine="a processor, 1 thread")
        patch.setattr("workbench.engine.evaluate.latency", lambda model, *, check: known)
        do("many_sorts", many_sorts())
        endless = Schedule(epochs=400, batch_size=64, learning_rate=0.01, decay=Constant(), early_stop=1)
        teacher = do("early_stop", train_recipe(model=CNN, schedule=endless.model_copy(update={"early_stop": 2})))
        earlier = {"teacher": TeacherRun(run=teacher.id), "data": Data(), "twin": False}
        do("teacher_of_a_run", distil_recipe(**earlier))
        distilled = made["many_sorts"].run
        student = TeacherRun(run=distilled.id, role="distilled", seed=3)
        do("taught_by_a_student", distil_recipe(**{**earlier, "teacher": student, "data": Data(split_seed=3)}))
        dials = Adjust(temperature=1.5, alpha=0.9, learning_rate=0.02)
        do("moved_by_the_user", distil_recipe(seeds=(1,)), until(EpochFinished, 4, dials))
        long = Schedule(epochs=4000, batch_size=64, learning_rate=0.001, keep="last")
        do("stopped", train_recipe(schedule=long), until(EpochFinished, 5, Stop()))
        pictures = Ref(kind="image_folder", params={"folder": str(folder_of_pictures(folder / "own")), "size": 8})
        do("own_pictures", train_recipe(data=Data(source=pictures)))
        packed = shutil.make_archive(str(folder / "packed"), "zip", folder / "own")
        do("packed_pictures", train_recipe(data=Data(source=Ref(kind="image_archive", params={"file": packed}))))
        for name, recipe in METHODS.items():
            do(name, recipe)
        made["another_result"] = with_another_result(made["own_pictures"])
    files = []
    for name, case in made.items():
        files.append(folder / f"{name}.py")
        files[-1].write_text(case.program["text"], encoding="utf-8")
    for name, found in repeated(files).items():
        made[name].found = found
    return made


NAMES = (
    "many_sorts", "early_stop", "teacher_of_a_run", "taught_by_a_student", "moved_by_the_user", "stopped",
    "own_pictures", "packed_pictures", *METHODS,
)  # fmt: skip
every_case = pytest.mark.parametrize("name", NAMES)


@every_case
def test_every_epoch_is_validated_to_the_last_bit_as_in_the_run(cases: dict[str, Case], name: str) -> None:
    run, networks = cases[name].run, cases[name].found["networks"]
    for phase, curves in run.curves().phases.items():
        right, losses, _ = networks[phase]
        validated = next(event.validation for event in run.events() if event.kind == "data_ready")
        assert [count / validated for count in right] == [epoch.valid_accuracy for epoch in curves.epochs]
        assert losses == [epoch.valid_loss for epoch in curves.epochs]


@every_case
def test_every_test_accuracy_is_that_of_the_run(cases: dict[str, Case], name: str) -> None:
    run, networks = cases[name].run, cases[name].found["networks"]
    known = run.results()
    if known is None:
        assert name == "stopped"
        return
    for result in Results.model_validate(known).networks:
        if f"{result.role}/{result.seed}" in networks:
            assert networks[f"{result.role}/{result.seed}"][2] / result.count == result.accuracy
    assert {f"{one.role}/{one.seed}" for one in Results.model_validate(known).networks} <= set(networks)


@every_case
def test_it_finds_by_itself_that_all_is_the_same(cases: dict[str, Case], name: str) -> None:
    assert cases[name].found["code"] == 0


def test_every_training_of_the_run_is_in_the_program(cases: dict[str, Case]) -> None:
    assert "assistant/0/2" in cases["chained"].found["networks"]
    assert set(cases["without_teacher"].found["networks"]) == {"distilled/0"}
    for name in NAMES:
        assert set(cases[name].run.curves().phases) <= set(cases[name].found["networks"])


def test_it_names_nothing_that_is_not_there_and_imports_nothing_that_it_does_not_use(
    cases: dict[str, Case], tmp_path: Path
) -> None:
    assert not faults([case.program["text"] for case in cases.values()], tmp_path)


def test_every_network_and_every_source_on_offer_can_be_written(desk: Desk, tmp_path: Path) -> None:
    own = {"folder": "pictures", "file": "pictures.zip", "table": "pictures.csv"}
    models = [train_recipe(model=Ref(kind=name)) for name in architectures.names()]
    sources = [
        train_recipe(data=Data(source=Ref(kind=entry.name, params=asked_for(entry.params, own)))) for entry in datasets
    ]
    texts = [program_of(desk, just_begun(desk, recipe).id)["text"] for recipe in (*models, *sources)]
    assert not faults(texts, tmp_path)
    assert not [text for text in texts if re.search(r"^ *(import|from) workbench", text, re.MULTILINE)]


def test_every_method_on_offer_can_be_written(desk: Desk, tmp_path: Path) -> None:
    """Eight in each program where they can be combined; so no two of them call different things by the same name."""
    further = [name for name in methods.names() if methods.get(name).make.uses_alpha]
    combined = [further[number : number + 8] for number in range(0, len(further), 8)]
    recipes = [taught(also=[Term(kind=name) for name in names]) for names in combined]
    recipes += [by(name) for name in methods.names() if name not in further]
    texts = [write(just_begun(desk, recipe), desk.store).text for recipe in recipes]
    assert not faults(texts, tmp_path)
    assert not [text for text in texts if re.search(r"^ *(import|from) workbench", text, re.MULTILINE)]
    for name in methods.names():
        assert re.search(rf'"{name}",\s+{methods.get(name).make.__name__}\(', "".join(texts))


def test_all_methods_fit_into_one_program() -> None:
    program = Gatherer(Wanted())
    for name in methods.names():
        program.need(methods.get(name).make)  # an EngineFault where two names are the same
    assert "class " in program.text()


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_every_method_is_repeated_to_the_last_bit(desk: Desk, tmp_path: Path) -> None:
    runs = {name: desk.trained(by(name)) for name in methods.names()}
    texts = {name: write(run, desk.store).text for name, run in runs.items()}
    assert not faults(list(texts.values()), tmp_path)
    files = {name: tmp_path / f"{name}.py" for name in texts}
    for name, text in texts.items():
        files[name].write_text(text, encoding="utf-8")
    found = repeated(list(files.values()))
    for name, run in runs.items():
        for phase, curves in run.curves().phases.items():
            assert found[name]["networks"][phase][1] == [epoch.valid_loss for epoch in curves.epochs], name
        assert found[name]["code"] == 0, name


@pytest.mark.parametrize(("read", "load"), [(read_idx, load_idx), (read_batches, load_batches)])
def test_pictures_of_torchvision_are_read_as_by_the_workbench(
    read: Callable[..., Any], load: Callable[..., Any], tmp_path: Path
) -> None:
    """The one thing that a program does in other words."""
    kind, context = Idx if read is read_idx else Batches, LoadContext(tmp_path, print, lambda: None)
    (tmp_path / kind.__name__ / "raw").mkdir(parents=True)
    arguments = (("b", "a"),) if read is read_idx else ()
    ours = load(kind, "Some", *arguments, context)
    theirs = read(kind, *arguments, tmp_path)
    assert theirs.classes == ours.classes
    for name in ("images", "labels", "parts"):
        assert torch.equal(getattr(theirs, name), getattr(ours, name))
        assert getattr(theirs, name).dtype == getattr(ours, name).dtype
        assert getattr(theirs, name).stride() == getattr(ours, name).stride()


def test_what_a_plug_in_brings_is_imported_and_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def wiggle(_params: Frozen, *, shape: tuple[int, int, int], classes: int) -> nn.Module:
        """A network from elsewhere."""
        return nn.Sequential(nn.Flatten(), nn.Linear(shape[1] * shape[2], classes))

    wiggle.__module__ = "wiggles.nets"
    entry = Entry("wiggle", Frozen, wiggle, "Wiggle", "A network from elsewhere.")
    monkeypatch.setitem(architectures._entries, "wiggle", entry)
    program = program_of(desk, just_begun(desk, train_recipe(model=Ref(kind="wiggle"))).id)
    assert "from workbench.engine.registry import architectures" in program["text"]
    assert "architectures.get('wiggle').make(settings" in program["text"]
    (note,) = [note for note in program["notes"] if "wiggle" in note]
    assert "comes from the package wiggles: that and the workbench must be installed" in note
    assert note in " ".join(program["text"].split('"""')[1].split())


def test_only_what_the_recipe_needs_is_there(cases: dict[str, Case]) -> None:
    plain = cases["teacher_of_a_run"].program["text"]
    for needless in (
        "Pair",
        "probe",
        "Tap",
        "Steering",
        "Teaching",
        "readings",
        "uses_temperature",
        "log_variances is",
    ):
        assert needless not in plain, needless
    text = cases["early_stop"].program["text"]
    for needless in (
        "soft_target_loss",
        "CifarResNet",
        "Sgd",
        "Cosine",
        "augment(",
        "MOVES",
        "teacher = ",
        "_AUGMENT,",
    ):
        assert needless not in text.replace("_SPLIT, _STREAM, _AUGMENT", ""), needless
    assert "class Constant(Settings)" in text
    assert "# needs:" not in text
    assert "import workbench" not in text
    assert "from workbench" not in text


def test_a_plain_program_stays_short(desk: Desk) -> None:
    run = just_begun(desk, Distil())
    assert len(program_of(desk, run.id)["text"].splitlines()) < 920


def test_it_says_what_to_install_and_what_to_expect(cases: dict[str, Case]) -> None:
    case = cases["many_sorts"]
    head = case.program["text"].split('"""')[1]
    results = Results.model_validate(case.run.results())
    for one in results.summaries:
        assert f"{100 * one.accuracy_mean:.2f} ±" in head
    assert case.program["name"] == "train.py"
    assert [need.split("==")[0] for need in case.program["needs"]] == ["torch", "numpy", "scikit-learn"]
    assert f"pip install {' '.join(case.program['needs'])}" in head
    assert "alpha * CE(y, p) + (1 - alpha) * T^2 * KL(teacher_T || student_T)." in case.program["text"]


@pytest.mark.parametrize(
    ("recipe", "formula"),
    [
        (taught(), "alpha * CE(y, p) + (1 - alpha) * T^2 * KL(teacher_T || student_T)"),
        (by("label_smoothing"), "CE((1 - smoothing) * y + smoothing / C, p)"),
        (
            by("mutual", method=Term(kind="mutual", weight=2.0), also=[Term(kind="kd", weight=0.5, temperature=3.0)]),
            (
                "alpha * CE(y, p) + (1 - alpha) * 2 * [KL(peer || student) + CE(y, peer) + KL(student || peer)] "
                "+ 0.5 * T^2 * KL(teacher_T || student_T); T = 3 in kd"
            ),
        ),
        (
            taught(method=Term(kind="labels"), also=[Term(kind="at")], balance="learned"),
            (
                "exp(-s_0) * CE(y, p) + s_0 / 2 + exp(-s_1) * 1000 * sum_l mean((a(F_s) - a(F_t))^2) + s_1 / 2; "
                "a(F) = mean_c(F^2) at length 1"
            ),
        ),
    ],
    ids=("plain", "whole loss", "sum", "learned weights"),
)
def test_the_loss_is_told_as_one_formula(recipe: Distil, formula: str) -> None:
    assert formula_of(recipe) == formula


def test_a_teacher_that_learned_from_labels_is_trained_again(cases: dict[str, Case]) -> None:
    assert "earlier/0" in cases["teacher_of_a_run"].found["networks"]
    assert cases["early_stop"].run.id in cases["teacher_of_a_run"].program["notes"][0]


def test_the_weights_of_another_teacher_are_read(cases: dict[str, Case]) -> None:
    program = cases["taught_by_a_student"].program
    assert "safetensors" in " ".join(program["needs"])
    assert "it had a teacher itself" in program["notes"][0]
    assert str(cases["many_sorts"].run.model_folder("distilled/3")) in program["text"]


def test_a_number_that_differs_is_told_and_fails_the_check(cases: dict[str, Case]) -> None:
    found = cases["another_result"].found
    assert found["code"] == 1
    assert "test pictures right, not 99" in found["said"]
    assert "Not the same as in the run: model/0." in found["said"]


def test_it_says_how_good_its_networks_are_and_that_all_is_the_same(cases: dict[str, Case]) -> None:
    case = cases["many_sorts"]
    results = Results.model_validate(case.run.results())
    (distilled,) = [one for one in results.summaries if one.role == "distilled"]
    (line,) = re.findall(r"^distilled .*±.*$", case.found["said"], re.MULTILINE)
    assert line.count(f"{100 * distilled.accuracy_mean:.2f} ± ") == 2
    assert "are the same, and the losses to the last bit." in case.found["said"]


def test_a_run_with_several_teachers_is_refused(desk: Desk) -> None:
    other = {"teacher": TeacherTraining(model=WIDER, schedule=SHORT).model_dump()}
    run = just_begun(desk, taught(co_teachers=[other]))
    ended = desk.ask(ShowCode(run=run.id, runs=str(desk.root)))
    assert ended.outcome == "failed"
    assert "has 2 teachers" in ended.problem
    assert "co_teachers" in ended.fix
    assert not ended.details


def test_further_teachers_of_whom_nobody_is_asked_are_no_obstacle(desk: Desk) -> None:
    other = {"teacher": TeacherTraining(model=WIDER, schedule=SHORT).model_dump()}
    run = just_begun(desk, by("label_smoothing", co_teachers=[other]))
    assert "make_teacher" not in program_of(desk, run.id)["text"]


def test_a_run_that_has_not_begun_has_no_program(desk: Desk) -> None:
    run = desk.store.create(train_recipe(), environment={})
    ended = desk.ask(ShowCode(run=run.id, runs=str(desk.root)))
    assert ended.outcome == "failed"
    assert "has not begun to train" in ended.problem
    assert not ended.details


def test_what_a_stranger_wrote_into_a_run_is_text_and_never_code(desk: Desk) -> None:
    """A run that somebody sent: its name, its events and its environment may say anything."""
    evil = "x\"\"\"\nraise SystemExit('evil')\n'\\"
    run = desk.store.create(train_recipe(name=evil.replace("\n", " ")), environment={"torch": evil, "python": evil})
    plan = PhasePlan(phase=f"model/0{evil}", role="model", seed=0, epochs=1, steps=1)
    with run.writer() as writer:
        writer.append([replace(begun(), device=evil), phase_started(plan), epoch(plan.phase)])
    answer = program_of(desk, run.id)
    assert answer["needs"] == ["torch", "numpy", "scikit-learn"]
    program = ast.parse(answer["text"])
    assert not [node for node in ast.walk(program) if isinstance(node, ast.Raise) and "evil" in ast.unparse(node)]
    assert evil in [node.value for node in ast.walk(program) if isinstance(node, ast.Constant)]


def test_a_program_can_be_written_while_the_run_goes_on(desk: Desk) -> None:
    texts = []

    def look(event: Event) -> tuple[AnyCommand, ...]:
        if isinstance(event, EpochFinished) and event.epoch == 2:
            texts.append(program_of(Desk(desk.root), desk.newest().id)["text"])
        return ()

    desk.trained(train_recipe(), look)
    assert "has not been measured" in texts[0]


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_sample_is_repeated_exactly(desk: Desk, tmp_path: Path) -> None:
    recipe = recipes.load(resources.path("recipes/ten-labels.yaml"))
    assert isinstance(recipe, Distil)
    run = desk.trained(recipe)
    (tmp_path / "sample.py").write_text(program_of(desk, run.id)["text"], encoding="utf-8")
    found = repeated([tmp_path / "sample.py"])["sample"]
    assert found["code"] == 0
    for result in Results.model_validate(run.results()).networks:
        assert found["networks"][f"{result.role}/{result.seed}"][2] / result.count == result.accuracy


def test_a_run_that_did_not_compute_in_fp32_is_repeated_in_fp32_and_not_compared(desk: Desk) -> None:
    run = just_begun(desk, Distil())
    chosen = NumericsChosen(
        phase="distilled/0", device="cpu", student="bf16", teacher="fp32", folded=True, compiled=False,
        channels_last=True,
    )  # fmt: skip
    with run.writer() as writer:
        writer.append([chosen])
    program = program_of(desk, run.id)
    assert any("bf16 and a folded teacher" in note for note in program["notes"])
    assert "MEASURED = {\n}" in program["text"]
