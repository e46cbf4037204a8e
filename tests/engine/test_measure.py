from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from workbench.engine.data import Part
from workbench.engine.measure import Answers, answers, evaluating, measure, quick
from workbench.engine.model import Card, Classifier
from workbench.engine.registry import metrics
from workbench.errors import EngineFault
from workbench.recipes import Ref
from workbench.runs.results import NetworkResult

CLASSES = ("a", "b", "c")


@pytest.fixture
def model() -> Classifier:
    torch.manual_seed(0)
    card = Card(architecture=Ref(kind="small_cnn"), shape=(1, 8, 8), classes=CLASSES, mean=(0.5,), std=(0.5,))
    return Classifier(card)


@pytest.fixture
def part() -> Part:
    torch.manual_seed(1)
    images = torch.randint(0, 256, (11, 1, 8, 8), dtype=torch.uint8)
    return Part(images, torch.randint(0, 3, (11,)), torch.arange(11))


def never() -> None:
    """The user does not want to stop."""


class Enough(Exception):
    """The user wants to stop."""


class CountDown:
    """Raises at the call after `calls`."""

    def __init__(self, calls: int) -> None:
        self.left = calls

    def __call__(self) -> None:
        if self.left == 0:
            raise Enough
        self.left -= 1


def logits_by_hand(model: Classifier, part: Part) -> Tensor:
    model.eval()
    with torch.no_grad():
        return torch.cat([model(image.unsqueeze(0)) for image in part.images])


@pytest.mark.parametrize("batch_size", [1, 4, 100])
def test_pictures_are_answered_in_order_whatever_the_batch(model: Classifier, part: Part, batch_size: int) -> None:
    given = answers(model, part, device="cpu", check=never, batch_size=batch_size)
    assert torch.allclose(given.logits, logits_by_hand(model, part), atol=1e-5)
    assert torch.equal(given.labels, part.labels)
    assert (given.classes, given.logits.dtype) == (CLASSES, torch.float32)


def test_modes_are_restored_layer_by_layer(model: Classifier, part: Part) -> None:
    model.train()
    frozen = model.get_submodule("net.block1").eval()
    answers(model, part, device="cpu", check=never)
    assert not frozen.training
    assert model.training
    assert model.get_submodule("net.block2").training


def test_the_running_statistics_are_left_alone(model: Classifier, part: Part) -> None:
    model.train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    quick(model, part, device="cpu", check=never)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


@pytest.mark.parametrize("calls", [0, 1, 3])
def test_it_can_be_stopped_within_a_batch_and_leaves_no_trace(model: Classifier, part: Part, calls: int) -> None:
    model.train()
    with pytest.raises(Enough):
        answers(model, part, device="cpu", check=CountDown(calls))
    assert model.training
    assert not any(layer._forward_hooks for layer in model.modules())


def test_quick_agrees_with_the_full_measurement(model: Classifier, part: Part) -> None:
    teacher = torch.randn(11, 3)
    accuracy, loss, agreement = quick(model, part, device="cpu", check=never, teacher_logits=teacher)
    full = measure(answers(model, part, device="cpu", check=never, teacher_logits=teacher))
    assert (accuracy, agreement) == (full["accuracy"], full["agreement"])
    assert loss == pytest.approx(full["loss"], rel=1e-6)


def test_quick_without_a_teacher_has_no_agreement(model: Classifier, part: Part) -> None:
    assert quick(model, part, device="cpu", check=never)[2] is None


def test_measure_runs_every_metric(model: Classifier, part: Part) -> None:
    assert list(measure(answers(model, part, device="cpu", check=never))) == metrics.names()


def test_what_is_measured_fits_into_the_results_of_a_run(model: Classifier, part: Part) -> None:
    measured = measure(answers(model, part, device="cpu", check=never))
    result = NetworkResult.model_validate({"role": "plain", "seed": 0, "epoch": 1, "count": 11, **measured})
    assert sum(map(sum, result.confusion)) == 11
    assert sum(group.count for group in result.reliability) == 11


@pytest.mark.parametrize(
    ("logits", "labels", "teacher"),
    [
        ((2, 3), [0, 1, 2], None),
        ((2, 2), [0, 1], None),
        ((0, 3), [], None),
        ((2, 3), [0, -1], None),
        ((2, 3), [0, 3], None),
        ((2, 3), [0, 1], (2, 4)),
    ],
)
def test_answers_that_do_not_fit_their_labels_are_a_fault(
    logits: tuple[int, int], labels: list[int], teacher: tuple[int, int] | None
) -> None:
    with pytest.raises(EngineFault):
        Answers(
            torch.zeros(logits),
            torch.tensor(labels, dtype=torch.int64),
            CLASSES,
            None if teacher is None else torch.zeros(teacher),
        )


def test_modes_are_restored_after_an_error() -> None:
    layer = nn.Dropout(0.5)

    def fail() -> None:
        with evaluating(layer):
            assert not layer.training
            raise Enough

    with pytest.raises(Enough):
        fail()
    assert layer.training
