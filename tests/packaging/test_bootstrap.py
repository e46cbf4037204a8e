"""The script that sets everything up: what it remembers, what it says, and what it does when something is missing.

No test installs the workbench. Most use a project whose environment is already there, with a program in Python's place
that says how it was called; one makes a real environment for a project without requirements.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import time
from collections import namedtuple
from importlib.util import find_spec
from pathlib import Path

import bootstrap
import pytest
from bootstrap import Environment, State, Stop

SCRIPT = Path(bootstrap.__file__)

FAKE_PYTHON = f"""#!{sys.executable}
import json, os, sys
with open({{log!r}}, "a", encoding="utf-8") as log:
    log.write(json.dumps([sys.argv[1:], os.getcwd()]) + "\\n")
sys.exit({{status}})
"""

BACKEND = '''
"""Builds an editable install of nothing, without the network."""
import os, pathlib, signal, zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    if os.environ.get("VICTIM"):
        os.kill(int(os.environ["VICTIM"]), signal.SIGKILL)
    name = "nothing-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w") as wheel:
        wheel.writestr("nothing.py", "")
        wheel.writestr("nothing-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: nothing\\nVersion: 1\\n"
                       "Provides-Extra: dev\\n")
        wheel.writestr("nothing-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("nothing-1.dist-info/RECORD", "")
    return name
'''


class Installer:
    """Stands in for venv and pip: writes what they would leave behind.

    Attributes:
        steps: What was asked for, in order.
        downloads: Where pip was told to put its temporary files.
        breaks_at: The step that does not succeed; empty for none.
        breaks_with: How it ends: by itself, or because the user pressed Ctrl-C.
    """

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.steps: list[str] = []
        self.downloads: list[Path] = []
        self.breaks_at = ""
        self.breaks_with: BaseException = Stop("No network.")

    def __call__(self, command: list[str], folder: Path, environ: dict[str, str]) -> None:
        step = "venv" if "venv" in command else command[4]
        step = "install" if "--editable" in command else "pip" if step == "install" else step
        self.steps.append(step)
        if "TMPDIR" in environ:
            self.downloads.append(Path(environ["TMPDIR"]))
            assert self.downloads[-1].is_dir()
        if step == self.breaks_at:
            raise self.breaks_with
        if step == "venv":
            self.environment.python.parent.mkdir(parents=True, exist_ok=True)
            self.environment.python.touch()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'nothing'\nversion = '1'\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def environment(project: Path) -> Environment:
    return Environment(project)


@pytest.fixture
def installer(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> Installer:
    installer = Installer(environment)
    monkeypatch.setattr(bootstrap, "run_and_explain", installer)
    monkeypatch.setattr(bootstrap, "require_venv", lambda: None)  # the Python of the tests may lack it
    monkeypatch.setattr(bootstrap, "SPACE_NEEDED", 0)
    return installer


def installed(environment: Environment, *, status: int = 0) -> Path:
    """Make it look installed, with a Python that ends with `status`; returns the log of its calls."""
    log = environment.project / "calls.jsonl"
    environment.python.parent.mkdir(parents=True)
    environment.python.write_text(FAKE_PYTHON.format(log=str(log), status=status), encoding="utf-8")
    environment.python.chmod(0o755)
    State(bootstrap.PYTHON, environment.key()).save(environment.state_file)
    return log


def call(project: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Call the script as a user does, in a project of its own."""
    script = project / "packaging" / "bootstrap.py"
    script.parent.mkdir(exist_ok=True)
    script.write_bytes(SCRIPT.read_bytes())
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        env=os.environ | environ,
        cwd=project.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def calls(log: Path) -> list[list[str]]:
    """The arguments of each call of the fake Python, without those that try Qt."""
    lines = [json.loads(line)[0] for line in log.read_text(encoding="utf-8").splitlines()]
    return [arguments for arguments in lines if arguments[-1] != bootstrap.START_QT]


