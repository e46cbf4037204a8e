"""The wheel carries everything that the workbench reads, and finds it wherever it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the source archive that was built from this checkout, without the network."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = out.glob("*.whl")
    return found


def files_below(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_wheel_has_the_package_and_its_resources_only(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        carried = {name.removeprefix("workbench/_resources/") for name in archive.namelist() if "/_resources/" in name}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"workbench"}
    assert set(files_below(ROOT / "resources")) <= carried


def test_the_wheel_names_the_command_and_the_pythons_it_runs_on(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        (facts,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        (commands,) = (name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt"))
        metadata = Parser().parsestr(archive.read(facts).decode())
        assert "workbench = workbench.cli.main:main" in archive.read(commands).decode()
    assert set(metadata["Requires-Python"].split(",")) == {">=3.10", "<3.14"}


@pytest.mark.slow
def test_a_wheel_installed_elsewhere_finds_its_resources(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*install, str(wheel)], check=True)
    ask = "import sys, workbench.resources as r; [print(r.path(name)) for name in sys.argv[1:]]"
    names = sorted(files_below(ROOT / "resources"))

    done = subprocess.run(
        [sys.executable, "-c", ask, *names],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    for name, found in zip(names, done.stdout.splitlines(), strict=True):
        assert Path(found).is_relative_to(target)
        assert Path(found).read_bytes() == (ROOT / "resources" / name).read_bytes()
