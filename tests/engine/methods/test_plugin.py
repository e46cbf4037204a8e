"""A method in one file of somebody else's package, found through an entry point and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
METHOD = '''"""A toy: the student imitates the signs of the teacher's logits.

Nobody, "A toy for a test", 2026.
"""

from typing import ClassVar

import torch.nn.functional as F
from pydantic import Field
from torch import Tensor

from workbench.engine.objective import Lesson, Objective, mean_believed, precise
from workbench.engine.registry import methods
from workbench.recipes import Frozen


class Params(Frozen):
    """Settings of the toy."""

    sharpness: float = Field(2.0, gt=0, le=10, description="Multiplies the logits.", json_schema_extra={"step": 0.5})


@methods.register(
    "toy", Params, title="Toy signs", paper="https://example.org/toy", symbol="(tanh(k * z_s) - tanh(k * z_t))^2"
)
class ToySigns(Objective[Params]):
    """Imitate the signs of the teacher's logits."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 3.0

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        ours, theirs = precise(lesson.student.logits), precise(lesson.teacher.logits.detach())
        k = self.params.sharpness
        rows = F.mse_loss((k * ours).tanh(), (k * theirs.to(ours.dtype)).tanh(), reduction="none").mean(dim=1)
        return {"teacher": mean_believed(rows, lesson.trust)}
'''


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a computer on which the package is installed."""
    tmp_path = tmp_path_factory.mktemp("somebody")
    packages = tmp_path / "packages"
    about = packages / "toy_signs-1.0.dist-info"
    about.mkdir(parents=True)
    (packages / "toy_signs.py").write_text(METHOD, encoding="utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-signs\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[workbench.plugins]\ntoy = toy_signs\n", encoding="utf-8")
    paths = os.pathsep.join([str(packages), str(ROOT)])
    return {**os.environ, "PYTHONPATH": paths, "WORKBENCH_HOME": str(tmp_path / "home"), "QT_QPA_PLATFORM": "offscreen"}


def do(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def catalogue(installed: dict[str, str]) -> str:
    return do(installed, "-m", "workbench", "catalogue", "--json")


def test_it_is_in_the_catalogue_with_everything_it_says_of_itself(catalogue: str) -> None:
    (toy,) = [entry for entry in json.loads(catalogue)["methods"] if entry["name"] == "toy"]
    assert toy["title"] == "Toy signs"
    assert toy["facts"]["weight"] == 3.0
    assert toy["facts"]["needs"] == ["logits"]
    assert toy["schema"]["properties"]["sharpness"]["maximum"] == 10


DRAW = """
import json, sys
from workbench.gui.forms.schema import fields_of
from workbench.gui.forms.form import SchemaForm
from PySide6.QtWidgets import QApplication
application = QApplication([])
(toy,) = [entry for entry in json.load(sys.stdin)["methods"] if entry["name"] == "toy"]
form = SchemaForm(toy["schema"], "method.params")
print([(spec.name, spec.sort, spec.maximum, spec.step) for spec in form.specs])
"""


def test_its_form_draws_itself(installed: dict[str, str], catalogue: str) -> None:
    drawn = subprocess.run(
        [sys.executable, "-c", DRAW], env=installed, input=catalogue, capture_output=True, text=True, check=True
    )
    assert drawn.stdout.strip() == "[('sharpness', 'number', 10, 0.5)]"


@pytest.mark.slow
def test_the_conformance_tests_try_it_too(installed: dict[str, str]) -> None:
    suite = "tests/engine/methods/test_conformance.py"
    options = ("-q", "-k", "toy", "-p", "no:cacheprovider", "-p", "no:xdist")
    told = do(installed, "-m", "pytest", suite, *options)
    assert "passed" in told
    assert "failed" not in told


@pytest.mark.slow
def test_a_recipe_can_name_it(installed: dict[str, str]) -> None:
    told = do(installed, "-m", "workbench", "check", "ten-labels", "--set", "method.kind=toy")
    assert "This recipe is fine." in told
