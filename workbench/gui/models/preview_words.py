"""What is said of pictures before any training."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QCoreApplication

from workbench.gui.models.preview import Shown, Twin
from workbench.gui.views import words


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("preview", text)


def part(name: str) -> str:
    """What a picture is used for; empty where that is not known yet."""
    return {
        "train": tr("training"),
        "validation": tr("validation"),
        "test": tr("test"),
        "left_out": tr("left out"),
        "unused": tr("not used"),
    }.get(name, "")


def state(picture: Shown) -> str:
    """The line below a picture's class: what it is used for, and what was put right."""
    if picture.is_relabelled:
        return tr("was {label}").format(label=picture.source_label)
    return part(picture.part) or "…"


def picture(shown: Shown) -> str:
    """A picture in words: its class, what it is used for, and what was put right."""
    said = [shown.label, part(shown.part)]
    if shown.is_relabelled:
        said.append(tr("was {label}").format(label=shown.source_label))
    return ", ".join(filter(None, said))


def class_size(name: str, labelled: int, unlabelled: int, validation: int, test: int) -> str:
    """A class in words: 7: 160 pictures: 100 to train on, 40 of them without a label, 20 for validation …"""
    text = tr(
        "{name}: {train} to train on, of them {labelled} with a label; {validation} for validation, {test} to test"
    )
    return text.format(
        name=name,
        train=words.count(labelled + unlabelled),
        labelled=words.count(labelled),
        validation=words.count(validation),
        test=words.count(test),
    )


def twin(found: Twin) -> str:
    """A group of equal pictures on one line: 3 copies: training 2, test."""
    parts = ", ".join(
        part(name) if number == 1 else f"{part(name)} {number}" for name, number in Counter(found.parts).items()
    )
    return tr("{number} copies: {parts}").format(number=len(found.names), parts=parts)


def correction(label: str | None) -> str:
    """What was put right about a picture."""
    return tr("left out") if label is None else tr("is a {label}").format(label=label)
