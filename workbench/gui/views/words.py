"""Numbers as people say them."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import floor, log10

from PySide6.QtCore import QCoreApplication, QLocale

from workbench.events import PhasePlan
from workbench.runs import Verdict


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("words", text)


def plain(title: str) -> str:
    """A title without the letter of its shortcut: "&Open…" and "打开(&O)…" alike; && stays an ampersand."""
    return re.sub(r"\(&\w\)|&(?!&)(?<!&&)", "", title).replace("&&", "&")


def setting(path: str, between: str = " · ") -> str:
    """Where a setting is in a recipe: Schedule · Learning rate."""
    names = (part.replace("_", " ").capitalize() for part in path.split(".") if part != "params")
    return between.join(QCoreApplication.translate("catalogue", name) for name in names)


def number(value: float) -> str:
    """Any number in four digits, without powers of ten where it is large: 0.0125, 4, 30,000."""
    return QLocale().toString(float(value), "f", 0) if abs(value) >= 1000 else QLocale().toString(float(value), "g", 4)


def count(number: float) -> str:
    """A whole number with separators: 4,812."""
    return QLocale().toString(round(number))


def short(number: float) -> str:
    """A number in three digits or so: 2.9k, 41k, 1.2M."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(number) >= size:
            return f"{_digits(number / size)}{letter}"
    return _digits(number)


def operations(flops: float) -> str:
    """Floating-point operations for one picture: 1.2 MFLOP."""
    for size, unit in ((1e9, "GFLOP"), (1e6, "MFLOP"), (1e3, "kFLOP")):
        if flops >= size:
            return f"{_digits(flops / size)} {unit}"
    return f"{_digits(flops)} FLOP"


def size(number: float) -> str:
    """Bytes: 19 kB (of 1,000 bytes each)."""
    for step, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if number >= step:
            return f"{_digits(number / step)} {unit}"
    return tr("{number} bytes").format(number=_digits(number))


def percent(fraction: float) -> str:
    """A fraction of 0 to 1 with one decimal: 93.4 %."""
    return f"{QLocale().toString(100 * fraction, 'f', 1)} %"


def teachers_share(alpha: float) -> float:
    """What the weight of the labels, 0 to 1, leaves to the teacher, in percent."""
    return round(100 * (1 - alpha), 4)


def weight_of_labels(share: float) -> float:
    """What the teacher's share, in percent, leaves to the labels: alpha, 0 to 1."""
    return round(1 - share / 100, 6)


def spread(mean: float, deviation: float | None) -> str:
    """A mean and its standard deviation: 93.4 ± 1.8 %."""
    if deviation is None:
        return percent(mean)
    return f"{QLocale().toString(100 * mean, 'f', 1)} ± {QLocale().toString(100 * deviation, 'f', 1)} %"


def milliseconds(number: float | None) -> str:
    """A short time: 0.31 ms."""
    return "–" if number is None else f"{_digits(number)} ms"


def time_left(seconds: float | None) -> str:
    """An estimate, no more exact than it is: 4 s left."""
    if seconds is None:
        return ""
    if seconds < 1:
        return tr("almost done")
    if seconds < 90:
        return tr("{number} s left").format(number=round(seconds))
    if seconds < 90 * 60:
        return tr("{number} min left").format(number=round(seconds / 60))
    return tr("{number} h left").format(number=_digits(seconds / 3600))


def role(name: str, number: int = 0) -> str:
    """A network's part, as a legend says it.

    Args:
        name: As recipes call it.
        number: Of an assistant, of a variant of the student, or of a teacher beside the first, which is the second one
            then; 0 = it has none.
    """
    if name == "distilled" and number:
        return tr("Variant {number}").format(number=number)
    said = {
        "teacher": tr("Teacher"),
        "assistant": tr("Assistant"),
        "distilled": tr("Distilled student"),
        "plain": tr("Plain student"),
        "model": tr("Network"),
    }.get(name, name)
    if not number:
        return said
    return tr("{role} {number}").format(role=said, number=number + 1 if name == "teacher" else number)


def trained(plan: PhasePlan, title_of: Callable[[str], str] = str) -> str:
    """Which network a training is of: Distilled student; a variant of it by what differs: Distilled student, T 8."""
    if not plan.is_variant:
        return role(plan.role, plan.number)
    return tr("{role}, {differences}").format(role=role(plan.role), differences=variation(plan, title_of))