needs_scripts = pytest.mark.skipif(os.name == "nt", reason="the stand-in for Python is a script with a first line")

# ------------------------------------------------------------------------------------------------- Python


@pytest.mark.parametrize("minor", [10, 11, 12, 13])
def test_these_pythons_are_right(minor: int) -> None:
    assert bootstrap.python_problem(3, minor) == ""


@pytest.mark.parametrize(("version", "word"), [((3, 6), "old"), ((3, 9), "old"), ((3, 14), "new"), ((4, 0), "new")])
def test_another_python_is_told_which_to_use(version: tuple[int, int], word: str) -> None:
    problem = bootstrap.python_problem(*version)
    assert f"Python {version[0]}.{version[1]} is too {word}" in problem
    assert "3.10" in problem
    assert "3.13" in problem


def test_a_python_that_is_too_old_can_read_the_script_up_to_the_message() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    assert "\nfrom __future__" not in source
    ast.parse(source, feature_version=(3, 7))


def test_only_the_standard_library_is_imported() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_debian_without_venv_is_told_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("sys.executable", "/usr/bin/python3")
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    with pytest.raises(Stop, match=rf"sudo apt-get install -y --no-install-recommends python{bootstrap.PYTHON}-venv$"):
        bootstrap.require_venv()


def test_another_python_without_venv_is_told_to_be_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("sys.executable", "/opt/python/bin/python3")
    with pytest.raises(Stop, match="/opt/python/bin/python3 lacks the modules venv and ensurepip"):
        bootstrap.require_venv()


# --------------------------------------------------------------------------------- what is remembered


def test_the_first_call_makes_an_environment_and_installs(environment: Environment, installer: Installer) -> None:
    environment.prepare()
    assert installer.steps == ["venv", "pip", "install"]


def test_a_second_call_installs_nothing(environment: Environment, installer: Installer) -> None:
    environment.prepare()
    environment.prepare()
    assert installer.steps == ["venv", "pip", "install"]


def test_new_requirements_are_installed_into_the_same_environment(
    environment: Environment, installer: Installer
) -> None:
    environment.prepare()
    with (environment.project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("dependencies = ['more']\n")
    environment.prepare()
    assert installer.steps == ["venv", "pip", "install", "install"]


def test_another_python_gets_a_new_environment(
    environment: Environment, installer: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.prepare()
    left = environment.folder / "left.txt"
    left.touch()
    monkeypatch.setattr(bootstrap, "PYTHON", "3.99")
    environment.prepare()
    assert installer.steps == ["venv", "pip", "install"] * 2
    assert not left.exists()


def test_an_environment_whose_python_was_removed_is_made_again(environment: Environment, installer: Installer) -> None:
    environment.prepare()
    environment.python.unlink()
    environment.prepare()
    assert installer.steps == ["venv", "pip", "install"] * 2


@pytest.mark.parametrize("step", ["venv", "pip", "install"])
@pytest.mark.parametrize("how", [Stop("No network."), KeyboardInterrupt()])
def test_what_stopped_half_way_is_made_again_from_nothing(
    environment: Environment, installer: Installer, step: str, how: BaseException
) -> None:
    installer.breaks_at, installer.breaks_with = step, how
    with pytest.raises(type(how)):
        environment.prepare()
    installer.steps, installer.breaks_at = [], ""
    environment.prepare()
    environment.prepare()
    assert installer.steps == ["venv", "pip", "install"]


def test_an_update_without_network_leaves_the_old_environment(environment: Environment, installer: Installer) -> None:
    environment.prepare()
    (environment.project / "pyproject.toml").write_text("[project]\nname = 'else'\n", encoding="utf-8")
    installer.breaks_at = "install"
    with pytest.raises(Stop):
        environment.prepare()
    installer.steps, installer.breaks_at = [], ""
    environment.prepare()
    assert installer.steps == ["install"]


def test_an_interrupted_update_makes_a_new_environment(environment: Environment, installer: Installer) -> None:
    environment.prepare()
    (environment.project / "pyproject.toml").write_text("[project]\nname = 'else'\n", encoding="utf-8")
    installer.breaks_at, installer.breaks_with = "install", KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        environment.prepare()
    installer.steps, installer.breaks_at = [], ""
    environment.prepare()
    assert installer.steps == ["venv", "pip", "install"]


def test_a_folder_of_somebody_else_is_never_emptied(environment: Environment, installer: Installer) -> None:
    environment.folder.mkdir()
    treasure = environment.folder / "treasure.txt"
    treasure.touch()
    for _ in range(2):
        with pytest.raises(Stop, match="was not made by this script"):
            environment.prepare()
    assert treasure.exists()
    assert installer.steps == []


def test_an_environment_of_somebody_else_is_used_as_it_is(environment: Environment, installer: Installer) -> None:
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)
    (environment.folder / "pyvenv.cfg").write_text("", encoding="utf-8")
    environment.prepare()
    environment.prepare()
    assert installer.steps == ["install"]


def test_an_environment_of_somebody_else_stays_theirs_once_used(
    environment: Environment, installer: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)
    environment.prepare()
    monkeypatch.setattr(bootstrap, "PYTHON", "3.99")
    with pytest.raises(Stop, match="was not made by this script"):
        environment.prepare()
    assert environment.python.exists()


def test_an_interrupted_environment_of_somebody_else_is_not_emptied(
    environment: Environment, installer: Installer
) -> None:
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)
    State(bootstrap.PYTHON, "", ours=False).save(environment.state_file)
    treasure = environment.folder / "treasure.txt"
    treasure.touch()
    environment.prepare()
    assert treasure.exists()


