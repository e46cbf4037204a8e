"""What tells each system that the workbench opens projects, as far as that can be checked without the system."""

from __future__ import annotations

import configparser
import plistlib
from pathlib import Path
from xml.etree import ElementTree

from workbench.cli.main import FILES
from workbench.runs.share import ENDING

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
MIME = "application/x-distillation-workbench-project"


def test_the_window_opens_projects_from_the_command_line() -> None:
    assert ENDING in FILES


def test_the_linux_entry_takes_one_file_of_the_type_that_the_mime_file_describes() -> None:
    entry = configparser.RawConfigParser(delimiters=("=",))
    entry.optionxform = str  # type: ignore[assignment,method-assign]  # keys have capitals
    entry.read(PACKAGING / "distillation-workbench.desktop", encoding="utf-8")
    desktop = entry["Desktop Entry"]
    assert desktop["Exec"] == "workbench %f"
    assert desktop["MimeType"] == f"{MIME};"
    root = ElementTree.parse(PACKAGING / "distillation-workbench-mime.xml").getroot()
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    (described,) = root.findall(f"{space}mime-type")
    assert described.get("type") == MIME
    assert [glob.get("pattern") for glob in described.findall(f"{space}glob")] == [f"*{ENDING}"]


def test_the_windows_file_names_the_ending_and_passes_the_path_in_quotes() -> None:
    text = (PACKAGING / "kdproj-windows.reg").read_text(encoding="utf-16")
    assert text.startswith("Windows Registry Editor Version 5.00")
    assert f"Classes\\{ENDING}]" in text
    assert '\\"%1\\"' in text
    assert "HKEY_LOCAL_MACHINE" not in text  # needs no administrator


def test_the_mac_fragment_claims_what_it_declares() -> None:
    with (PACKAGING / "kdproj-macos.plist").open("rb") as file:
        fragment = plistlib.load(file)
    (claimed,), (declared,) = fragment["CFBundleDocumentTypes"], fragment["UTExportedTypeDeclarations"]
    assert claimed["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    assert declared["UTTypeTagSpecification"]["public.filename-extension"] == [ENDING.removeprefix(".")]
