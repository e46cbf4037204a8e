"""What the README tells people to write is right."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from math import tanh
from pathlib import Path

import pytest

from workbench import recipes

ROOT = Path(__file__).resolve().parents[2]

ASK_THE_NEW_METHOD = """
import torch
from workbench.engine.objective import Dials, Lesson, Signals
from workbench.engine.registry import methods
from workbench.recipes import Ref

ref = Ref(kind="signs", params={"sharpness": 2.0})
objective = methods.get("signs").make(methods.settings(ref), None)
student, teacher = Signals(torch.tensor([[1.0, 3.0]])), Signals(torch.tensor([[0.0, 1.0]]))
dials = Dials(temperature=4.0, alpha=0.25, learning_rate=0.1)
print(objective(Lesson(student, teacher, torch.tensor([1]), dials))["teacher"].item())
"""


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def test_the_recipe_is_one() -> None:
    recipe = recipes.loads(block("yaml"))
    assert isinstance(recipe, recipes.Distil)
    assert recipe.alpha == 0.1


@pytest.mark.slow
def test_the_method_is_found_when_its_file_is_added_and_nothing_else(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "workbench", tmp_path / "workbench", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "workbench" / "engine" / "methods" / "signs.py").write_text(block("python"), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", ASK_THE_NEW_METHOD],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    by_hand = (tanh(2.0) ** 2 + (tanh(6.0) - tanh(2.0)) ** 2) / 2
    assert float(done.stdout) == pytest.approx(by_hand, rel=1e-5)
