"""The loss as a formula, with the numbers of the moment in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from PySide6.QtCore import QCoreApplication


@dataclass(frozen=True, slots=True)
class Part:
    """One method in the formula.

    Attributes:
        symbol: As the catalogue gives it, written with ``T`` and ``*``; what follows a comma defines letters.
        weight: Multiplies it.
        temperature: With which it softens; None = it does not use one.
    """

    symbol: str
    weight: float = 1.0
    temperature: float | None = None


def with_numbers(parts: Sequence[Part], *, alpha: float | None) -> list[str]:
    """The summands of the loss, such as ``0.1 × CE`` and ``0.9 × 16 × KL``, each with its sign but the first.

    Args:
        parts: The method, then further ones.
        alpha: Weight of the labels; None = the first method is the whole loss by itself.
    """
    labels = [] if alpha is None else [f"{_number(alpha)} × CE"]
    shares = [1.0 if alpha is None else 1 - alpha, *(1.0 for _ in parts[1:])]
    made = labels + [_summand(part, share) for part, share in zip(parts, shares, strict=True)]
    return [text if number == 0 else f"+ {text}" for number, text in enumerate(made)]


def in_letters(parts: Sequence[Part], *, alpha: bool) -> str:
    """The same with ``alpha``, ``T`` and weights as letters, and what other letters mean, line by line.

    Args:
        alpha: The labels have a weight of their own.
    """
    letters = ["w", *(f"w{number}" for number, _ in zip(count(2), parts[1:], strict=False))]
    lines = ["alpha × CE"] if alpha else []
    for number, (letter, part) in enumerate(zip(letters, parts, strict=True)):
        formula, where = _split(part.symbol)
        share = "(1 - alpha) × " if alpha and number == 0 else ""
        lines.append(f"{'+ ' if lines else ''}{share}{letter} × {_bracketed(_written(formula))}")
        if where:
            lines.append(f"    {_written(where)}")
    return QCoreApplication.translate("formula", "loss = {formula}").format(formula="\n".join(lines))


def _summand(part: Part, share: float) -> str:
    formula = _written(_split(part.symbol)[0], part.temperature)
    factors = [_number(number) for number in (share, part.weight) if number != 1]
    return " × ".join([*factors, _bracketed(formula) if factors else formula])


def _written(symbol: str, temperature: float | None = None) -> str:
    translate = QCoreApplication.translate
    marks = {
        "T^2": "T²" if temperature is None else _number(temperature**2),
        "^2": "²",
        " * ": " × ",
        "||": "‖",
        "teacher": translate("formula", "teacher"),
        "student": translate("formula", "student"),
    }
    if temperature is not None:
        marks["_T"] = translate("formula", " at T={temperature}").format(temperature=f"{temperature:g}")
    for mark, written in marks.items():
        symbol = symbol.replace(mark, written)
    return symbol


def _number(value: float) -> str:
    """Three digits or so, in powers of ten only where it is very small."""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _split(symbol: str) -> tuple[str, str]:
    """The formula itself, and what stands behind the first comma outside brackets."""
    place = next(iter(_outside(symbol, ", ")), None)
    return (symbol, "") if place is None else (symbol[:place], symbol[place + 2 :])


def _bracketed(formula: str) -> str:
    """In brackets where it is a sum."""
    return f"({formula})" if any(_outside(formula, sign) for sign in (" + ", " - ")) else formula


def _outside(text: str, sought: str) -> list[int]:
    """Where something stands outside all brackets."""
    found, depth = [], 0
    for place, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if depth == 0 and text.startswith(sought, place):
            found.append(place)
    return found
