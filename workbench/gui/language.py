"""The language of the window: the user's choice, else the system's."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from workbench import resources

CODES = ("en", "zh_CN")
"""What the window speaks. The texts in the code are English; the others lie in ``resources/translations``."""

_installed: list[QTranslator] = []


def speak(choice: str) -> str:
    """Use a language from now on. What is on screen keeps its words until it is built anew.

    Args:
        choice: One of `CODES`; empty = the system's, where there is a translation, else English.

    Returns:
        The language in use.
    """
    code = choice if choice in CODES else of_system()
    while _installed:
        QCoreApplication.removeTranslator(_installed.pop())
    system = QLocale.system()
    if QLocale(code).language() is not system.language():
        QLocale.setDefault(QLocale(code))
    else:
        QLocale.setDefault(system)  # its own way to write numbers
    if code != "en":
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        _install(f"qtbase_{code}", qt)
        _install(f"workbench_{code}", str(resources.path("translations")))
    return code


def of_system() -> str:
    """The first of the user's languages that the window speaks; English when it speaks none."""
    for name in QLocale.system().uiLanguages():
        locale = QLocale(name)
        for code in CODES:
            known = QLocale(code)
            if known.language() is locale.language() and known.script() is locale.script():
                return code
    return "en"


def _install(name: str, folder: str) -> None:
    translator = QTranslator()
    if translator.load(name, folder):
        QCoreApplication.installTranslator(translator)
        _installed.append(translator)
