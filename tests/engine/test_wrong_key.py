"""Answers that belong to something else are never used: they have another key, and where that fails they are caught."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from tests.engine.asked import (
    assert_same_bits,
    files_for_training,
    kept_for_training,
    taught,
    told,
    train_teacher,
    warnings,
)
from tests.engine.conftest import TINY, Desk
from workbench.engine import keeping, training
from workbench.engine.data import Pictures, _kept, load
from workbench.engine.model import Classifier, load_model, save_model, untrained
from workbench.engine.remembering import DISAGREE, Layout
from workbench.engine.teacher_cache import fingerprint, fingerprint_pictures
from workbench.engine.teacher_cache_files import Layout as FileLayout
from workbench.engine.teacher_cache_files import pack
from workbench.engine.teaching import Joined
from workbench.runs import RunFolder, RunStore

REPEATED = 24
"""Of the first epoch's pictures, shown twice, so that the last batch is full."""
NAMES = [str(number) for number in range(10)]


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> str:
    return train_teacher(tmp_path_factory.mktemp("teacher"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same network, trained with another seed."""
    return train_teacher(tmp_path_factory.mktemp("stranger"), seed=5)


def network(**changes: object) -> Classifier:
    torch.manual_seed(0)
    made = untrained(TINY, (1, 8, 8), NAMES)
    return Classifier(made.card.model_copy(update=changes)) if changes else made


# ------------------------------------------------------------------------------------- whatever matters is in the key


def bumped(name: str) -> Callable[[Classifier], nn.Module]:
    """One number of one tensor by the least there is."""

    def change(made: Classifier) -> nn.Module:
        flat = made.state_dict()[name].view(-1)
        flat[-1] = torch.nextafter(flat[-1], flat[-1] + 1) if flat.is_floating_point() else flat[-1] + 1
        return made

    return change


def swapped(made: Classifier) -> nn.Module:
    """The same numbers in another order."""
    weight = next(made.parameters()).data
    weight[[0, 1]] = weight[[1, 0]]
    return made


def test_any_number_of_a_teacher_changes_its_fingerprint() -> None:
    before = fingerprint(network())
    assert fingerprint(network()) == before
    found = {fingerprint(bumped(name)(network())) for name in network().state_dict()}
    assert len(found) == len(network().state_dict())
    assert before not in found
    assert fingerprint(swapped(network())) not in {*found, before}


def test_how_a_teacher_sees_pictures_changes_its_fingerprint() -> None:
    mean, std = (0.1,), (0.4,)
    made = {fingerprint(network(mean=one, std=other)) for one in (mean, (0.1001,)) for other in (std, (0.4001,))}
    assert len(made) == 4


def test_what_a_teacher_is_changes_its_fingerprint_even_where_its_numbers_are_the_same() -> None:
    """A network without layers that hold numbers between others: its activation is all that differs."""
    one, other = nn.Sequential(nn.Linear(2, 2), nn.ReLU()), nn.Sequential(nn.Linear(2, 2), nn.Tanh())
    other.load_state_dict(one.state_dict())
    assert fingerprint(one) != fingerprint(other)


def test_who_is_joined_how_and_in_which_order_changes_the_fingerprint() -> None:
    one, other = network(), bumped("net.classifier.bias")(network())
    assert isinstance(other, Classifier)
    joined = [
        Joined([one, other], [1.0, 1.0], "mean"),
        Joined([other, one], [1.0, 1.0], "mean"),
        Joined([one, other], [1.0, 1.0], "confidence"),
        Joined([one, other], [1.0, 1.0], "weighted"),
        Joined([one, other], [1.0, 2.0], "weighted"),
        Joined([one, one], [1.0, 1.0], "mean"),
        Joined([one, other, one], [1.0, 1.0, 1.0], "mean"),
        Joined([one], [1.0], "mean"),
        one,
    ]
    assert len({fingerprint(who) for who in joined}) == len(joined)


def test_one_pixel_or_the_order_of_pictures_changes_their_fingerprint() -> None:
    pictures = torch.randint(0, 256, (50, 1, 8, 8), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    pixel = pictures.clone()
    pixel[49, 0, 7, 7] ^= 1
    other = [pictures, pixel, pictures.flip(0), pictures[:49], pictures.view(50, 1, 4, 16)]
    assert len({fingerprint_pictures(one) for one in other}) == len(other)


def test_other_signals_have_another_name() -> None:
    layouts = [
        Layout(10),
        Layout(11),
        Layout(10, 4),
        Layout(10, 0, {"a": (4, 2, 2)}),
        Layout(10, 0, {"b": (4, 2, 2)}),
        Layout(10, 0, {"a": (2, 2, 4)}),
        Layout(10, 0, {"a": (4, 2, 2), "b": (4, 2, 2)}),
        Layout(10, 0, {"b": (4, 2, 2), "a": (4, 2, 2)}),
    ]
    assert len({one.name for one in layouts}) == len(layouts)


# --------------------------------------------------------------------------------- so runs that differ share nothing


def altered(teacher: str, folder: Path, change: Callable[[Classifier], nn.Module]) -> str:
    """A copy of a teacher's run with other weights."""
    copy = folder / Path(teacher).name
    shutil.copytree(teacher, copy)
    run = RunStore(folder).open(str(copy))
    made = change(load_model(run.model_folder("model/0")))
    assert isinstance(made, Classifier)
    save_model(made, run.model_folder("model/0"))
    return str(copy)


def test_a_teacher_with_one_other_weight_is_asked_anew(desk: Desk, home: Path, teacher: str) -> None:
    desk.trained(taught(teacher, schedule={"epochs": 1}))
    nearly = altered(teacher, desk.root.parent / "nearly", bumped("net.classifier.weight"))
    desk.trained(taught(nearly, schedule={"epochs": 1}))
    assert told(desk).remembered <= REPEATED
    assert not warnings(desk)
    assert len(kept_for_training()) == 2


@pytest.mark.parametrize("change", [{"schedule": {"augment": "shift"}}, {"method": {"kind": "rkd"}}])
def test_other_variation_or_signals_are_asked_anew(
    desk: Desk, home: Path, teacher: str, change: dict[str, dict[str, str]]
) -> None:
    desk.trained(taught(teacher, schedule={"epochs": 1}))
    schedule = {"epochs": 1, **change.get("schedule", {})}
    desk.trained(taught(teacher, **{**change, "schedule": schedule}))
    assert told(desk).remembered <= REPEATED


# --------------------------------------------------------------- and where the key is wrong all the same, that is seen


def all_alike(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """These parts of every key are the same from now on."""
    for name in names:
        monkeypatch.setattr(keeping, name, lambda what: "00")


def assert_caught(desk: Desk, run: RunFolder, right: RunFolder) -> None:
    """It was seen, told once, nothing of it was used, and what is kept now is right."""
    assert warnings(desk) == [DISAGREE]
    assert told(desk).remembered <= REPEATED
    assert_same_bits(run, right)


def alone(recipe: object, folder: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """What comes out where nothing was kept before."""
    with monkeypatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(folder / "fresh home"))
        return Desk(folder / "fresh").trained(recipe)  # type: ignore[arg-type]


def test_answers_of_another_teacher_are_caught(
    desk: Desk, home: Path, tmp_path: Path, teacher: str, stranger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = taught(teacher, schedule={"epochs": 1})
    right = alone(recipe, tmp_path, monkeypatch)
    all_alike(monkeypatch, "fingerprint")
    desk.trained(taught(stranger, schedule={"epochs": 1}))
    (before,) = kept_for_training()
    assert_caught(desk, desk.trained(recipe), right)
    (after,) = kept_for_training()
    assert (after.digest, after.rows) == (before.digest, before.rows)
    assert_same_bits(desk.trained(recipe), right)  # what was written instead is this teacher's
    assert told(desk).remembered == told(desk).asked
    assert warnings(desk) == [DISAGREE]


def brighter(pictures: Pictures) -> Pictures:
    return replace(pictures, images=(pictures.images.int() * 3 // 4 + 40).to(torch.uint8))


def turned_round(pictures: Pictures) -> Pictures:
    return replace(pictures, images=pictures.images.flip(0), labels=pictures.labels.flip(0))


@pytest.mark.parametrize("change", [pytest.param(brighter, marks=pytest.mark.slow), turned_round])
def test_answers_about_other_pictures_or_another_order_are_caught(
    desk: Desk,
    home: Path,
    tmp_path: Path,
    teacher: str,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Pictures], Pictures],
) -> None:
    recipe = taught(teacher, schedule={"epochs": 1})
    right = alone(recipe, tmp_path, monkeypatch)
    all_alike(monkeypatch, "fingerprint_pictures")
    with monkeypatch.context() as patch:
        patch.setattr(training, "load", lambda *given: change(load(*given)))
        desk.trained(recipe)
    assert_caught(desk, desk.trained(recipe), right)


def test_answers_that_were_shown_other_preprocessing_are_caught(
    desk: Desk, home: Path, tmp_path: Path, teacher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same weights, and pictures normalised otherwise before they meet them."""
    recipe = taught(teacher, schedule={"epochs": 1})
    right = alone(recipe, tmp_path, monkeypatch)
    all_alike(monkeypatch, "fingerprint")

    def moved(made: Classifier) -> Classifier:
        changed = Classifier(made.card.model_copy(update={"mean": tuple(value + 0.2 for value in made.card.mean)}))
        changed.load_state_dict(made.state_dict(), strict=False)
        return changed

    other = altered(teacher, tmp_path / "other", moved)
    desk.trained(taught(other, schedule={"epochs": 1}))
    assert_caught(desk, desk.trained(recipe), right)


def test_answers_to_other_layers_are_caught(
    desk: Desk, home: Path, tmp_path: Path, teacher: str, stranger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Maps are compared as well."""
    recipe = taught(teacher, schedule={"epochs": 1}, method={"kind": "fitnets"})
    right = alone(recipe, tmp_path, monkeypatch)
    all_alike(monkeypatch, "fingerprint")

    def same_answers(made: Classifier) -> Classifier:
        """Maps of twice the size, halved again by the layer that answers."""
        state = made.state_dict()
        norm = next(name for name in state if name.endswith("running_mean")).removesuffix("running_mean")
        state[f"{norm}weight"] *= 2
        state[f"{norm}bias"] *= 2
        state["net.classifier.weight"] /= 2
        made.load_state_dict(state)
        return made

    other = altered(teacher, tmp_path / "other", same_answers)
    desk.trained(taught(other, schedule={"epochs": 1}, method={"kind": "fitnets"}))
    assert_caught(desk, desk.trained(recipe), right)


@pytest.mark.parametrize("forged", [False, True])
def test_files_exchanged_between_two_teachers_are_caught(
    desk: Desk, home: Path, tmp_path: Path, teacher: str, stranger: str, forged: bool
) -> None:
    """As they are, the files themselves say whose they are; with that forged, too, the teacher says what it says."""
    desk.trained(taught(stranger, schedule={"epochs": 1}))
    (theirs,) = files_for_training()
    recipe = taught(teacher, schedule={"epochs": 1})
    right = desk.trained(recipe)
    (ours,) = files_for_training() - {theirs}
    one, other = ours.read_bytes(), theirs.read_bytes()
    if forged:
        one, other = signed(one, theirs.parent.name), signed(other, ours.parent.name)
    ours.write_bytes(other)
    theirs.write_bytes(one)
    run = desk.trained(recipe)
    assert told(desk).remembered <= REPEATED
    assert warnings(desk) == ([DISAGREE] if forged else [])
    assert_same_bits(run, right)


def signed(content: bytes, digest: str) -> bytes:
    """A file of answers with another key's name in it, and all checksums right."""
    slots, width = len(_kept_digits().images), 10
    layout = FileLayout(digest, slots, width)
    count = (len(content) - 64) // layout.row_bytes
    split = 64 + 4 * count
    places = np.frombuffer(content[64:split], "<i4")
    rows = np.frombuffer(content[split:], "<f2").reshape(count, width)
    return bytes(pack(layout, places, rows))


def _kept_digits() -> Pictures:
    (found,) = _kept.values()
    return found


def test_rounding_alone_is_no_reason_to_throw_answers_away(
    desk: Desk, home: Path, teacher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer given in a batch of another size, or by a folded network, differs in its last digits."""
    recipe = taught(teacher, schedule={"epochs": 1})
    desk.trained(recipe)
    forward = Classifier.forward

    def nearly(self: Classifier, images: Tensor) -> Tensor:
        logits = forward(self, images)
        return logits if self.training else logits * (1 + 1e-5)

    monkeypatch.setattr(Classifier, "forward", nearly)
    desk.trained(recipe)
    assert not warnings(desk)
    assert told(desk).remembered == told(desk).asked
