"""runs, export, demo, catalogue, schema, new and doctor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import fakes
from tests.cli.conftest import Workbench
from workbench.cli import words
from workbench.cli.doctor import writable
from workbench.recipes import Distil, Train, loads
from workbench.runs import RunFolder


def test_runs_are_listed_with_what_they_achieved(workbench: Workbench, runs: Path, run: RunFolder) -> None:
    for arguments in (["runs"], ["runs", "list"]):
        said = workbench(*arguments, "--runs", str(runs))
        (line,) = [line for line in said.out.splitlines() if run.id in line]
        assert "My first" in line
        assert "finished" in line
        assert "93.8 ± 0.4 %" in line


def test_runs_can_be_read_by_programs(workbench: Workbench, runs: Path, run: RunFolder) -> None:
    (line,) = workbench("runs", "--json", "--runs", str(runs)).out.splitlines()
    assert json.loads(line)["id"] == run.id
    shown = json.loads(workbench("runs", "show", run.id, "--json", "--runs", str(runs)).out)
    assert shown["results"]["verdict"]["kind"] == "better"
    assert shown["folder"] == str(run.path)


def test_no_runs_say_how_to_make_one(workbench: Workbench, runs: Path) -> None:
    said = workbench("runs", "--runs", str(runs))
    assert said.code == 0
    assert "workbench demo" in said.out


def test_a_run_is_shown_with_its_table(workbench: Workbench, runs: Path, run: RunFolder) -> None:
    said = workbench("runs", "show", run.id, "--runs", str(runs))
    assert said.code == 0
    assert "My first: finished" in said.out
    assert "Distilled student" in said.out


def test_a_run_is_removed_once_confirmed(
    workbench: Workbench, runs: Path, run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    workbench("runs", "rm", run.id, "--runs", str(runs))
    assert run.path.exists()
    said = workbench("runs", "--runs", str(runs), "rm", "--yes", run.id)
    assert said.code == 0
    assert not run.path.exists()


def test_a_run_goes_to_the_bin_and_comes_back(workbench: Workbench, runs: Path, run: RunFolder) -> None:
    place = ("--runs", str(runs))
    assert workbench("runs", "bin", run.id[:-2], *place).code == 0
    assert run.id not in workbench("runs", *place).out
    assert workbench("runs", "bin", *place).out.split() == [run.id]
    assert workbench("runs", "restore", run.id, *place).code == 0
    assert run.id in workbench("runs", *place).out
    assert workbench("runs", "restore", run.id, *place).code == 2


def test_an_unknown_run_gets_the_nearest_name(workbench: Workbench, runs: Path, run: RunFolder) -> None:
    wrong = run.id[:-1] + "x"
    for arguments in (["show", wrong], ["rm", "--yes", wrong]):
        said = workbench("runs", *arguments, "--runs", str(runs))
        assert said.code == 2
        assert f"Did you mean '{run.id}'?" in said.err


def test_an_export_says_where_the_files_are(workbench: Workbench) -> None:
    said = workbench("export", "a-run")
    assert said.code == 0
    assert "Exported to out" in said.out


def test_an_unknown_format_gets_the_nearest_name(workbench: Workbench) -> None:
    said = workbench("export", "a-run", "--format", "onxx")
    assert said.code == 2
    assert "Did you mean 'onnx'?" in said.err


def test_the_demo_trains_and_exports(workbench: Workbench) -> None:
    said = workbench("demo", "--set", "schedule.epochs=1", "--set", "seeds=[0,1,2]")
    assert said.code == 0
    assert "Distillation helped" in said.out
    assert said.out.index("Distillation helped") < said.out.index("Exported to ")


def test_a_demo_that_breaks_exports_nothing(workbench: Workbench) -> None:
    said = workbench("demo", "--set", "name=raise")
    assert said.code == 1
    assert "Exported" not in said.out


def test_the_catalogue_is_listed_or_printed_whole(workbench: Workbench) -> None:
    said = workbench("catalogue")
    assert "kd" in said.out
    assert "A plain network." in said.out
    assert json.loads(workbench("catalogue", "--json").out) == fakes.CATALOGUE


def test_the_catalogue_says_what_each_method_needs_and_adds(workbench: Workbench) -> None:
    said = workbench("catalogue").out
    (line,) = [line for line in said.splitlines() if line.startswith("kd ")]
    assert line.split() == ["kd", "Soft", "targets", "logits", "yes", "1,234", "1", "1503.02531"]


def test_one_name_tells_all_about_it(workbench: Workbench) -> None:
    said = workbench("catalogue", "kd").out
    assert "Imitate the teacher's softened answers." in said
    assert "preset any > any (73.3 %), a paper: {}" in said
    assert "onnx" not in said
    assert workbench("catalogue", "kdd").code == 2


def test_the_schema_is_json(workbench: Workbench) -> None:
    assert "Distil" in json.loads(workbench("schema").out)["$defs"]


@pytest.mark.parametrize(("task", "recipe"), [("distil", Distil()), ("train", Train())])
def test_a_new_recipe_can_be_run_as_it_is(workbench: Workbench, task: str, recipe: Distil | Train) -> None:
    printed = workbench("new", "--task", task).out
    assert loads(printed) == recipe
    assert "# " in printed


def test_the_doctor_finds_this_computer_well(workbench: Workbench, runs: Path) -> None:
    said = workbench("doctor", "--runs", str(runs))
    assert said.code == 0, said.out
    assert "All is well." in said.out
    assert f"Runs: {runs}" in said.out
    assert not any(line.startswith("problem") for line in said.out.splitlines())


def test_the_doctor_names_a_problem_and_what_to_do(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.cli.doctor.PACKAGES", ("torch", "no-such-package-at-all"))
    said = workbench("doctor")
    assert said.code == 1
    assert "problem  Missing: no-such-package-at-all\n         Install" in said.out
    assert "1 problem." in said.out


def test_a_folder_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = writable("Runs", tmp_path / "file" / "runs")
    assert "cannot be written" in found.text
    assert found.fix
    assert not writable("Runs", tmp_path / "new" / "runs").fix


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.percent(0.9345), "93.5 %"),
        (words.percent(None), "–"),
        (words.spread(0.934, 0.018), "93.4 ± 1.8 %"),
        (words.spread(0.934, None), "93.4 %"),
        (words.spread(0.934, float("nan")), "93.4 %"),
        (words.size(999), "999 B"),
        (words.size(162_088), "162 kB"),
        (words.size(2_680), "2.68 kB"),
        (words.size(123_456_789_000), "123 GB"),
        (words.duration(59.4), "59 s"),
        (words.duration(200), "3 min 20 s"),
        (words.duration(7_500), "2 h 5 min"),
        (words.milliseconds(0.12345), "0.123 ms"),
        (words.phase("distilled/3", seeds=5), "Distilled student, seed 3"),
        (words.phase("distilled/3"), "Distilled student"),
    ],
)
def test_numbers_read_well(said: str, expected: str) -> None:
    assert said == expected
