"""Train the teacher that comes with the sample recipe, and put it into ``resources/teachers/ten-labels``.

    python packaging/make_sample_teacher.py

Run by hand, by maintainers, when the sample's teacher or its data change. It is the real one: trained as with the
first seed of ``resources/recipes/ten-labels.yaml``, measured on that seed's test pictures. The soft-label lens shows
what it says until the user has a teacher of their own.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue

from workbench import __version__, recipes
from workbench.engine.trained import trained
from workbench.engine.training import load_splits, split_seed
from workbench.engine.worker import serve
from workbench.events import Event, JobEnded
from workbench.recipes import Compute, Distil, TeacherTraining, Train
from workbench.recipes.requests import Run
from workbench.runs import RunStore

ROOT = Path(__file__).resolve().parents[1]
RECIPE = ROOT / "resources" / "recipes" / "ten-labels.yaml"
OUT = ROOT / "resources" / "teachers" / "ten-labels"


def main() -> int:
    """Exit status: 0, or 1 when the training failed."""
    recipe = training()
    with tempfile.TemporaryDirectory() as folder:
        problem = follow(recipe, Path(folder))
        if problem:
            print(problem, file=sys.stderr)
            return 1
        keep(recipe, RunStore(Path(folder)))
    print((OUT / "teacher.json").read_text(encoding="utf-8"))
    return 0


def training() -> Train:
    """The sample's teacher as a recipe of its own, with the sample's first seed, on the CPU."""
    sample = recipes.load(RECIPE)
    assert isinstance(sample, Distil)
    assert isinstance(sample.teacher, TeacherTraining)
    return Train(
        data=sample.data,
        model=sample.teacher.model,
        schedule=sample.teacher.schedule,
        seeds=sample.seeds[:1],
        compute=Compute(device="cpu", threads=1, deterministic=True),
    )


def follow(recipe: Train, runs: Path) -> str:
    """Train and measure; what went wrong, or nothing."""
    ended: list[JobEnded] = []

    def emit(batch: Sequence[Event]) -> None:
        ended.extend(event for event in batch if isinstance(event, JobEnded))

    serve(Run(recipe=recipe, runs=str(runs)), emit, SimpleQueue())
    return "" if ended[0].outcome == "finished" else f"{ended[0].problem} {ended[0].fix}\n{ended[0].details}"


def keep(recipe: Train, store: RunStore) -> None:
    """Copy the network, and write down what it is beside it."""
    (summary,) = store.summaries()
    (network,) = trained(store.open(summary.id))
    (seed,) = recipe.seeds
    split = load_splits(recipe, lambda _: None, lambda: None)[split_seed(recipe, seed)]
    learned = split.train.ids[split.train.labels >= 0]
    OUT.mkdir(parents=True, exist_ok=True)
    for name in ("model.json", "weights.safetensors"):
        shutil.copyfile(network.folder / name, OUT / name)
    about = {
        "data": recipe.data.source.kind,
        "seed": seed,
        "accuracy": summary.accuracy,  # on the test pictures of that seed
        "test": len(split.test.labels),
        "learned_from": learned.tolist(),  # positions in the data source
        "made_with": __version__,
    }
    (OUT / "teacher.json").write_text(json.dumps(about) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
