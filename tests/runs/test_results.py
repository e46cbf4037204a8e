"""results.json is exact, versioned and checked."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tests.runs.samples import results
from workbench.errors import RunError
from workbench.runs import Results
from workbench.runs.results import load, save


def test_what_is_saved_is_loaded_equal(tmp_path: Path) -> None:
    before = Results.model_validate(results())
    save(before, tmp_path / "results.json")
    assert load(tmp_path / "results.json") == before
    assert json.loads((tmp_path / "results.json").read_text())["verdict"] == results()["verdict"]


def test_a_loss_beyond_all_numbers_is_kept(tmp_path: Path) -> None:
    data = results()
    data["networks"][0]["loss"] = math.inf
    save(Results.model_validate(data), tmp_path / "results.json")
    assert load(tmp_path / "results.json").networks[0].loss == math.inf


def test_results_that_are_not_there_ask_for_an_evaluation(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"has not been measured\. Evaluate the run\."):
        load(tmp_path / "results.json")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 2}', b"\xff"])
def test_damaged_results_are_called_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "results.json").write_bytes(content)
    with pytest.raises(RunError, match="is damaged or from another version"):
        load(tmp_path / "results.json")


def test_an_accuracy_in_percent_is_refused() -> None:
    data = results()
    data["summaries"][0]["accuracy_mean"] = 75
    with pytest.raises(ValueError, match="accuracy_mean"):
        Results.model_validate(data)
