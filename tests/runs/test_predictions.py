"""predictions.json is exact and checked, and what is asked of it is what one would count by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.errors import RunError
from workbench.recipes import Role
from workbench.runs.predictions import Outcomes, Predictions, SeedPredictions, load, save

IDS = (10, 11, 12, 13, 14, 15)
TRUE = (0, 0, 1, 1, 2, 2)
TEACHER = (0, 1, 1, 1, 2, 2)
DISTILLED = (0, 1, 1, 2, 2, 0)
PLAIN = (0, 0, 0, 1, 2, 1)
SURE = (0.9, 0.5, 0.6, 0.7, 0.8, 0.95)


def predictions() -> Predictions:
    """Six pictures of three classes, three networks."""
    answers = {"distilled/3": DISTILLED, "plain/3": PLAIN, "teacher/3": TEACHER}
    networks = {phase: Outcomes(predicted=said, confidence=SURE) for phase, said in answers.items()}
    seed = SeedPredictions(seed=3, ids=IDS, labels=TRUE, networks=networks)
    return Predictions(classes=("a", "b", "c"), seeds=(seed,))


def test_what_is_saved_is_loaded_equal(tmp_path: Path) -> None:
    save(predictions(), tmp_path / "predictions.json")
    assert load(tmp_path / "predictions.json") == predictions()


def test_the_confusion_has_true_classes_in_rows() -> None:
    assert predictions().confusion(3, "distilled") == ((1, 1, 0), (0, 1, 1), (1, 0, 1))


def test_the_pictures_of_a_cell_are_as_many_as_the_confusion_says() -> None:
    known = predictions()
    assert known.cell(3, "distilled", 1, 2) == (13,)
    assert known.cell(3, "plain", 0, 0) == (10, 11)
    roles: tuple[Role, ...] = ("teacher", "distilled", "plain")
    for role in roles:
        table = known.confusion(3, role)
        for true, row in enumerate(table):
            assert tuple(len(known.cell(3, role, true, taken)) for taken in range(3)) == row


def test_rescued_are_wrong_without_and_right_with_the_teacher_and_lost_the_other_way_round() -> None:
    known = predictions()
    assert known.rescued(3) == (12,)  # 15 is wrong with both
    assert known.lost(3) == (11, 13)


def test_agreement_counts_shared_mistakes_too() -> None:
    known = predictions()
    assert known.agree_with_teacher(3, "distilled") == (10, 11, 12, 14)
    assert known.agree_with_teacher(3, "plain") == (10, 13, 14)
    assert known.agree_with_teacher(3, "teacher") == IDS


def test_mistakes_come_with_the_surest_first() -> None:
    known = predictions()
    assert known.mistakes(3, "distilled") == (15, 13, 11)
    assert known.mistakes(3, "distilled", by_confidence=False) == (11, 13, 15)


def test_one_picture_tells_what_every_network_said() -> None:
    known = predictions()
    assert known.roles(3) == ("distilled", "plain", "teacher")
    assert known.picture(3, 12) == (1, {"distilled": (1, 0.6), "plain": (0, 0.6), "teacher": (1, 0.6)})
    with pytest.raises(RunError, match="Picture 99 is not among the test pictures of seed 3"):
        known.picture(3, 99)


def test_a_network_or_seed_that_is_not_there_is_named_with_what_is() -> None:
    with pytest.raises(RunError, match=r"No model network .* seed 3 \(there are: distilled/3, plain/3, teacher/3\)"):
        predictions().mistakes(3, "model")
    with pytest.raises(RunError, match=r"seed 0 \(there are: 3\)"):
        predictions().rescued(0)


def test_predictions_that_are_not_there_ask_for_an_evaluation(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"was not kept\. Evaluate the run again\."):
        load(tmp_path / "predictions.json")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 2, "classes": [], "seeds": []}',
        b"\xff",
        json.dumps({**predictions().model_dump(), "classes": ["a", "b"]}).encode(),  # class 2 has no name
    ],
)
def test_damaged_predictions_are_called_damaged(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "predictions.json").write_bytes(content)
    with pytest.raises(RunError, match="is damaged or from another version"):
        load(tmp_path / "predictions.json")


def test_an_answer_that_is_missing_for_one_picture_is_refused() -> None:
    raw = predictions().model_dump()
    raw["seeds"][0]["networks"]["plain/3"]["confidence"] = SURE[1:]
    with pytest.raises(ValueError, match="one answer of each network for each picture"):
        Predictions.model_validate(raw)