def variation(plan: PhasePlan, title_of: Callable[[str], str] = str) -> str:
    """By what a variant differs from its student, as short as a legend needs it: T 8, α 0.5."""
    said = {
        "temperature": tr("T {value}"),
        "alpha": tr("α {value}"),
        "learning_rate": tr("rate {value}"),
    }
    parts = []
    for name, value in plan.differs.items():
        if name in said and isinstance(value, float):
            parts.append(said[name].format(value=number(value)))
        else:
            kind, _, rest = str(value).partition(" ")
            parts.append(f"{weight(kind, title_of)} {rest}".rstrip())
    return ", ".join(parts) or role(plan.role, plan.number)


def spelled(name: str) -> str:
    """What something is called in the catalogue, as a word: where nobody knows its title."""
    return name.replace("_", " ").capitalize()


def term(name: str, title_of: Callable[[str], str] = spelled) -> str:
    """A loss term, as a legend says it: Labels, Teacher, Soft targets 2, Relations: angle.

    Args:
        name: ``labels``, ``teacher``, ``balance``, else the method's kind, numbered if it comes again, and after a dot
            the part of it.
        title_of: The title of a method by its kind, in the user's language.
    """
    known = {
        "labels": tr("Labels"),
        "teacher": tr("Teacher"),
        "balance": tr("Learned weights"),
    }
    if name in known:
        return known[name]
    method, _, part = name.partition(".")
    said = weight(method, title_of)
    return tr("{method}: {part}").format(method=said, part=_part(part)) if part else said


def weight(name: str, title_of: Callable[[str], str]) -> str:
    """The method that a weight belongs to, in a few words: Soft targets, Soft targets 2."""
    kind, _, number = name.rpartition("_")
    if not kind or not number.isdecimal():
        kind, number = name, ""
    title = re.sub(r"\s*[((][^))]*[))]$", "", title_of(kind))
    return f"{title} {number}".rstrip()


def reading(name: str, title_of: Callable[[str], str]) -> str:
    """What a method tells of itself, as a legend says it: Learned temperature, Relations: mean sigma."""
    weighed = name.removeprefix("weight of ")
    if weighed != name:
        return tr("Learned weight: {term}").format(term=term(weighed, title_of))
    method, _, part = name.rpartition(".")
    said = tr("learned temperature") if part == "temperature" else _part(part)
    if method:
        return tr("{method}: {part}").format(method=weight(method, title_of), part=said)
    return said[:1].upper() + said[1:]


def _part(name: str) -> str:
    """What the engine calls a part of a method."""
    return QCoreApplication.translate("catalogue", name.replace("_", " "))


def verdict(found: Verdict | None) -> str:
    """Whether the teacher helped, in a sentence or two; empty without a comparison."""
    if found is None:
        return ""
    said = {
        "better": tr("Distillation helped: {points} points against the same student without a teacher."),
        "worse": tr("Distillation hurt: {points} points against the same student without a teacher."),
        "no_difference": tr("No real difference: {points} points, as chance alone would give."),
        "one_seed": tr("{points} points with one seed, which proves nothing: use three or more."),
    }[found.kind].format(points=points(found.difference))
    return f"{said} {evidence(found)}".strip()


def evidence(found: Verdict) -> str:
    """What a verdict rests on: interval, test, p-value, seeds; empty with one seed."""
    if found.p_value is None:
        return ""
    test = {"paired t-test": tr("paired t-test"), "sign test": tr("sign test")}.get(found.test, found.test)
    p_value = "p < 0.001" if found.p_value < 0.0005 else f"p = {QLocale().toString(found.p_value, 'f', 3)}"
    if found.low is None or found.high is None:
        return tr("({test} over {seeds} seeds, {p})").format(test=test, seeds=found.seeds, p=p_value)
    return tr("(95 % interval {low} to {high}, {test} over {seeds} seeds, {p})").format(
        low=points(found.low), high=points(found.high), test=test, seeds=found.seeds, p=p_value
    )


def points(difference: float) -> str:
    """A difference of two fractions in percentage points, with its sign: +5.2."""
    return f"{'+' if difference >= 0 else '−'}{QLocale().toString(100 * abs(difference), 'f', 1)}"


def _digits(number: float) -> str:
    """Two to three significant digits, never in powers of ten."""
    if number == 0:
        return "0"
    decimals = max(0, 1 - floor(log10(abs(number))))
    return QLocale().toString(float(number), "f", min(decimals, 3))
