"""A method's formula with the numbers of the moment in it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def with_numbers(symbol: str, *, temperature: float, alpha: float) -> str:
    """``alpha * CE + (1 - alpha) * T^2 * KL`` as ``0.1 × CE + 0.9 × 16 × KL``.

    Args:
        symbol: As the catalogue gives it, written with ``alpha``, ``T`` and ``*``.
        temperature, alpha: The dials.
    """
    translate = QCoreApplication.translate
    numbers = {
        "(1 - alpha)": f"{1 - alpha:.3g}",
        "alpha": f"{alpha:.3g}",
        "T^2": f"{temperature**2:.3g}",
        " * ": " × ",
        "||": "‖",
        "_T": translate("formula", " at T={temperature}").format(temperature=f"{temperature:g}"),
        "teacher": translate("formula", "teacher"),
        "student": translate("formula", "student"),
    }
    for mark, number in numbers.items():
        symbol = symbol.replace(mark, number)
    return symbol
