"""A method's formula with the numbers of the moment in it."""

from __future__ import annotations

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def with_numbers(symbol: str, *, temperature: float, alpha: float) -> str:
    """``alpha * CE + (1 - alpha) * T^2 * KL`` as ``0.1 × CE + 0.9 × 16 × KL``.

    Args:
        symbol: As the catalogue gives it, written with ``alpha``, ``T`` and ``*``.
        temperature, alpha: The dials.
    """
    numbers = {
        "(1 - alpha)": f"{1 - alpha:.3g}",
        "alpha": f"{alpha:.3g}",
        "T^2": f"{temperature**2:.3g}",
        " * ": " × ",
        "||": "‖",
        "_T": f" at T={temperature:g}",
    }
    for mark, number in numbers.items():
        symbol = symbol.replace(mark, number)
    return symbol
