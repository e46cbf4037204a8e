"""Drawings are brought into the form of the data: how much they fill, where they lie, how thick their strokes are."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from workbench.engine.drawing import Ink, ink_of, read_drawing
from workbench.engine.registry import datasets
from workbench.errors import DataError

MNIST = Ink(height=20 / 28, width=20 / 28, centre="mass")
DIGITS = Ink(height=1.0, width=0.625, squeeze=True, centre="box", share=0.3)


def drawn(*lines: Sequence[tuple[int, int]], pen: int, size: int = 300, kind: str = "PNG") -> bytes:
    """Dark lines on white paper."""
    image = Image.new("L", (size, size), 255)
    for line in lines:
        ImageDraw.Draw(image).line(list(line), fill=0, width=pen)
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()


def box(picture: NDArray[np.uint8]) -> tuple[int, int]:
    """Height and width of what is not black."""
    rows, columns = picture.max(axis=1).nonzero()[0], picture.max(axis=0).nonzero()[0]
    return int(rows[-1] - rows[0] + 1), int(columns[-1] - columns[0] + 1)


def test_proportions_are_kept_inside_the_box_of_the_data() -> None:
    wide = drawn([(20, 100), (220, 100)], [(20, 200), (220, 200)], pen=10)
    high, across = box(read_drawing(wide, MNIST, height=28, width=28)[0])
    assert across in (20, 21)
    assert high == pytest.approx(20 * 110 / 200, abs=1.5)


def test_data_whose_pictures_are_squeezed_get_squeezed_drawings() -> None:
    wide = drawn([(20, 100), (220, 100)], [(20, 200), (220, 200)], pen=10)
    thick = Ink(height=1.0, width=0.625, squeeze=True, centre="box")
    high, across = box(read_drawing(wide, thick, height=8, width=8)[0])
    assert (high, across) in ((8, 5), (8, 6))  # five columns, centred in eight


def test_the_centre_of_mass_lies_in_the_middle() -> None:
    flag = drawn([(40, 40), (40, 260)], [(40, 60), (120, 60)], [(40, 100), (120, 100)], pen=30)
    picture = read_drawing(flag, MNIST, height=28, width=28)[0].astype(float)
    middle = [np.average(np.arange(28), weights=picture.sum(axis=1 - axis)) for axis in (0, 1)]
    assert middle == pytest.approx([13.5, 13.5], abs=0.5)
    boxed = read_drawing(flag, Ink(height=20 / 28, width=20 / 28, centre="box"), height=28, width=28)[0].astype(float)
    assert np.average(np.arange(28), weights=boxed.sum(axis=0)) < 12.5  # the pole is heavier than the flag


@pytest.mark.parametrize("pen", [3, 6, 12])
def test_thin_strokes_become_as_strong_as_those_of_the_data(pen: int) -> None:
    zero = drawn([(100, 40), (200, 40), (200, 260), (100, 260), (100, 40)], pen=pen)
    assert read_drawing(zero, DIGITS, height=8, width=8).mean() / 255 > 0.27
    thin = Ink(height=1.0, width=0.625, squeeze=True, centre="box")
    assert np.asarray(read_drawing(zero, thin, height=8, width=8) > 128).mean() < 0.45


def test_thick_strokes_stay_as_they_are() -> None:
    one = drawn([(150, 40), (150, 260)], pen=120)
    without = Ink(height=1.0, width=0.625, squeeze=True, centre="box")
    assert np.array_equal(read_drawing(one, DIGITS, height=8, width=8), read_drawing(one, without, height=8, width=8))


def test_how_large_the_file_is_and_where_the_drawing_lies_matter_little() -> None:
    small = read_drawing(drawn([(60, 60), (140, 60), (90, 200)], pen=20), DIGITS, height=8, width=8)
    large = drawn([(860, 660), (1180, 660), (980, 1220)], pen=80, size=2000, kind="JPEG")
    assert np.abs(read_drawing(large, DIGITS, height=8, width=8).astype(int) - small).max() <= 64


def test_a_dot_and_a_line_of_one_pixel_are_drawings_too() -> None:
    for lines in ([(5, 5), (5, 5)], [(0, 0), (299, 0)], [(0, 0), (0, 299)]):
        picture = read_drawing(drawn(lines, pen=1), DIGITS, height=8, width=8)
        assert picture.shape == (1, 8, 8)
        assert picture.max() == 255


def test_paper_with_nothing_on_it_is_told() -> None:
    with pytest.raises(DataError, match="Nothing is drawn"):
        read_drawing(drawn(pen=1), DIGITS, height=8, width=8)


def test_data_of_ink_say_so_and_photographs_do_not() -> None:
    assert ink_of(datasets.get("digits").facts) == DIGITS
    assert ink_of(datasets.get("cifar10").facts) is None
    for name in ("mnist", "fashion_mnist"):
        assert isinstance(ink_of(datasets.get(name).facts), Ink)
