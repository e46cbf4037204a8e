"""workbench report, with the real engine on a run that it did not have to train."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Workbench
from workbench.runs import RunFolder


@pytest.fixture(autouse=True)
def _real_engine(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_WORKER")


def test_a_report_is_written_into_the_run(workbench: Workbench, runs: Path, run: RunFolder) -> None:
    said = workbench("report", run.id, "--runs", str(runs))
    assert (said.code, said.err) == (0, "")
    assert f"The report is in {run.path / 'report.html'}" in said.out
    page = (run.path / "report.html").read_text(encoding="utf-8")
    assert "My first" in page
    assert "93.8 ± 0.4 %" in page


def test_a_report_goes_where_it_is_wanted_and_tells_programs_where(
    workbench: Workbench, runs: Path, run: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = workbench("report", run.id, "--out", "mine.html", "--json", "--runs", str(runs))
    events = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 0
    assert [event["answer"] for event in events if event["kind"] == "answered"] == [
        {"file": str(tmp_path / "mine.html")}
    ]
    assert (tmp_path / "mine.html").is_file()
    assert not (run.path / "report.html").exists()


def test_a_report_of_an_unknown_run_gets_the_nearest_name(workbench: Workbench, runs: Path, run: RunFolder) -> None:
    said = workbench("report", run.id[:-1] + "x", "--runs", str(runs))
    assert said.code == 2
    assert f"Did you mean '{run.id}'?" in said.err
