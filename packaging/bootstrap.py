"""Set the workbench up beside its source and start it.

    python3 packaging/bootstrap.py app      open the window
    python3 packaging/bootstrap.py demo     distil a real network in the terminal, in about a minute
    python3 packaging/bootstrap.py test     run the tests
    python3 packaging/bootstrap.py check    format, lint, types and import rules

What follows the word is passed on, as in ``bootstrap.py test -k recipes``. The first call makes the folder ``.venv``
beside the source, with the Python that runs this file, and installs everything there; later calls see that nothing
changed and start at once. Nothing outside that folder is touched, but for system packages that Python's venv or Qt
needs, on Debian and Ubuntu, when run as root. Standard library only: this runs before anything is installed.
"""

# No "from __future__ import annotations": Python 3.6 cannot read it, and is to be told so in a sentence.
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def python_problem(major: int, minor: int) -> str:
    """What is wrong with this version of Python; empty when nothing is."""
    if (3, 10) <= (major, minor) < (3, 14):
        return ""
    age = "old" if (major, minor) < (3, 10) else "new"
    return (
        f"Python {major}.{minor} is too {age} for the workbench. "
        "Run this with Python 3.10, 3.11, 3.12 or 3.13, for instance: python3.12 packaging/bootstrap.py demo"
    )


if python_problem(*sys.version_info[:2]):
    sys.exit(python_problem(*sys.version_info[:2]))

PROJECT = Path(__file__).resolve().parent.parent
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
GIB = 2**30
SPACE_NEEDED = (10 if sys.platform == "linux" else 4) * GIB
"""Bytes at the peak of a first installation; on Linux, where torch brings the CUDA libraries along, 9.3 GiB."""

COMMANDS = {
    "app": ["-m", "workbench"],
    "demo": ["-m", "workbench", "demo"],
    "test": ["-m", "pytest", "-n", "2", "--dist", "loadfile"],  # two at a time: every computer has two cores
}
CHECKS = {
    "format": ["-m", "ruff", "format", "--check", "."],
    "lint": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy"],
    "imports": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
}

DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
}
"""File that Qt loads -> package of Debian and Ubuntu that has it."""

QT_LIBRARIES = ("Core", "Gui", "Widgets", "DBus", "OpenGL", "OpenGLWidgets", "Svg", "PrintSupport", "Test")
START_QT = """
from PySide6 import QtOpenGLWidgets, QtPrintSupport, QtSvg, QtTest
from PySide6.QtWidgets import QApplication
QApplication([])
"""


