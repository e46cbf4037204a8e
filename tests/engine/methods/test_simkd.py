"""SimKD: its loss summed by hand, and the network that it trains in the student's place."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from tests.engine.methods.made import DIALS, DIFFERENT, SAME, batch, heard, make, network, pair
from workbench.engine.methods.simkd import Params, SimKd, copy_layer
from workbench.engine.objective import Lesson, Signals, Unsuited
from workbench.recipes import Ref


def made() -> SimKd:
    method = make("simkd")
    assert isinstance(method, SimKd)
    return method


def test_the_loss_is_the_mean_square_difference_summed_by_hand() -> None:
    """The teacher's map is larger: it is averaged down to the student's size."""
    method = made()
    generator = torch.Generator().manual_seed(0)
    student = torch.randn(2, 3, 2, 2, generator=generator, dtype=torch.float64)
    teacher = torch.randn(2, 3, 4, 6, generator=generator, dtype=torch.float64)
    lesson = Lesson(
        Signals(torch.zeros(2, 5), maps={method.student_taps[0]: student}),
        Signals(torch.zeros(2, 5), maps={method.teacher_taps[0]: teacher}),
        torch.tensor([-1, -1]),
        DIALS,
    )
    squares = []
    for ours, theirs in zip(student.flatten(0, 1).tolist(), teacher.flatten(0, 1).tolist(), strict=True):
        for v in range(2):
            for u in range(2):
                block = [theirs[2 * v + y][3 * u + x] for y in range(2) for x in range(3)]
                squares.append((ours[v][u] - sum(block) / 6) ** 2)
    assert method(lesson)["teacher"].item() == pytest.approx(sum(squares) / len(squares), rel=1e-9)


def test_the_student_gets_a_projector_and_the_same_first_weights_as_its_twin() -> None:
    ref = SimKd.student_of(Params(factor=4), *SAME)
    student, twin = network(ref, seed=7), network(SAME[0], seed=7)
    body = dict(student.net.get_submodule("body").named_parameters())
    plain = {name: value for name, value in twin.net.named_parameters() if not name.startswith("classifier")}
    assert list(body) == list(plain)
    assert all(torch.equal(body[name], value) for name, value in plain.items())
    narrow = student.net.get_submodule("projector.narrow.0")
    assert isinstance(narrow, nn.Conv2d)
    assert (narrow.in_channels, narrow.out_channels) == (64, 16)


def test_a_student_that_projects_the_teachers_maps_answers_as_the_teacher_does() -> None:
    """Only where the teacher's own last layer answers: `begin` copies it."""
    method = made()
    student, teacher = network(SimKd.student_of(Params(), *SAME), seed=3), network(SAME[1], seed=4)
    method.begin(student, teacher)
    said: list[torch.Tensor] = []
    teacher.net.get_submodule(method.teacher_taps[0]).register_forward_hook(lambda *heard: said.append(heard[2]))
    images, _ = batch()
    with torch.no_grad():
        expected = teacher(images)
        student.net.get_submodule("projector").register_forward_hook(lambda *_: said[0])
        torch.testing.assert_close(student(images), expected, rtol=1e-4, atol=1e-5)


def test_training_moves_the_body_and_the_projector_and_leaves_the_last_layer() -> None:
    method = made()
    student, teacher = network(SimKd.student_of(Params(), *SAME), seed=3).train(), network(SAME[1], seed=4)
    method.begin(student, teacher)
    before = {name: value.clone() for name, value in student.named_parameters()}
    said: list[torch.Tensor] = []
    student.net.get_submodule("projector").register_forward_hook(lambda *heard: said.append(heard[2]))
    optimiser = torch.optim.AdamW(student.parameters(), lr=0.1, weight_decay=0.1)
    logits = student(batch()[0])
    (said[0].square().mean() + logits.square().mean()).backward()
    optimiser.step()
    same = {name for name, value in student.named_parameters() if torch.equal(value, before[name])}
    assert same == {"net.classifier.weight", "net.classifier.bias"}


def test_a_last_layer_without_bias_is_copied_as_one_with_zeros() -> None:
    source, target = nn.Linear(3, 2, bias=False), nn.Linear(3, 2)
    copy_layer(source, target)
    assert torch.equal(target.weight, source.weight)
    assert not target.bias.any()


def test_it_is_the_whole_loss_and_its_parts_are_exported() -> None:
    assert not SimKd.uses_alpha
    assert not SimKd.uses_temperature
    assert SimKd.exported
    assert not list(made().parameters())  # the projector belongs to the student


def test_labels_change_nothing() -> None:
    method = made()
    lesson = heard(method)
    hidden = Lesson(lesson.student, lesson.teacher, torch.full_like(lesson.labels, -1), DIALS)
    assert torch.equal(method(lesson)["teacher"], method(hidden)["teacher"])


def test_the_gradient_agrees_with_finite_differences() -> None:
    method = made()
    teacher = torch.randn(1, 2, 4, 4, dtype=torch.float64)

    def loss(maps: torch.Tensor) -> torch.Tensor:
        ours = Signals(torch.zeros(1, 5), maps={method.student_taps[0]: maps})
        theirs = Signals(torch.zeros(1, 5), maps={method.teacher_taps[0]: teacher})
        return method.forward(Lesson(ours, theirs, torch.tensor([0]), DIALS))["teacher"]

    assert torch.autograd.gradcheck(loss, torch.randn(1, 2, 2, 2, dtype=torch.float64).requires_grad_())


def test_networks_that_do_not_answer_from_a_mean_are_refused() -> None:
    with pytest.raises(Unsuited, match=r"student \(small_cnn\) does not answer from the mean"):
        make("simkd", pair(*DIFFERENT))
    with pytest.raises(Unsuited, match=r"teacher \(mlp\) does not answer from the mean"):
        make("simkd", pair(SAME[0], Ref(kind="mlp")))


def test_without_a_teacher_there_is_no_such_student() -> None:
    with pytest.raises(Unsuited, match="needs a teacher"):
        SimKd.student_of(Params(), SAME[0], None)