def test_too_little_room_is_said_before_anything_is_made(
    environment: Environment, installer: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(0, 0, int(1.5 * bootstrap.GIB)))
    monkeypatch.setattr(bootstrap, "SPACE_NEEDED", 7 * bootstrap.GIB)
    with pytest.raises(Stop, match=r"needs about 7 GB .* and 1\.5 GB are free"):
        environment.prepare()
    assert installer.steps == []


def test_a_place_that_cannot_be_written_is_named(environment: Environment, installer: Installer) -> None:
    environment.folder.touch()  # a file where the folder should be; refuses root too
    with pytest.raises(Stop, match="cannot be written") as stop:
        environment.prepare()
    assert str(environment.folder) in str(stop.value)


@pytest.mark.skipif(os.name == "nt", reason="temporary files are on a disk there")
def test_downloads_go_to_the_disk_of_the_environment_and_leave_again(
    environment: Environment, installer: Installer
) -> None:
    environment.prepare()
    assert len(installer.downloads) == 2
    for folder in installer.downloads:
        assert folder.is_relative_to(environment.folder)
        assert not folder.exists()


@needs_scripts
@pytest.mark.skipif(find_spec("ensurepip") is None, reason="this Python cannot make environments")
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_installation_is_repaired_by_the_next_call(environment: Environment) -> None:
    project = environment.project
    with (project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("[project.optional-dependencies]\ndev = []\n")
        file.write("[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n")
    (project / "backend.py").write_text(BACKEND, encoding="utf-8")
    killing = f"""
import os, sys
sys.path.insert(0, {str(SCRIPT.parent)!r})
import bootstrap
bootstrap.SPACE_NEEDED = 0
os.environ.update(PIP_NO_INDEX="1", VICTIM=str(os.getpid()) if sys.argv[1:] else "")
bootstrap.Environment(bootstrap.Path({str(project)!r})).prepare()
"""
    killed = subprocess.run([sys.executable, "-c", killing, "kill"], capture_output=True, check=False)
    assert killed.returncode == -9
    half_done = environment.folder / "half-done"
    half_done.touch()

    subprocess.run([sys.executable, "-c", killing], capture_output=True, check=True)

    assert not half_done.exists()
    subprocess.run([str(environment.python), "-c", "import nothing"], check=True)
    assert json.loads(environment.state_file.read_text(encoding="utf-8"))["installed"] == environment.key()


@needs_scripts
def test_a_second_call_waits_for_the_first(environment: Environment) -> None:
    log = installed(environment)
    script = environment.project / "packaging" / "bootstrap.py"
    script.parent.mkdir()
    script.write_bytes(SCRIPT.read_bytes())
    with environment.lock_file.open("a") as held:
        assert bootstrap.lock(held.fileno(), wait=False)
        second = subprocess.Popen([sys.executable, str(script), "demo"], stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        assert "waiting" in second.stderr.readline()
        assert not log.exists()
    with second:
        assert second.wait() == 0
    assert calls(log) == [["-m", "workbench", "demo"]]


# --------------------------------------------------------------------------------- why it stopped


@pytest.mark.parametrize(
    ("messages", "answer"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "Make room"),
        ("OSError: [WinError 112] There is not enough space on the disk", "Make room"),
        ("ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: 'x'", "cannot be written"),
        ("OSError: [Errno 30] Read-only file system", "cannot be written"),
        (
            "WARNING: Retrying after connection broken by '[Errno -3] Temporary failure in name resolution'\n\
            ERROR: Could not find a version that satisfies the requirement torch (from versions: none)",
            "Connect to the network",
        ),
        ("error: incomplete-download", "Connect to the network"),
        ("ERROR: No matching distribution found for torch>=2.7", "Try another Python"),
        ("error: something unheard of", "its last lines above say why"),
    ],
)
def test_the_reason_is_said_in_words(messages: str, answer: str, tmp_path: Path) -> None:
    assert answer in bootstrap.why_it_stopped(messages, tmp_path, 1)


def test_a_step_that_stops_shows_its_output_and_says_why(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program = "import sys; print('at work'); sys.exit('Connection refused')"
    with pytest.raises(Stop, match="cannot be reached"):
        bootstrap.run_and_explain([sys.executable, "-c", program], tmp_path, {})
    shown = capfd.readouterr()
    assert "at work" in shown.err
    assert "Connection refused" in shown.err
    assert shown.out == ""


# ------------------------------------------------------------------------------------------------------ Qt

LDD = """
/x/libQt6Gui.so.6:
\tlinux-vdso.so.1 (0x00007ffd)
\tlibEGL.so.1 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f0e)
/x/libqxcb.so:
\tlibxcb-cursor.so.0 => not found
\tlibEGL.so.1 => not found
\tlibgthread-2.0.so.0 => not found
\tlibglib-2.0.so.0 => not found
"""


class Apt:
    """A computer on which Qt starts once the packages are there; `apt-get` is a program that writes down its calls."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *, root: bool, ldd: str = LDD) -> None:
        self.log = folder / "apt.log"
        folder.mkdir()
        program = folder / "apt-get"
        program.write_text(f'#!/bin/sh\necho "$@" >> {self.log}\n', encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
        monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000)
        monkeypatch.setattr(bootstrap, "start_qt", lambda *_, **__: "" if self.calls else "could not load xcb")
        monkeypatch.setattr(bootstrap, "libraries_of_qt", lambda *_, **__: ldd)

    @property
    def calls(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


def test_libraries_that_ldd_misses_are_found_once_each() -> None:
    assert bootstrap.missing_libraries(LDD) == [
        "libEGL.so.1",
        "libglib-2.0.so.0",
        "libgthread-2.0.so.0",
        "libxcb-cursor.so.0",
    ]


def test_nothing_is_missing_where_there_is_no_ldd() -> None:
    assert bootstrap.missing_libraries("") == []


@needs_scripts
def test_a_user_is_told_the_missing_packages_in_one_line(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apt = Apt(tmp_path / "bin", monkeypatch, root=False)
    with pytest.raises(Stop) as stop:
        bootstrap.require_qt(environment, screen=False)
    assert "sudo apt-get install -y --no-install-recommends libegl1 libglib2.0-0 libxcb-cursor0" in str(stop.value)
    assert "\n" not in str(stop.value)
    assert apt.calls == []


@needs_scripts
def test_root_gets_them_installed(environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apt = Apt(tmp_path / "bin", monkeypatch, root=True)
    bootstrap.require_qt(environment, screen=False)
    assert apt.calls == ["update -qq", "install -y --no-install-recommends libegl1 libglib2.0-0 libxcb-cursor0"]


@needs_scripts
def test_what_has_no_known_package_is_named_as_a_library(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Apt(tmp_path / "bin", monkeypatch, root=True, ldd="libstrange.so.7 => not found")
    with pytest.raises(Stop, match=r"Qt needs libstrange\.so\.7"):
        bootstrap.require_qt(environment, screen=False)


@needs_scripts
def test_a_qt_that_misses_nothing_and_yet_stops_is_quoted(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Apt(tmp_path / "bin", monkeypatch, root=True, ldd="")
    with pytest.raises(Stop, match="It says: could not load xcb"):
        bootstrap.require_qt(environment, screen=False)


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system's loader")
def test_this_qt_starts_and_its_libraries_are_all_known(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    environment.python = Path(sys.executable)
    assert bootstrap.start_qt(environment, screen=False) == ""
    environment.folder = Path(sys.prefix)
    needed = bootstrap.libraries_of_qt(environment, screen=False)
    assert "libEGL.so.1" in needed
    assert bootstrap.missing_libraries(needed) == []


@pytest.mark.parametrize(
    ("system", "environ", "expected"),
    [
        ("linux", {}, True),
        ("linux", {"DISPLAY": ":0"}, False),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, False),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, False),
        ("darwin", {}, False),
        ("win32", {}, False),
    ],
)
def test_only_linux_can_lack_a_screen(system: str, environ: dict[str, str], expected: bool) -> None:
    assert bootstrap.no_screen(system, environ) is expected


# ------------------------------------------------------------------------------------------------ commands


@needs_scripts
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["demo"], ["-m", "workbench", "demo"]),
        (["demo", "--json"], ["-m", "workbench", "demo", "--json"]),
        (["app"], ["-m", "workbench"]),
        (["test", "-k", "recipes"], ["-m", "pytest", "-n", "2", "--dist", "loadfile", "-k", "recipes"]),
    ],
)
def test_what_follows_the_word_is_passed_on(
    environment: Environment, arguments: list[str], expected: list[str]
) -> None:
    log = installed(environment)
    done = call(environment.project, *arguments, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    assert calls(log) == [expected]


@needs_scripts
def test_the_status_is_that_of_the_program(environment: Environment) -> None:
    installed(environment, status=3)
    assert call(environment.project, "demo").returncode == 3


@needs_scripts
def test_check_runs_everything_even_after_a_finding(environment: Environment) -> None:
    log = installed(environment, status=5)
    assert call(environment.project, "check").returncode == 5
    assert calls(log) == list(bootstrap.CHECKS.values())


@needs_scripts
def test_with_nothing_changed_a_call_adds_less_than_two_seconds(environment: Environment) -> None:
    installed(environment)
    start = time.perf_counter()
    assert call(environment.project, "check").returncode == 0
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "packaging/bootstrap.py demo"),
        (["--help"], 0, "packaging/bootstrap.py demo"),
        (["tset"], 2, "There is no command 'tset'. Choose one of: app, demo, test, check."),
        (["check", "--fix"], 2, "'check' takes nothing more"),
    ],
)
def test_the_way_to_call_it_is_told(environment: Environment, arguments: list[str], code: int, words: str) -> None:
    done = call(environment.project, *arguments)
    assert done.returncode == code
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert not environment.folder.exists()