class Stop(Exception):
    """Ends the script with a message for the user."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


# ---------------------------------------------------------------------------------------------- the environment


class State:
    """What is known of an environment; kept in a file inside it.

    Attributes:
        python: Version it was made with, e.g. ``3.11``; empty before it is made.
        installed: Key of what is installed; empty while an installation is under way or was interrupted.
        ours: Made by this script, which may therefore empty it.
    """

    def __init__(self, python: str = "", installed: str = "", ours: bool = True) -> None:
        self.python, self.installed, self.ours = python, installed, ours

    def save(self, path: Path) -> None:
        """Write it whole or not at all."""
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(vars(self)), encoding="utf-8")
        beside.replace(path)


class Environment:
    """The folder ``.venv`` of a checkout."""

    def __init__(self, project: Path) -> None:
        self.project, self.folder = project, project / ".venv"
        self.state_file = self.folder / "bootstrap.json"
        self.lock_file = self.folder / "bootstrap.lock"
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def key(self) -> str:
        """Changes when something has to be installed anew: the requirements, Python, or the place of the folder."""
        parts = ((self.project / "pyproject.toml").read_text(encoding="utf-8"), PYTHON, sys.platform, str(self.folder))
        return hashlib.sha256("\n".join((*parts, platform.machine())).encode()).hexdigest()

    def prepare(self) -> None:
        """Afterwards the project is installed here. Takes milliseconds when it already was.

        Raises:
            Stop: It cannot be.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            lock = self.lock_file.open("a")
        except OSError as error:
            raise Stop(why_not_written(self.folder, error)) from None
        with lock, only_one(lock.fileno()):
            state = self._state()
            if state.installed != self.key() or not self.python.exists():
                self._install(state)

    def _state(self) -> State:
        """As saved. Without a file, the folder is ours only when nothing is in it."""
        try:
            return State(**json.loads(self.state_file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return State(ours=list(self.folder.iterdir()) == [self.lock_file])

    def _install(self, state: State) -> None:
        usable = bool(state.installed) and state.python == PYTHON and self.python.exists()
        if not usable:
            state = self._make() if state.ours else self._adopt()
        State(PYTHON, "", state.ours).save(self.state_file)
        say(f"Installing the workbench into {self.folder}. This happens once and can take some minutes.")
        try:
            self._pip("install", "--editable", f"{self.project}[dev]")
        except Stop:
            state.save(self.state_file)  # pip has undone what it began
            raise
        State(PYTHON, self.key(), state.ours).save(self.state_file)

    def _make(self) -> State:
        """Empty the folder and make an environment in it."""
        State().save(self.state_file)
        self._empty()
        free = shutil.disk_usage(self.folder).free
        if free < SPACE_NEEDED:
            raise Stop(disk_full(self.folder, free))
        require_venv()
        say(f"Making an environment for Python {PYTHON} in {self.folder}.")
        run_and_explain([sys.executable, "-m", "venv", str(self.folder)], self.folder, {})
        self._pip("install", "--quiet", "--upgrade", "pip")  # the one that comes with Python can be years old
        return State(PYTHON)

    def _adopt(self) -> State:
        """Use an environment that somebody else made, as it is."""
        ask = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
        try:
            found = subprocess.run([str(self.python), "-c", ask], capture_output=True, text=True, check=False).stdout
        except OSError:
            found = ""
        if found.strip() != PYTHON:
            raise Stop(
                f"The folder {self.folder} was not made by this script and has no Python {PYTHON} with pip. "
                "Move it away or delete it, and run this again."
            )
        return State(PYTHON, ours=False)

    def _empty(self) -> None:
        for path in self.folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path not in (self.lock_file, self.state_file):
                path.unlink()

    def _pip(self, *arguments: str) -> None:
        """Run pip. Its downloads, gigabytes, go to this disk: /tmp is often a small piece of memory."""
        downloads = self.folder / "downloads"
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", *arguments]
        shutil.rmtree(downloads, ignore_errors=True)
        downloads.mkdir()
        try:
            run_and_explain(pip, self.folder, {} if os.name == "nt" else {"TMPDIR": str(downloads)})
        finally:
            shutil.rmtree(downloads, ignore_errors=True)


@contextmanager
def only_one(descriptor: int) -> Iterator[None]:
    """Wait until no other process is in here with the same file. The system lets go when the file is closed."""
    if not lock(descriptor, wait=False):
        say("Another call is installing; waiting for it to finish.")
        while not lock(descriptor, wait=True):
            pass
    yield


if sys.platform == "win32":
    import msvcrt

    def lock(descriptor: int, *, wait: bool) -> bool:
        """Whether the lock was got. Waiting lasts ten seconds at most."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def lock(descriptor: int, *, wait: bool) -> bool:
        """Whether the lock was got. File systems that cannot lock give it to everybody."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True


# ------------------------------------------------------------------------------------------ what can stand in the way


def run_and_explain(command: list[str], folder: Path, environ: dict[str, str]) -> None:
    """Run a step of the installation. All it writes goes to stderr: stdout belongs to what is started afterwards.

    Args:
        environ: Variables to set, beside those of this process.

    Raises:
        Stop: It did not succeed; says why, as far as its messages tell.
    """
    variables = {**os.environ, **environ}
    with subprocess.Popen(
        command, env=variables, stdout=2, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        messages = []
        for line in process.stderr or ():
            sys.stderr.write(line)
            messages.append(line)
    if process.returncode:
        raise Stop(why_it_stopped("".join(messages), folder, process.returncode))


def why_it_stopped(messages: str, folder: Path, code: int) -> str:
    """One sentence on what is wrong and one on what to do, from what pip or venv wrote to stderr."""

    def said(*parts: str) -> bool:
        return any(part.lower() in messages.lower() for part in parts)

    free = shutil.disk_usage(folder).free
    if free < GIB // 2 or said("No space left", "Errno 28", "WinError 112", "Disk quota exceeded"):
        return disk_full(folder, free)
    if said("Permission denied", "Errno 13", "Read-only file system", "WinError 5]"):
        return f"Something in {folder} cannot be written. Make the folder yours, or copy the project to another place."
    if said(
        "NewConnectionError",
        "NameResolutionError",
        "name resolution",
        "Name or service not known",
        "getaddrinfo",
        "Network is unreachable",
        "ConnectTimeout",
        "ReadTimeout",
        "Connection refused",
        "Connection reset",
        "ProxyError",
        "Max retries exceeded",
        "Connection interrupted",
        "incomplete-download",
        "SSLError",
    ):
        return "The package index cannot be reached. Connect to the network, or set pip's proxy, and run this again."
    if said("No matching distribution", "Could not find a version"):
        return (
            f"The package index has nothing for Python {PYTHON} on {platform.system()} {platform.machine()}; "
            "its last lines above name the package. Try another Python from 3.10 to 3.13."
        )
    return f"The installation stopped (status {code}); its last lines above say why. Run this again to go on."


def disk_full(folder: Path, free: int) -> str:
    """The message for too little room."""
    return (
        f"The installation needs about {SPACE_NEEDED // GIB} GB in {folder}, and {free / GIB:.1f} GB are free. "
        "Make room, also for pip's cache in your home folder, and run this again."
    )


def why_not_written(folder: Path, error: OSError) -> str:
    """The message for a place where nothing can be written."""
    return (
        f"The folder {folder} cannot be written ({error.strerror}). "
        "Make its parent yours, or copy the project to a folder of yours, and run this again there."
    )


def require_venv() -> None:
    """Python must be able to make environments; Debian keeps that part in a package of its own.

    Raises:
        Stop: It cannot, and the package cannot be installed from here.
    """
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    if sys.executable.startswith("/usr/bin/") and shutil.which("apt-get"):
        install_debian_packages([f"python{PYTHON}-venv"], "Python cannot make an environment without its venv module.")
    else:
        raise Stop(
            f"The Python at {sys.executable} lacks the modules venv and ensurepip. "
            "Install a complete Python from 3.10 to 3.13 and run this with it."
        )


def install_debian_packages(packages: list[str], why: str) -> None:
    """Install system packages when root, or say how.

    Raises:
        Stop: Not root, or apt-get did not succeed.
    """
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.name == "nt" or os.geteuid() != 0:
        raise Stop(f"{why} Run: sudo {' '.join(command)}")
    say(f"{why} Running: {' '.join(command)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "-qq"], command):
        if subprocess.run(step, env=quiet, check=False).returncode:
            raise Stop(f"{why} This command did not succeed, its lines above say why: {' '.join(step)}")


# ------------------------------------------------------------------------------------------------------- Qt


def require_qt(environment: Environment, *, screen: bool) -> None:
    """Start Qt for a moment, installing the system libraries it lacks where that is possible.

    Args:
        screen: On the real screen; else without one, as tests do.

    Raises:
        Stop: Qt cannot start; names the missing packages.
    """
    if screen and no_screen(sys.platform, os.environ):
        raise Stop("There is no screen here to open the window on. Run the command 'demo', which needs none.")
    complaint = start_qt(environment, screen=screen)
    if not complaint:
        return
    missing = missing_libraries(libraries_of_qt(environment, screen=screen))
    packages = [DEBIAN_PACKAGES[name] for name in missing if name in DEBIAN_PACKAGES]
    if packages and shutil.which("apt-get"):
        install_debian_packages(sorted(set(packages)), "Qt needs system libraries that are not installed.")
        complaint = start_qt(environment, screen=screen)
    elif missing:
        raise Stop(f"Qt needs {', '.join(missing)}. Install the packages of your system that have these libraries.")
    if complaint:
        raise Stop(f"Qt cannot start on this computer. It says: {complaint}")


def no_screen(system: str, environ: "os._Environ[str] | dict[str, str]") -> bool:
    """Whether this is Linux without a display. Windows and macOS always have one."""
    return system == "linux" and not any(environ.get(k) for k in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def start_qt(environment: Environment, *, screen: bool) -> str:
    """What Qt complains of when it is started; empty when it starts."""
    platform_choice = {} if screen else {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [str(environment.python), "-c", START_QT],
        env={**os.environ, **platform_choice},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return (done.stderr.strip() or f"status {done.returncode}") if done.returncode else ""


def libraries_of_qt(environment: Environment, *, screen: bool) -> str:
    """What ``ldd`` says of Qt's own files; empty where there is no ldd."""
    if not shutil.which("ldd"):
        return ""
    qt = environment.folder / "lib" / f"python{PYTHON}" / "site-packages" / "PySide6" / "Qt"
    plugin = "libqxcb.so" if screen else "libqoffscreen.so"
    files = [qt / "lib" / f"libQt6{name}.so.6" for name in QT_LIBRARIES] + [qt / "plugins" / "platforms" / plugin]
    present = [str(file) for file in files if file.exists()]
    return subprocess.run(["ldd", *present], capture_output=True, text=True, check=False).stdout if present else ""


def missing_libraries(ldd: str) -> list[str]:
    """Files that ``ldd`` did not find, each once, in alphabetical order."""
    return sorted({line.split()[0] for line in ldd.splitlines() if line.rstrip().endswith("=> not found")})


# ---------------------------------------------------------------------------------------------------- commands


def check(environment: Environment) -> int:
    """Run every check, also after one has found something; the status of the first that did."""
    found = 0
    for name, arguments in CHECKS.items():
        say(f"{name}: {' '.join(arguments)}")
        status = subprocess.run([str(environment.python), *arguments], cwd=environment.project, check=False).returncode
        found = found or status
    return found


def hand_over(environment: Environment, arguments: list[str]) -> int:
    """Become the environment's Python, or, on Windows, which has no such thing, wait for it."""
    command = [str(environment.python), *arguments]
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    with subprocess.Popen(command) as process:
        while process.poll() is None:
            try:
                process.wait()
            except KeyboardInterrupt:
                continue  # Ctrl-C reached it too, and it is the one to answer
    return process.returncode


def say(line: str) -> None:
    """One line to the user, apart from what the started program prints."""
    print(line, file=sys.stderr, flush=True)


def main(arguments: list[str], project: Path = PROJECT) -> int:
    """Set up, then do one of the commands.

    Raises:
        Stop: Something stands in the way.
    """
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    command, rest = arguments[0], arguments[1:]
    if command not in (*COMMANDS, "check"):
        raise Stop(f"There is no command '{command}'. Choose one of: app, demo, test, check.", code=2)
    if command == "check" and rest:
        raise Stop(f"'check' takes nothing more (got '{' '.join(rest)}'). Leave it out.", code=2)

    environment = Environment(project)
    environment.prepare()
    if command == "check":
        return check(environment)
    try:
        require_qt(environment, screen=command == "app")
    except Stop as problem:
        if command != "demo":
            raise
        say(f"{problem} The demo goes on: it runs in the terminal.")
    if command == "test":
        os.chdir(project)
    return hand_over(environment, COMMANDS[command] + rest)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        say(str(stop))
        sys.exit(stop.code)
    except KeyboardInterrupt:
        say("Interrupted. The next call repairs what was left half done.")
        sys.exit(130)
