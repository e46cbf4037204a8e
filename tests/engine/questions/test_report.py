"""The report: what stands in it is what the run kept, whoever wrote the names, and however the run ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests import fakes
from tests.engine.conftest import Desk, distil_recipe
from workbench.engine.questions import Asking
from workbench.engine.report import charts, series, svg, tables
from workbench.engine.report.material import Material, read
from workbench.engine.report.page import page
from workbench.engine.report.pictures import MOST, Gallery, gallery
from workbench.errors import DataError, RunError
from workbench.events import Adjusted, Answered, Event, NumericsChosen, TeacherAsked
from workbench.recipes import CosineRamp, Distil, LinearRamp, Term, Train, Trust, loads
from workbench.recipes.requests import ShowPictures, WriteReport
from workbench.runs import RunFolder, RunStore, Verdict, about, predictions
from workbench.runs.predictions import Outcomes, Predictions, SeedPredictions

ALONE = {"meta", "link", "img", "br", "hr", "input"}
NASTY = "<script>alert('7 & 8')</script>"
Results = dict[str, Any]


class Page(HTMLParser):
    """A page taken apart; ends it with an assertion where a tag is not closed in its turn.

    Attributes:
        tags: Every tag with its attributes. text: Everything to read, in one line.
        numbers: Of each table with an id, by the name of the row: the exact numbers in it, None where there is none.
    """

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.numbers: dict[str, dict[str, list[float | None]]] = {}
        self.row_scopes: list[str | None] = []
        self._open: list[str] = []
        self._words: list[str] = []
        self._table = self._row = ""
        self.feed(source)
        assert self._open == []
        self.text = " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag == "table":
            self._table = attributes.get("id") or ""
        if tag == "tr":
            self._row = ""
        if tag == "td" and self._table:
            self.numbers.setdefault(self._table, {}).setdefault(self._row, []).append(None)
        if tag == "data" and self._table:
            self.numbers[self._table][self._row][-1] = float(attributes["value"] or "")
        if tag not in ALONE:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] not in ("style", "title", "desc"):
            self._words.append(data)
        if self._open and self._open[-1] == "th":
            self._row += data

    @property
    def drawings(self) -> list[ElementTree.Element]:
        return [ElementTree.fromstring(found) for found in re.findall(r"<svg.*?</svg>", self.source, re.DOTALL)]


def nothing() -> None:
    """Nobody wants to stop."""


def no_pictures(ids: Sequence[int]) -> dict[str, Any]:
    raise AssertionError("no picture was to be shown")


def some_pictures(ids: Sequence[int]) -> dict[str, Any]:
    return {"pictures": {str(one): "aGVsbG8=" for one in ids}, "names": {str(one): f"no. {one}" for one in ids}}


def measured(*, seeds: Sequence[int] = (0,), classes: Sequence[str] = fakes.DIGITS) -> Results:
    """Results whose students differ class by class, with bins to draw."""
    results = fakes.results(seeds=seeds)
    count = len(classes)
    for number, one in enumerate(results["networks"]):
        wrong = 1 + number % 3
        one["confusion"] = [
            [60 - wrong if row == column else wrong if column == (row + 1) % count else 0 for column in range(count)]
            for row in range(count)
        ]
        recall = (60 - wrong) / 60
        one["per_class"] = [
            {"name": name, "precision": 0.9, "recall": recall, "f1": 0.9, "count": 60} for name in classes
        ]
        one["reliability"] = [
            {"low": 0.4, "high": 0.5, "count": 1, "accuracy": 1.0, "confidence": 0.45},
            {"low": 0.9, "high": 1.0, "count": 59, "accuracy": 0.9, "confidence": 0.97},
        ]
    return {**results, "classes": list(classes)}


def made(
    root: Path,
    recipe: Distil | Train,
    *,
    events: Sequence[Event] = (),
    results: Results | None = None,
    state: str = "finished",
    problem: str = "",
) -> RunFolder:
    """A run folder with that content."""
    run = RunStore(root).create(recipe, environment={"workbench": "0.1.0+abc", "python": "3.12.1"})
    with run.writer() as writer:
        writer.append(events)
        if results is not None:
            writer.write_json("results.json", results)
        writer.finish(state, problem)  # type: ignore[arg-type]  # a state's name
    return run


def material(run: RunFolder) -> Material:
    return read(run, nothing)


def of(run: RunFolder, show: Callable[[Sequence[int]], dict[str, Any]] = no_pictures) -> Page:
    return Page(page(material(run), show, nothing, now=0.0))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def run(root: Path) -> RunFolder:
    """A distillation with three seeds, a moved dial, and names that are markup."""
    recipe = Distil(name=NASTY, seeds=(0, 1, 2))
    moved = Adjusted(phase="distilled/1", step=7, temperature=9.0, alpha=0.25, learning_rate=0.002)
    events: list[Event] = [*fakes.distillation(seeds=(0, 1, 2)), moved]
    classes = (NASTY, *fakes.DIGITS[1:])
    folder = made(root, recipe, events=events, results=measured(seeds=(0, 1, 2), classes=classes))
    about.save(folder.path, about.About(note=f"My note {NASTY}", tags=("<b>bold",)))
    return folder


@pytest.fixture(scope="module")
def report(run: RunFolder) -> Page:
    return of(run)


@pytest.fixture(scope="module")
def trained(root: Path) -> Page:
    """A Train recipe with one seed."""
    results = measured()
    networks = [{**one, "role": "model", "agreement": None} for one in results["networks"] if one["role"] == "teacher"]
    costs = [{**results["costs"][0], "role": "model"}]
    summaries = [{"role": "model", "accuracy_mean": networks[0]["accuracy"], "accuracy_sd": None, "seeds": 1}]
    results |= {"networks": networks, "costs": costs, "summaries": summaries, "verdict": None, "note": ""}
    plan = fakes.plan("model/0")
    events: list[Event] = [fakes.data_ready([plan]), *fakes.training(plan)]
    return of(made(root, Train(name="Only one"), events=events, results=results))


@pytest.fixture(scope="module")
def stopped(root: Path) -> Page:
    """A run that was stopped in its first training and never measured."""
    plan = fakes.plan("teacher/0")
    events: list[Event] = [fakes.data_ready([plan]), fakes.phase_started(plan), fakes.steps("teacher/0")]
    return of(made(root, Distil(), events=events, state="stopped"))


def test_the_main_table_has_the_numbers_of_the_results(report: Page, run: RunFolder) -> None:
    results = run.results()
    assert results is not None
    rows = report.numbers["table-roles"]
    for summary in results["summaries"]:
        title = {"teacher": "Teacher", "plain": "Plain student", "distilled": "Distilled student"}[summary["role"]]
        mine = [one for one in results["networks"] if one["role"] == summary["role"]]
        cost = next(one for one in results["costs"] if one["role"] == summary["role"] or summary["role"] == "plain")
        if summary["role"] == "plain":  # the twin is the same network as the distilled student
            cost = next(one for one in results["costs"] if one["role"] == "distilled")
        alike = None if summary["role"] == "teacher" else sum(one["agreement"] for one in mine) / 3
        ece = sum(one["ece"] for one in mine) / 3
        price = [cost["parameters"], cost["flops"], cost["bytes"], cost["latency_ms_median"], cost["latency_ms_p90"]]
        expected = [summary["accuracy_mean"], alike, ece, *price]
        assert rows[title] == [None if value is None else pytest.approx(value) for value in expected]
    assert "93.8 ± 0.4 %" in report.text
    assert "a made-up computer, 1 thread" in report.text


def test_every_seed_stands_with_what_the_teacher_brought_it(report: Page) -> None:
    rows = report.numbers["table-seeds"]
    for seed in (0, 1, 2):
        teacher, distilled, plain = (fakes.accuracy_of(role, seed) for role in ("teacher", "distilled", "plain"))
        assert rows[str(seed)] == pytest.approx([teacher, distilled, plain, distilled - plain])


def test_the_verdict_is_told_in_words_and_numbers_and_its_test_is_explained(report: Page) -> None:
    assert "Distillation helped: the student gains 5.2 points." in report.text
    assert "95 % interval +3.0 to +7.0 points" in report.text
    assert "paired t-test, p = 0.001" in report.text
    assert "compares the two students seed by seed" in report.text
    assert ("div", {"class": "banner better"}) in report.tags


def test_notes_are_told(report: Page) -> None:
    assert "The distilled student also saw unlabelled pictures through the teacher's eyes." in report.text
    assert "My note" in report.text


def test_what_users_wrote_is_text_and_never_markup(report: Page) -> None:
    assert "<script" not in report.source
    assert "<b>" not in report.source
    assert report.text.count(NASTY) >= 3
    assert "<b>bold" in report.text


def test_the_page_needs_no_other_file_and_runs_nothing(report: Page, trained: Page, stopped: Page) -> None:
    for one in (report, trained, stopped):
        for tag, attributes in one.tags:
            assert tag not in ("script", "link", "iframe", "object", "embed", "base")
            for name in ("src", "href", "xlink:href", "srcset", "action"):
                assert re.match(r"#|data:image/png;base64,|None$", str(attributes.get(name)))
            assert not [name for name in attributes if name.startswith("on")]
        assert not re.findall(r"@import|url\((?!#)", one.source)


def test_ids_are_there_once_and_every_reference_finds_its_own(report: Page) -> None:
    ids = [attributes["id"] for _, attributes in report.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    asked = re.findall(r'(?:href="#|url\(#)([^")]+)', report.source)
    asked += [name for _, one in report.tags for name in (one.get("aria-labelledby") or "").split()]
    assert asked
    assert set(asked) <= set(ids)


def test_every_drawing_says_what_it_shows(report: Page) -> None:
    assert len(report.drawings) == 5
    for drawing in report.drawings:
        title, description = drawing[0], drawing[1]
        assert (title.tag.rpartition("}")[2], description.tag.rpartition("}")[2]) == ("title", "desc")
        assert title.text
        assert description.text
        assert drawing.get("role") == "img"


def test_drawings_follow_the_colours_of_the_page(report: Page) -> None:
    named = {name for _, one in report.tags for name in re.findall(r"var\((--[a-z0-9-]+)", one.get("style") or "")}
    assert {"--ink", "--teacher", "--distilled", "--plain", "--term-0", "--term-1"} <= named
    for name in named:
        assert len(re.findall(f"{name}: #", report.source)) == 2, f"{name} has no colour in light or in dark"
    left = re.sub(r"var\(--[a-z0-9-]+, #[0-9a-f]{6}\)", "", " ".join(re.findall(r"<svg.*?</svg>", report.source, re.S)))
    assert "#" not in re.sub(r'"#chart|url\(#chart', "", left)


def test_every_heading_of_a_table_says_what_it_heads(report: Page, trained: Page) -> None:
    for one in (report, trained):
        headings = [attributes.get("scope") for tag, attributes in one.tags if tag == "th"]
        assert headings
        assert set(headings) == {"col", "row"}


def test_tints_leave_text_readable(report: Page) -> None:
    themes = re.findall(r":root \{(.*?)\}", report.source, re.DOTALL)
    assert len(themes) == 2
    for theme in themes:
        ink = _rgb(re.findall(r"--ink: (#\w{6})", theme)[0])
        for name in ("more", "less"):
            (tint,) = re.findall(rf"--{name}: (\d+), (\d+), (\d+)", theme)
            assert _contrast(ink, tuple(int(part) for part in tint)) >= 4.5


def test_how_was_computed_and_what_was_remembered_is_among_the_facts(root: Path) -> None:
    def chosen(phase: str, **facts: str | bool) -> NumericsChosen:
        common = {"student": "fp32", "teacher": "", "folded": True, "compiled": False, "channels_last": True}
        return NumericsChosen(phase=phase, device="cpu", **{**common, **facts})  # type: ignore[arg-type]  # as named

    def asked(phase: str, known: int) -> TeacherAsked:
        return TeacherAsked(phase=phase, step=9, asked=1000, remembered=known, memory_bytes=5, disk_bytes=5)

    events: list[Event] = [
        chosen("plain/0"),
        chosen("distilled/0", teacher="bf16", compiled=True),
        asked("distilled/0", 1),
        asked("distilled/0", 500),
        asked("distilled/1", 1000),
    ]
    page = of(made(root, Distil(), events=[*fakes.distillation(), *events], results=measured()))
    assert "Computed in fp32 " in page.text
    assert "Computed in fp32, compiled, the teacher in bf16" in page.text
    assert "Teacher's answers 75 % remembered (1,500 of 2,000), the others computed" in page.text


def test_a_run_that_tells_nothing_of_it_has_no_such_facts(report: Page) -> None:
    assert "Computed in" not in report.text
    assert "Teacher's answers" not in report.text


def test_moved_dials_are_listed_and_marked(report: Page, run: RunFolder) -> None:
    assert "Distilled student, seed 1 7 temperature 9, alpha 0.25, learning rate 0.002" in report.text
    described = [drawing[1].text or "" for drawing in report.drawings]
    assert [text.endswith("A dial was moved at step 7.") for text in described] == [True, False, True, False, False]
    assert "Dials: Distilled student, seed 1" in report.text


def test_the_recipe_in_the_page_repeats_the_run_with_its_moved_dials(report: Page, run: RunFolder) -> None:
    recipe = _code(report, "recipe")
    assert loads(recipe) == run.repeat()
    assert "step: 7" in recipe
    assert f"workbench run {run.id}" in report.text


def test_versions_and_machine_are_told(report: Page) -> None:
    for words in ("0.1.0+abc", "3.12.1", "cpu (no GPU here), 1 thread"):
        assert words in report.text


def test_gains_are_those_of_the_results(report: Page, run: RunFolder) -> None:
    results = run.results()
    assert results is not None
    recall = {(one["role"], one["seed"]): one["per_class"][3]["recall"] for one in results["networks"]}
    gain = sum(recall["distilled", seed] - recall["plain", seed] for seed in (0, 1, 2)) / 3
    assert report.numbers["table-gains"]["3"][-1] == pytest.approx(gain)


def test_matrices_add_up_all_seeds_and_end_with_the_difference(run: RunFolder) -> None:
    found = material(run)
    matrices = {matrix.title: matrix.rows for matrix in tables.matrices(found)}
    assert list(matrices) == ["Teacher", "Distilled student", "Plain student", "Distilled minus plain"]
    distilled = sum(one.confusion[2][3] for one in found.networks("distilled"))
    plain = sum(one.confusion[2][3] for one in found.networks("plain"))
    cell = matrices["Distilled minus plain"][2].cells[3]
    assert matrices["Distilled student"][2].cells[3].value == str(distilled)
    assert cell.value == str(distilled - plain)
    assert (cell.shade < 0) == (distilled > plain), "more mistakes are worse"


def test_one_seed_gives_no_spread(trained: Page) -> None:
    assert "±" not in trained.text.split("How to repeat it")[0]
    assert trained.numbers["table-roles"]["Network"][0] == pytest.approx(fakes.accuracy_of("teacher", 0))


def test_a_trained_network_has_scores_by_class_and_no_comparison(trained: Page) -> None:
    assert trained.numbers["table-classes"]["3"] == pytest.approx([60, 0.9, 59 / 60, 0.9])
    assert "table-gains" not in trained.numbers
    assert "Distilled" not in trained.text
    assert "The network answers 93.8 % of the test pictures rightly." in trained.text


def test_a_stopped_run_says_what_that_means_and_claims_nothing(stopped: Page) -> None:
    assert "This run was stopped before its planned end." in stopped.text
    assert "no verdict and no test accuracy" in stopped.text
    assert "Not measured" in stopped.text
    assert stopped.numbers == {}
    assert len(stopped.drawings) == 2  # losses and dials: no epoch was finished


def test_a_failed_run_tells_its_problem(root: Path) -> None:
    told = of(made(root, Train(), state="failed", problem="The disk is full: <here>."))
    assert "The disk is full: <here>." in told.text
    assert "there are no curves" in told.text


def test_too_few_seeds_make_no_claim(root: Path) -> None:
    verdict = Verdict(kind="one_seed", difference=0.05, seeds=1, text="No claim can be made from one seed.")
    results = {**measured(), "verdict": verdict.model_dump(mode="json")}
    told = of(made(root, Distil(), results=results))
    assert "No claim can be made from one seed." in told.text
    assert "interval" not in told.text.split("How to repeat it")[0]


def test_a_hundred_classes_are_told_by_their_most_confused_pairs(root: Path) -> None:
    classes = [f"a class with a long name, {number}" for number in range(100)]
    results = measured(seeds=(0, 1, 2), classes=classes)
    told = of(made(root, Distil(seeds=(0, 1, 2)), results=results))
    assert len(told.numbers["table-pairs"]) == tables.PAIRS
    assert all(
        name.removeprefix(classes[0][:-1])[0].isdigit() and "taken for" in name for name in told.numbers["table-pairs"]
    )
    assert len(told.numbers["table-gains"]) == 2 * tables.GAINS
    assert "80 between them are left out" in told.text
    assert len(told.source) < 500_000


def test_long_names_at_a_matrix_keep_both_ends(root: Path) -> None:
    classes = [f"a class with a long name, {number}" for number in range(12)]
    told = of(made(root, Distil(), results=measured(classes=classes)))
    assert "a class w…name, 11" in told.text
    assert "a class with a long name, 11" in told.text, "in full where there is room"


def test_numbers_that_are_none_are_dashes(root: Path) -> None:
    results = measured(seeds=(0, 1))
    for one in results["networks"]:
        one["ece"] = float("nan")
    for one in results["costs"]:
        one |= {"latency_ms_median": None, "latency_ms_p90": None}
    told = of(made(root, Distil(), results=results))
    assert told.numbers["table-roles"]["Teacher"][-1] is None
    assert "nan" not in told.text


def test_results_that_do_not_fit_together_are_damaged(root: Path) -> None:
    results = measured()
    results["networks"][0]["confusion"] = [[1]]
    with pytest.raises(RunError, match="damaged"):
        material(made(root, Distil(), results=results))


# ------------------------------------------------------------------------------------------------- the pictures


def answered(run: RunFolder) -> None:
    """Forty pictures of seed 0: plain errs on 0-19, distilled on 15-34, less surely the later they come."""
    sure = tuple(1 - number / 100 for number in range(40))
    networks = {
        "plain/0": Outcomes(predicted=tuple(2 if number < 20 else 1 for number in range(40)), confidence=sure),
        "distilled/0": Outcomes(
            predicted=tuple(3 if 15 <= number < 35 else 1 for number in range(40)), confidence=sure
        ),
    }
    seed = SeedPredictions(seed=0, ids=tuple(range(100, 140)), labels=(1,) * 40, networks=networks)
    predictions.save(Predictions(classes=fakes.DIGITS, seeds=(seed,)), run.path / predictions.FILE)


@pytest.fixture
def asked(tmp_path: Path) -> RunFolder:
    run = made(tmp_path, Distil(), results=measured())
    answered(run)
    return run


def test_pictures_show_the_surest_mistakes_and_what_the_teacher_changed(asked: RunFolder) -> None:
    found = gallery(material(asked), some_pictures)
    mistakes, rescued, lost = found.groups
    assert [one.name for one in mistakes.pictures] == [f"no. {number}" for number in range(115, 115 + MOST)]
    assert mistakes.total == 20
    assert [one.name for one in rescued.pictures] == [f"no. {number}" for number in range(100, 100 + MOST)]
    assert rescued.total == 15
    assert [one.name for one in lost.pictures] == [f"no. {number}" for number in range(120, 120 + MOST)]
    assert mistakes.pictures[0].truth == "1"
    assert mistakes.pictures[0].answers == ("Distilled: 3 (85\u00a0%)", "Plain: 2 (85\u00a0%)")


def test_pictures_stand_in_the_page_with_words_for_them(asked: RunFolder) -> None:
    shown = [attributes for tag, attributes in of(asked, some_pictures).tags if tag == "img"]
    assert len(shown) == 3 * MOST
    assert shown[0]["src"] == "data:image/png;base64,aGVsbG8="
    assert shown[0]["alt"] == "no. 115: 1. Distilled: 3 (85\u00a0%), Plain: 2 (85\u00a0%)"


def test_pictures_that_are_gone_leave_the_rest_of_the_report(asked: RunFolder) -> None:
    def gone(ids: Sequence[int]) -> dict[str, Any]:
        raise DataError("The folder /pictures is not there.", fix="Connect the disk.")

    assert gallery(material(asked), gone) == Gallery(
        why_not="The pictures cannot be shown. The folder /pictures is not there. Connect the disk."
    )


def test_a_run_without_single_answers_says_so(report: Page) -> None:
    assert "was not kept with this run" in report.text


# ------------------------------------------------------------------------------------------------- the drawings


def test_long_series_keep_their_ends_and_peaks() -> None:
    values = [0.0] * 100_000
    values[0], values[54_321], values[76_543], values[-1] = 3.0, 9.0, -9.0, 4.0
    x, y = series.thinned(range(100_000), values, 600)
    assert len(x) <= 600
    assert dict(zip(x, y, strict=True)).items() >= {0: 3.0, 54_321: 9.0, 76_543: -9.0, 99_999: 4.0}.items()
    assert list(x) == sorted(x)


def test_smoothing_begins_at_the_first_value_and_passes_over_gaps() -> None:
    nan = float("nan")
    assert series.smoothed([5.0, 5.0, nan, 5.0], 0.9) == pytest.approx([5.0] * 4)
    # By hand: (0.5 * 0.5 * 1 + 0.5 * 3) / (1 - 0.25)
    assert series.smoothed([1.0, 3.0], 0.5)[1] == pytest.approx((0.25 * 1 + 0.5 * 3) / 0.75)


def test_bins_of_several_seeds_are_pooled_by_their_pictures(root: Path) -> None:
    results = measured(seeds=(0, 1))
    distilled = [one for one in results["networks"] if one["role"] == "distilled"]
    for one, (count, accuracy) in zip(distilled, ((10, 0.2), (30, 0.6)), strict=True):
        one["reliability"] = [{"low": 0.5, "high": 0.6, "count": count, "accuracy": accuracy, "confidence": 0.55}]
    found = material(made(root, Distil(seeds=(0, 1)), results=results))
    (pooled,) = charts.pooled(found.networks("distilled"))
    assert pooled == pytest.approx((0.55, 0.5, 40))


def test_the_same_run_is_drawn_with_the_same_bytes(run: RunFolder) -> None:
    found = material(run)
    with svg.style():
        once, again = charts.accuracy(found), charts.accuracy(found)
    assert once == again


def test_the_users_own_matplotlib_settings_neither_matter_nor_change(run: RunFolder) -> None:
    import matplotlib

    found = material(run)
    with svg.style():
        usual = charts.sizes(found)
    with matplotlib.rc_context({"font.size": 33, "axes.labelpad": 55}):
        with svg.style():
            assert charts.sizes(found) == usual
        assert matplotlib.rcParams["font.size"] == 33


# ------------------------------------------------------------------------------------------------- the question


def test_a_fresh_run_gets_a_report_beside_it_or_where_it_is_wanted(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[ShowPictures] = []

    def show(question: ShowPictures, asking: Asking) -> dict[str, Any]:
        asked.append(question)
        return some_pictures(question.ids)

    monkeypatch.setattr("workbench.engine.questions.answer", show)
    run = desk.trained(distil_recipe())
    assert desk.ask(WriteReport(runs=str(desk.root), run=run.id)).outcome == "finished"
    assert desk.of(Answered)[-1].answer == {"file": str(run.path / "report.html")}
    told = Page((run.path / "report.html").read_text(encoding="utf-8"))
    assert len(told.drawings) == 5
    assert f"Teacher: {100 * _reached(run, 'teacher/0'):.1f} %" in told.text
    wrong = predictions.load(run.path / predictions.FILE).mistakes(0, "distilled")
    (question,) = asked
    assert (question.runs, question.run) == (str(desk.root), run.id)
    assert question.ids[:MOST] == wrong[:MOST]
    wanted = tmp_path / "mine.html"
    assert desk.ask(WriteReport(runs=str(desk.root), run=run.id, out=str(wanted))).outcome == "finished"
    assert wanted.is_file()


@pytest.mark.parametrize(("out", "problem"), [("", "is a folder"), ("nowhere/r.html", "its folder is not there")])
def test_a_place_that_cannot_be_written_is_named(desk: Desk, tmp_path: Path, out: str, problem: str) -> None:
    run = made(desk.root, Train())
    ended = desk.ask(WriteReport(runs=str(desk.root), run=run.id, out=str(tmp_path / out)))
    assert ended.outcome == "failed"
    assert problem in ended.problem
    assert ended.details == ""


def _reached(run: RunFolder, phase: str) -> float:
    finished = run.curves().phases[phase].finished
    assert finished is not None
    assert finished.valid_accuracy is not None
    return finished.valid_accuracy


def _code(page: Page, kind: str) -> str:
    import html

    (found,) = re.findall(rf'<pre class="{kind}".*?<code>(.*?)</code>', page.source, re.DOTALL)
    return html.unescape(found)


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[start : start + 2], 16) for start in (1, 3, 5))


def _contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """As WCAG 2 defines it."""

    def luminance(color: tuple[int, ...]) -> float:
        parts: Iterator[float] = (part / 255 for part in color)
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_method_is_told_with_its_weight_and_how_the_teacher_is_believed(root: Path) -> None:
    recipe = Distil(
        method=Term(kind="kd", params={"standardise": True}, weight=10),
        also=(Term(kind="at", weight=0, ramp=LinearRamp(to=1000, end=0.5)), Term(kind="rkd")),
        temperature_ramp=CosineRamp(to=1.0),
        trust=Trust(calibrate=True, threshold=0.6),
        start="teacher",
    )
    told = of(made(root, recipe, results=measured())).text
    assert "Soft targets (standardise yes), weight 10" in told
    assert "Attention transfer (AT), weight 0, to 1000 along a straight line from 0% to 50% of the training" in told
    assert "(RKD)" in told
    assert "calibrated on the validation pictures and listened to from a probability of 0.6 on" in told
    assert "4, to 1 along half a cosine" in told
    assert "copied from the teacher where layers match" in told
