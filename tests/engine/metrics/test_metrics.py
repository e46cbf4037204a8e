"""Each metric against its definition, summed in plain Python."""

from __future__ import annotations

import json
import math
import random
from typing import Any

import pytest
import torch

from workbench.engine.measure import Answers
from workbench.engine.registry import metrics

CLASSES = tuple("abcdef")


def made_up(*, pictures: int, classes: tuple[str, ...] = CLASSES, seed: int = 0, teacher: bool = True) -> Answers:
    draw = random.Random(seed)
    labels = [draw.randrange(len(classes)) for _ in range(pictures)]

    def logits() -> list[list[float]]:
        return [[draw.gauss(2.0 * (c == label), 1.5) for c in range(len(classes))] for label in labels]

    return Answers(torch.tensor(logits()), torch.tensor(labels), classes, torch.tensor(logits()) if teacher else None)


def result(name: str, given: Answers, **settings: Any) -> Any:
    entry = metrics.get(name)
    return entry.make(entry.params(**settings))(given)


def best(row: list[float]) -> int:
    return row.index(max(row))


def softmax(row: list[float]) -> list[float]:
    powers = [math.exp(value) for value in row]
    return [power / math.fsum(powers) for power in powers]


@pytest.fixture(params=[1, 7, 300])
def given(request: pytest.FixtureRequest) -> Answers:
    return made_up(pictures=request.param)


def rows(given: Answers) -> list[tuple[list[float], int]]:
    return list(zip(given.logits.tolist(), given.labels.tolist(), strict=True))


def test_accuracy_is_the_share_of_right_answers(given: Answers) -> None:
    assert result("accuracy", given) == sum(best(row) == label for row, label in rows(given)) / len(given.labels)


def test_loss_is_the_mean_surprise(given: Answers) -> None:
    surprises = [-math.log(softmax(row)[label]) for row, label in rows(given)]
    assert result("loss", given) == pytest.approx(math.fsum(surprises) / len(surprises), rel=1e-9)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_top_k_counts_the_right_class_among_the_first_guesses(given: Answers, k: int) -> None:
    hits = sum(label in sorted(range(6), key=row.__getitem__, reverse=True)[:k] for row, label in rows(given))
    assert result("top_k", given, guesses=[k]) == {str(k): hits / len(given.labels)}


@pytest.mark.parametrize(("classes", "expected"), [(2, []), (3, []), (4, ["3"]), (6, ["3", "5"])])
def test_top_k_leaves_out_what_cannot_be_wrong(classes: int, expected: list[str]) -> None:
    assert list(result("top_k", made_up(pictures=9, classes=CLASSES[:classes]))) == expected


def test_confusion_has_the_truth_in_rows_and_answers_in_columns() -> None:
    logits = torch.eye(3)[[0, 1, 1, 2, 0]]
    given = Answers(logits, torch.tensor([0, 0, 1, 1, 1]), ("a", "b", "never there"))
    assert result("confusion", given) == [[1, 1, 0], [1, 1, 1], [0, 0, 0]]


def test_per_class_scores_by_hand(given: Answers) -> None:
    pairs = [(best(row), label) for row, label in rows(given)]
    for index, scores in enumerate(result("per_class", given)):
        hits = sum(answer == label == index for answer, label in pairs)
        answered = sum(answer == index for answer, _ in pairs)
        true = sum(label == index for _, label in pairs)
        assert scores == {
            "name": CLASSES[index],
            "precision": pytest.approx(hits / answered if answered else 0),
            "recall": pytest.approx(hits / true if true else 0),
            "f1": pytest.approx(2 * hits / (answered + true) if answered + true else 0),
            "count": true,
        }


def bins_by_hand(given: Answers, count: int) -> dict[int, list[tuple[float, bool]]]:
    bins: dict[int, list[tuple[float, bool]]] = {}
    for row, label in rows(given):
        sure = max(softmax(row))
        bins.setdefault(math.ceil(sure * count) - 1, []).append((sure, best(row) == label))
    return bins


@pytest.mark.parametrize("count", [15, 4])
def test_calibration_error_is_the_mean_gap_over_bins(given: Answers, count: int) -> None:
    gaps = [
        len(members)
        * abs(sum(right for _, right in members) / len(members) - math.fsum(sure for sure, _ in members) / len(members))
        for members in bins_by_hand(given, count).values()
    ]
    expected = math.fsum(gaps) / len(given.labels)
    assert result("ece", given, bins=count) == pytest.approx(expected, abs=1e-9)


def test_the_reliability_diagram_shows_each_bin_with_pictures(given: Answers) -> None:
    bins = bins_by_hand(given, 15)
    shown = result("reliability", given)
    assert [group["count"] for group in shown] == [len(bins[index]) for index in sorted(bins)]
    for group, index in zip(shown, sorted(bins), strict=True):
        members = bins[index]
        assert (group["low"], group["high"]) == pytest.approx((index / 15, (index + 1) / 15))
        assert group["accuracy"] == pytest.approx(sum(right for _, right in members) / len(members))
        assert group["confidence"] == pytest.approx(math.fsum(sure for sure, _ in members) / len(members))


def test_full_confidence_belongs_to_the_last_bin() -> None:
    given = Answers(torch.tensor([[1000.0, 0.0]]), torch.tensor([1]), ("a", "b"))
    assert [group["high"] for group in result("reliability", given)] == [1.0]
    assert result("ece", given) == 1.0


def test_agreement_is_the_share_of_equal_answers(given: Answers) -> None:
    assert given.teacher_logits is not None
    teacher = given.teacher_logits.tolist()
    same = sum(best(mine) == best(theirs) for (mine, _), theirs in zip(rows(given), teacher, strict=True))
    assert result("agreement", given) == same / len(given.labels)


def test_agreement_without_a_teacher_is_none() -> None:
    assert result("agreement", made_up(pictures=4, teacher=False)) is None


@pytest.mark.parametrize("name", metrics.names())
def test_every_metric_gives_plain_json_from_its_defaults(name: str, given: Answers) -> None:
    found = result(name, given)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@pytest.mark.parametrize("name", metrics.names())
def test_every_metric_survives_a_network_that_ran_away(name: str) -> None:
    logits = torch.full((4, 6), math.nan)
    found = result(name, Answers(logits, torch.tensor([0, 1, 2, 3]), CLASSES, logits))
    json.dumps(found)


@pytest.mark.parametrize("name", metrics.names())
def test_every_metric_says_what_it_is(name: str) -> None:
    entry = metrics.get(name)
    assert entry.title != name
    assert entry.summary
