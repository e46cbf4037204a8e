"""Where the files that come with the workbench are."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import resources


def test_a_resource_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert resources.path("recipes").is_dir()


def test_a_resource_that_does_not_exist_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no resource called 'recipes/unheard-of"):
        resources.path("recipes/unheard-of.yaml")
