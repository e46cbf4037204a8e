"""What networks cost and how fast they are on this computer, before any of them is trained."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from workbench.engine.cost import cost
from workbench.engine.latency import latency
from workbench.engine.model import untrained
from workbench.engine.questions import Asking
from workbench.engine.registry import architectures
from workbench.errors import UserError
from workbench.events import Progress
from workbench.recipes import Ref
from workbench.recipes.requests import Time


def answer(question: Time, asking: Asking) -> dict[str, Any]:
    """As `Time` says; a network that cannot be built, exported or timed has a problem and the others their times.

    Takes one to four seconds for each small network that is timed, else next to nothing.
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
    told: dict[str, Any] = {}
    names = tuple(str(number) for number in range(question.classes))
    try:
        model = untrained(ref, question.shape, names).eval()
        told = asdict(cost(model.net, question.shape))
        return told | (asdict(latency(model, check=asking.check)) if question.timed else {})
    except UserError as error:
        return told | {"problem": str(error)}
    except (RuntimeError, ValueError) as error:  # of torch, for a network that does not fit such pictures
        return told | {"problem": f"This network cannot take such pictures: {str(error).splitlines()[0]}"}
