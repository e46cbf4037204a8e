"""How fast networks are on this computer, before any of them is trained."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from workbench.engine.latency import latency
from workbench.engine.model import Card, Classifier
from workbench.engine.questions import Asking
from workbench.engine.registry import architectures
from workbench.errors import UserError
from workbench.events import Progress
from workbench.recipes import Ref
from workbench.recipes.requests import Time


def answer(question: Time, asking: Asking) -> dict[str, Any]:
    """As `Time` says; a network that cannot be built, exported or timed has a problem and the others their times.

    Takes one to four seconds for each small network.
    """
    times = []
    for number, ref in enumerate(question.networks):
        asking.check()
        asking.report(Progress(what="Timing networks", done=number, total=len(question.networks)))
        times.append(_time(ref, question, asking))
    return {"times": times}


def _time(ref: Ref, question: Time, asking: Asking) -> dict[str, Any]:
    found = architectures.problems(ref)
    if found:
        return {"problem": " ".join(f"{problem.message} {problem.suggestion}".strip() for problem in found)}
    channels = question.shape[0]
    names = tuple(str(number) for number in range(question.classes))
    try:
        card = Card(
            architecture=ref, shape=question.shape, classes=names, mean=(0.5,) * channels, std=(0.25,) * channels
        )
        return asdict(latency(Classifier(card).eval(), check=asking.check))
    except UserError as error:
        return {"problem": str(error)}
    except (RuntimeError, ValueError) as error:  # of torch, for a network that does not fit such pictures
        return {"problem": f"This network cannot take such pictures: {str(error).splitlines()[0]}"}
