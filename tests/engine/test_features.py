"""What feature methods share: layers, sizes, adapters and lengths."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from tests.engine.methods.made import DIFFERENT, logit_pair, pair
from workbench.engine.features import Layers, adapter, brought_together, deepest_of, maps_of, shrunk, unit
from workbench.engine.objective import Unsuited
from workbench.engine.taps import Tap


def ramp(*shape: int) -> Tensor:
    return torch.arange(torch.Size(shape).numel(), dtype=torch.float64).reshape(shape)


@pytest.mark.parametrize("size", [(2, 2), (3, 3), (4, 2), (6, 6)])
def test_a_map_is_averaged_down_over_equal_or_overlapping_blocks(size: tuple[int, int]) -> None:
    """Block i of n covers the rows from floor(i * 6 / n) to ceil((i + 1) * 6 / n)."""
    maps = ramp(1, 1, 6, 6).square()
    cells = maps[0, 0].tolist()
    for i in range(size[0]):
        for j in range(size[1]):
            rows = range(i * 6 // size[0], -(-(i + 1) * 6 // size[0]))
            columns = range(j * 6 // size[1], -(-(j + 1) * 6 // size[1]))
            mean = sum(cells[r][c] for r in rows for c in columns) / (len(rows) * len(columns))
            assert shrunk(maps, size)[0, 0, i, j].item() == pytest.approx(mean)


def test_both_maps_come_to_the_smaller_height_and_the_smaller_width() -> None:
    mine, theirs = brought_together(ramp(2, 3, 8, 4), ramp(2, 5, 4, 6))
    assert (mine.shape, theirs.shape) == ((2, 3, 4, 4), (2, 5, 4, 4))


def test_a_map_meets_a_vector_as_its_mean() -> None:
    mine, theirs = brought_together(ramp(2, 3, 2, 2), ramp(2, 7))
    assert mine.tolist() == [[1.5, 5.5, 9.5], [13.5, 17.5, 21.5]]
    assert theirs.shape == (2, 7)


@pytest.mark.parametrize("student", [(3, 8, 8), (3,), (5, 1, 1)])
@pytest.mark.parametrize("teacher", [(5, 4, 4), (5,), (3, 8, 8), (5, 1, 1)])
@pytest.mark.parametrize("always", [True, False])
def test_an_adapter_leads_from_any_shape_to_any_other(
    student: tuple[int, ...], teacher: tuple[int, ...], always: bool
) -> None:
    """Even for a batch of one picture."""
    mine, theirs = brought_together(torch.rand(1, *student), torch.rand(1, *teacher))
    learned = adapter(Tap("a", student), Tap("b", teacher), always=always)
    assert learned(mine).shape == theirs.shape
    assert isinstance(learned, nn.Identity) == (student[0] == teacher[0] and not always)


def test_a_length_of_one_and_no_gradient_where_there_is_no_direction() -> None:
    rows = torch.tensor([[3.0, 4.0], [0.0, 0.0], [3e-9, -4e-9]], dtype=torch.float64, requires_grad=True)
    scaled = unit(rows)
    expected = torch.tensor([[0.6, 0.8], [0.0, 0.0], [0.6, -0.8]], dtype=torch.float64)
    torch.testing.assert_close(scaled.detach(), expected)
    scaled[:2, 0].sum().backward()
    assert rows.grad is not None
    torch.testing.assert_close(rows.grad[0], torch.tensor([0.8 * 0.8 / 5, -0.6 * 0.8 / 5], dtype=torch.float64))
    assert not rows.grad[1].any()


def test_the_deepest_layers_are_the_last_maps_or_what_goes_into_the_heads() -> None:
    [(mine, theirs)] = deepest_of(pair(*DIFFERENT), Layers())
    assert (mine.path, theirs.path) == ("block2", "block3")
    [(mine, theirs)] = deepest_of(logit_pair(), Layers())
    assert (mine.path, mine.shape) == ("classifier:in", (16,))


def test_layers_that_a_user_names_are_taken_in_order() -> None:
    named = Layers(student_layers=("stage2", "stage1"), teacher_layers=("stage3", "stage2"))
    assert [(a.path, b.path) for a, b in deepest_of(pair(), named)] == [("stage2", "stage3"), ("stage1", "stage2")]


def test_a_vector_is_no_map() -> None:
    named = Layers(student_layers=("classifier",), teacher_layers=("stage3",))
    with pytest.raises(Unsuited, match="'classifier' gives a vector of 5 numbers"):
        maps_of(pair(), named)
