"""Single pictures put right: left out, or given another label."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.data.test_split import ids, parts_of, per_class, pictures_of
from workbench.engine.data import LoadContext, Pictures, Split, outline, split
from workbench.engine.registry import datasets
from workbench.errors import DataError, Problem, RecipeError
from workbench.recipes import Correction, Data, Ref


def correction(picture: int | str, label: int | str | None = None) -> Correction:
    named = f"class {label}" if isinstance(label, int) else label
    return Correction(picture=str(picture), label=named)


def divided(pictures: Pictures, *corrections: Correction, **wanted: object) -> Split:
    return split(pictures, Data.model_validate({"corrections": corrections, **wanted}), 0)


def told(pictures: Pictures, *corrections: Correction) -> list[Problem]:
    with pytest.raises(RecipeError) as caught:
        divided(pictures, *corrections)
    return list(caught.value.problems)


def labels_in(divided: Split) -> dict[int, int]:
    """The label of each picture that is in a part."""
    return {
        number: label
        for part in (divided.train, divided.validation, divided.test)
        for number, label in zip(ids(part), part.labels.tolist(), strict=True)
    }


@st.composite
def corrected_pictures(draw: st.DrawFn) -> tuple[Pictures, list[Correction]]:
    """Pictures of three classes, a few of which were corrected: never all that a class has for validation."""
    pictures = pictures_of([110, 90, 100], draw(st.sampled_from([None, [0] * 200 + [1] * 40 + [2] * 60])))
    chosen = draw(st.lists(st.integers(0, 299), max_size=6, unique=True))
    return pictures, [correction(number, draw(st.sampled_from([None, 0, 1, 2]))) for number in chosen]


@given(corrected_pictures(), st.integers(0, 99))
@settings(deadline=None, max_examples=60)
def test_no_picture_moves_to_another_part(made: tuple[Pictures, list[Correction]], seed: int) -> None:
    pictures, corrections = made
    before = divided(pictures, split_seed=seed)
    after = divided(pictures, *corrections, split_seed=seed)
    gone = {int(one.picture) for one in corrections if one.label is None}
    assert parts_of(after) == [[number for number in part if number not in gone] for part in parts_of(before)]


@given(corrected_pictures())
@settings(deadline=None, max_examples=60)
def test_labels_are_the_corrected_ones_and_all_others_stay(made: tuple[Pictures, list[Correction]]) -> None:
    pictures, corrections = made
    after = divided(pictures, *corrections)
    wanted = dict(enumerate(pictures.labels.tolist()))
    for one in corrections:
        if one.label is None:
            del wanted[int(one.picture)]
        else:
            wanted[int(one.picture)] = pictures.classes.index(one.label)
    assert labels_in(after) == wanted


def test_pictures_still_follow_their_ids() -> None:
    pictures = pictures_of([9, 12])
    after = divided(pictures, correction(3), correction(8, 1))
    for part in (after.train, after.validation, after.test):
        assert part.images.equal(pictures.images[part.ids])


def test_the_source_itself_is_not_changed() -> None:
    pictures = pictures_of([30, 30])
    before = pictures.labels.clone()
    divided(pictures, correction(0, 1), correction(1, 0), labels_per_class=2)
    assert pictures.labels.equal(before)


def test_a_picture_that_is_left_out_gives_its_label_s_place_to_another() -> None:
    pictures = pictures_of([20, 20])
    few = {"labels_per_class": 3, "keep_unlabelled": False}
    first = ids(divided(pictures, **few).train)[0]
    after = divided(pictures, correction(first), **few)
    assert first not in ids(after.train)
    assert per_class(after.train, 2) == [3, 3]


def test_the_statistics_leave_out_what_is_left_out() -> None:
    pictures = pictures_of([20, 20])
    trained = ids(divided(pictures).train)
    assert divided(pictures, correction(trained[-1])).mean != divided(pictures).mean


def test_pictures_are_called_by_their_names_where_they_have_some() -> None:
    pictures = replace(pictures_of([6, 6]), names=tuple(f"folder/{number}.png" for number in range(12)))
    after = divided(pictures, correction("folder/7.png"), correction("folder/2.png", 1))
    assert 7 not in labels_in(after)
    assert labels_in(after)[2] == 1
    assert pictures.name(7) == "folder/7.png"
    assert pictures_of([6, 6]).name(7) == "7"


# What cannot be corrected


@pytest.mark.parametrize("name", ["12", "-1", "07", " 7", "٣", "a.png", "9" * 30])
def test_a_picture_that_is_not_there_is_named(name: str) -> None:
    assert told(pictures_of([6, 6]), correction(name)) == [
        Problem(
            "data.corrections",
            f"The recipe corrects a picture that is not in the data, or cannot be read: '{name}'.",
            "Put the pictures back, or take these corrections out of the recipe.",
        )
    ]


def test_many_pictures_that_are_not_there_are_one_problem() -> None:
    found = told(pictures_of([6, 6]), *(correction(number) for number in range(100, 600)))
    assert len(found) == 1
    assert found[0].message.startswith("The recipe corrects 500 pictures that are not in the data")
    assert found[0].message.endswith("'100', '101', '102' and 497 more.")


def test_an_unknown_class_is_a_problem_at_its_place_with_the_nearest_name() -> None:
    found = told(pictures_of([6, 6]), correction(0, 1), correction(1, "class 11"), correction(2, "elephant"))
    assert [problem.path for problem in found] == ["data.corrections.1.label", "data.corrections.2.label"]
    assert found[0].suggestion == "Did you mean 'class 1'?"
    assert found[1].suggestion == "Choose one of: 'class 0', 'class 1'."
    assert "There is no class called 'elephant'" in found[1].message


def test_a_picture_that_is_corrected_twice_is_a_problem() -> None:
    found = told(pictures_of([6, 6]), correction(3), correction(4), correction(3, 1))
    assert [problem.message for problem in found] == ["The picture '3' is corrected 2 times."]


def test_all_problems_are_told_at_once() -> None:
    assert len(told(pictures_of([6, 6]), correction(3), correction(3), correction("x"), correction(1, "y"))) == 3


def test_a_class_without_a_picture_left_in_some_part_is_named() -> None:
    pictures = pictures_of([8, 3])
    rare = [number for number, label in enumerate(pictures.labels.tolist()) if label == 1]
    with pytest.raises(DataError, match=r"no picture left for .* in class 'class 1'"):
        divided(pictures, correction(rare[0]))


def test_a_class_that_is_too_small_can_be_filled_by_corrections() -> None:
    pictures = pictures_of([30, 2])
    with pytest.raises(DataError, match="Too few training pictures"):
        divided(pictures)
    after = divided(pictures, *(correction(number, 1) for number in range(16)))
    assert min(per_class(part, 2)[1] for part in (after.train, after.validation, after.test)) >= 1


# Before a start


def test_the_outline_counts_as_the_split_does(context: LoadContext) -> None:
    whole = outline(Data(), context)
    some = Data(corrections=(correction(0), correction(1), correction(2, "7")))
    counts = outline(some, context)
    assert sum(counts[part] for part in ("train", "validation", "test")) == 1795
    assert whole["train"] + whole["validation"] + whole["test"] == 1797


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> Data:
    params = datasets.get("mnist").params
    monkeypatch.setattr(params, "is_here", lambda self, context: False)
    return Data(source=Ref(kind="mnist"))


def test_corrections_of_a_source_that_is_not_here_are_checked_without_it(far_away: Data, context: LoadContext) -> None:
    right = far_away.model_copy(update={"corrections": (correction(69_999), correction(0, "7"))})
    assert outline(right, context)["test"] == 9999
    wrong = far_away.model_copy(update={"corrections": (correction(70_000), correction(0, "ten"))})
    with pytest.raises(RecipeError, match=r"not in the data.*\n.*There is no class called 'ten'"):
        outline(wrong, context)
