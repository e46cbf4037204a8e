"""Comparisons as people speak of them: no louder than the numbers allow."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QCoreApplication, QLocale

from workbench.gui.models.compare import CompareModel
from workbench.gui.models.compare_answers import Group, Pair, Side
from workbench.gui.models.compare_networks import Comparison
from workbench.gui.views import words
from workbench.runs import Verdict

NONE = "–"
"""Where nothing was measured."""


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("compare", text)


def kind(name: str) -> str:
    """A verdict in a word or two; empty without one."""
    return {
        "better": tr("better"),
        "worse": tr("worse"),
        "no_difference": tr("no real difference"),
        "one_seed": tr("too few seeds"),
    }.get(name, "")


def side(model: CompareModel, one: Side, pair: Pair) -> str:
    """A network, by its part where both are of one run, else by its run."""
    return words.role(one.role) if pair.is_within else model.title(one.run)


def pair(model: CompareModel, one: Pair) -> str:
    """What is compared, in a list to choose from."""
    left, right = side(model, one.left, one), side(model, one.right, one)
    if one.is_single:
        return left
    if one.is_within:
        return tr("{left} → {right}").format(left=left, right=right)
    return tr("“{left}” → this run").format(left=left)


def headline(model: CompareModel, found: Comparison) -> str:
    """The verdict in one sentence."""
    verdict = found.verdict
    if verdict is None:
        return found.why or tr("One network alone: there is nothing to compare it with.")
    if found.pair.is_twins and verdict.kind != "one_seed":
        return words.verdict(verdict).removesuffix(words.evidence(verdict)).strip()
    left, right = (side(model, one, found.pair) for one in (found.pair.left, found.pair.right))
    if not found.pair.is_within:
        left, right = f"“{left}”", f"“{right}”"
    said = {
        "better": tr("{right} is better: {points} points against {left}."),
        "worse": tr("{right} is worse: {points} points against {left}."),
        "no_difference": tr("No real difference between {left} and {right}: {points} points, as chance would give."),
        "one_seed": tr("Too few seeds for a verdict: {points} points against {left} can be chance."),
    }[verdict.kind]
    return said.format(left=left, right=right, points=words.points(verdict.difference))


def meaning(verdict: Verdict | None) -> str:
    """What the evidence means, for who has never met a p-value."""
    if verdict is None:
        return ""
    if verdict.p_value is None:
        return tr("Train with three seeds or more, better five: one seed is one throw of the dice.")
    tries = 100 * verdict.p_value
    if verdict.kind == "no_difference":
        text = tr("If both were equally good, chance alone would give a difference this large in {tries} of 100 cases.")
        return f"{text.format(tries=round(tries))} {tr('Only below 5 do we call it real. More seeds may tell.')}"
    if tries < 1:
        return tr("If both were equally good, chance alone would hardly ever give this: in less than 1 of 100 cases.")
    text = tr("If both were equally good, chance alone would give a difference this large in only {tries} of 100.")
    return text.format(tries=ceil(tries))


def group(name: Group, model: CompareModel, one: Pair) -> str:
    """The name of a group of pictures."""
    left, right = side(model, one.left, one), side(model, one.right, one)
    said = {
        "rescued": tr("Rescued by the teacher") if one.is_twins else tr("Only {right} is right"),
        "lost": tr("Lost with the teacher") if one.is_twins else tr("Only {left} is right"),
        "both_wrong": tr("Both wrong"),
        "unlike_teacher": tr("Other than the teacher"),
        "mistakes_right": tr("All mistakes of: {right}"),
        "mistakes_left": tr("All mistakes of: {left}"),
    }[name]
    return said.format(left=left, right=right)


def group_meaning(name: Group, model: CompareModel, one: Pair) -> str:
    """What the pictures of a group have in common."""
    left, right = side(model, one.left, one), side(model, one.right, one)
    said = {
        "rescued": tr("{left} gets these wrong, {right} gets them right."),
        "lost": tr("{left} gets these right, {right} gets them wrong."),
        "both_wrong": tr("Both get these wrong; not always with the same answer."),
        "unlike_teacher": tr("{right} does not say what its teacher says, be it right or wrong."),
        "mistakes_right": tr("{right} gets these wrong."),
        "mistakes_left": tr("{left} gets these wrong."),
    }[name]
    return f"{said.format(left=left, right=right)} {tr('The surest answers first.')}"


def points(difference: float | None) -> str:
    """A difference in points of a hundred, with its sign; a dash where there is none."""
    return NONE if difference is None else words.points(difference)


def fraction(value: float | None) -> str:
    """A share of a hundred; a dash where nothing was measured."""
    return NONE if value is None else words.percent(value)


def number(value: float | None, digits: int = 3) -> str:
    """A number with so many decimals; a dash where there is none."""
    return NONE if value is None else QLocale().toString(float(value), "f", digits)


def short(model: CompareModel, one: Side, pair: Pair) -> str:
    """A network in a word, for where there is little room."""
    if not pair.is_within and one.role != "teacher":
        return model.title(one.run)
    return {"teacher": tr("teacher"), "distilled": tr("distilled"), "plain": tr("plain")}.get(one.role, tr("network"))
