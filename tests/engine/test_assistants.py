"""Chains of networks that learn from each other: what cannot work in any link is told before anything is trained."""

from __future__ import annotations

import pytest

from tests.engine.conftest import TINY, Desk, distil_recipe
from workbench.events import PhaseStarted

FLAT = {"kind": "mlp"}
MAPS = TINY.model_dump()


@pytest.mark.parametrize("assistants", [[FLAT], [FLAT, MAPS], [MAPS, FLAT]])
def test_a_link_that_cannot_learn_is_told_before_any_training(desk: Desk, assistants: list[object]) -> None:
    ended = desk.do(distil_recipe(assistants=assistants, method={"kind": "at"}))
    assert ended.outcome == "failed"
    assert "no feature maps: it is fully connected" in ended.problem
    assert desk.of(PhaseStarted) == []


@pytest.mark.slow
def test_a_network_that_a_method_builds_is_built_for_the_one_who_teaches_it(desk: Desk) -> None:
    schedule = {"epochs": 1, "batch_size": 512}
    recipe = distil_recipe(
        teacher={"kind": "train", "model": {"kind": "resnet8x4"}, "schedule": schedule},
        assistants=[{"kind": "resnet8"}],
        student={"kind": "resnet8"},
        method={"kind": "simkd"},
        schedule=schedule,
        twin=False,
    )
    run = desk.trained(recipe)
    assert [event.plan.phase for event in desk.of(PhaseStarted)] == ["teacher/0", "assistant/0/1", "distilled/0"]
    assert run.model_folder("distilled/0").is_dir()
