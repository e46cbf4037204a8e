"""Dials that were tried at once, as people say them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from workbench.gui.models.sweep import Sweep, Tried, Value
from workbench.gui.views import words
from workbench.runs import Verdict


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("sweep", text)


def dial(name: str) -> str:
    """What a dial is called, as the window's dials are."""
    return {
        "temperature": tr("Temperature"),
        "alpha": tr("Teacher's share"),
        "learning_rate": tr("Learning rate"),
        "method": tr("Method"),
    }[name]


def value(name: str, value: Value, title_of: Callable[[str], str]) -> str:
    """A dial's value; of the weight of the labels what the teacher gets, as its slider shows it."""
    if isinstance(value, str):
        kind, _, rest = value.partition(" ")
        return f"{words.weight(kind, title_of)} {rest}".rstrip()
    if name == "alpha":
        return tr("{number} %").format(number=words.number(words.teachers_share(value)))
    return words.number(value)


def short(name: str) -> str:
    """The same, where there is little room."""
    return {"temperature": "T", "alpha": tr("Teacher"), "learning_rate": tr("Rate")}.get(name) or dial(name)


def dials(one: Tried, names: tuple[str, ...], title_of: Callable[[str], str]) -> str:
    """Its values of these dials: Temperature 8, Teacher's share 90 %."""
    said = (
        tr("{dial} {value}").format(dial=dial(name), value=value(name, one.dials[name], title_of)) for name in names
    )
    return ", ".join(said)


def told(one: Tried, sweep: Sweep, title_of: Callable[[str], str]) -> str:
    """A student in a sentence: its dials, how good it is, whether it is the best or near it."""
    parts = [tr("{dials}: {accuracy}").format(dials=dials(one, tuple(sweep.values), title_of), accuracy=accuracy(one))]
    if one is sweep.students[0]:
        parts.append(tr("the best"))
    elif one.is_near:
        parts.append(tr("cannot be told from the best"))
    if one.number == 0:
        parts.append(tr("the recipe's own dials"))
    return " · ".join(parts)


def accuracy(one: Tried) -> str:
    """On the validation pictures, with ± over the seeds; a dash where nothing was measured."""
    return "–" if one.mean is None else words.spread(one.mean, one.spread)


def headline(choice: Verdict | None) -> str:
    """Whether looking for better dials paid, in a sentence or two."""
    if choice is None:
        return tr("Too little was measured to choose among these.")
    if choice.kind == "no_difference" and choice.difference <= 0:
        return tr("None of the others is better than the recipe's own dials.")
    return {
        "better": tr("The best is really better than the recipe's own dials: {points} points."),
        "no_difference": tr("The best is {points} points above the recipe's own dials, as chance alone would give."),
        "one_seed": tr("The best is {points} points above the recipe's own dials; too few seeds to tell it from luck."),
    }[choice.kind].format(points=words.points(choice.difference).removeprefix("+"))


def evidence(choice: Verdict | None, others: int) -> str:
    """What the headline rests on.

    Args:
        others: How many were compared with the recipe's own.
    """
    tested = ""
    if choice is not None and choice.p_value is not None:
        # the interval is as much wider as there are comparisons, which nobody would expect of one: it is not said
        tested = words.evidence(choice.model_copy(update={"low": None, "high": None})).strip("()")
        tested = f"{tested[:1].upper()}{tested[1:]}"
        corrected = tr("{test}, corrected for {number} comparisons") if others > 1 else "{test}"
        tested = tr("{sentence}.").format(sentence=corrected.format(test=tested, number=others))
    seen = tr("Chosen on the validation pictures; the test pictures were not looked at for these.")
    return f"{tested} {seen}".strip()
