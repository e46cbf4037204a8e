"""Events in words, one line each, for the log. Steps and epochs are too many; the charts have them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from workbench.events import (
    Adjusted,
    CheckpointSaved,
    DataReady,
    Evaluated,
    Event,
    JobEnded,
    JobStarted,
    Noted,
    NumericsChosen,
    Paused,
    PhaseFinished,
    PhasePlan,
    PhaseStarted,
    Resumed,
    parts_of,
)
from workbench.gui.models.log import Level
from workbench.gui.said_by_engine import worded
from workbench.gui.views import words
from workbench.gui.views.workings_words import computes
from workbench.runs import Results


def told(event: Event) -> tuple[str, Level] | None:
    """The line for an event, and how bad it is; None when there is nothing to tell."""
    match event:
        case Noted():
            return event.text, event.level
        case JobEnded(outcome="failed"):
            return f"{event.problem} {event.fix}".strip(), "error"
        case _:
            text = _sentence(event)
            return (text, "info") if text else None


def _sentence(event: Event) -> str:
    match event:
        case JobStarted():
            return _tr("Run {run} begins.").format(run=event.run) if event.run else ""
        case DataReady():
            return _tr("{train} training pictures, {labelled} with a label; {classes} classes; on {device}.").format(
                train=words.count(event.train),
                labelled=words.count(event.labelled),
                classes=len(event.classes),
                device=event.device,
            )
        case PhaseStarted():
            return _tr("{phase}: training of {number} weights begins at step {step}.").format(
                phase=_planned(event.plan), number=words.count(event.parameters), step=event.step
            )
        case NumericsChosen():
            return f"{_phase(event.phase)}: {computes(event)}. {worded(event.reason)}".rstrip()
        case Adjusted():
            return _tr("{phase}: from step {step} temperature {temperature}, alpha {alpha}, rate {rate}.").format(
                phase=_phase(event.phase),
                step=event.step,
                temperature=f"{event.temperature:g}",
                alpha=f"{event.alpha:g}",
                rate=f"{event.learning_rate:g}",
            )
        case _:
            return _end(event)


def _end(event: Event) -> str:
    match event:
        case Paused():
            return _tr("{phase}: rests at step {step}.").format(phase=_phase(event.phase), step=event.step)
        case Resumed():
            return _tr("{phase}: goes on at step {step}.").format(phase=_phase(event.phase), step=event.step)
        case CheckpointSaved(phase=phase) if not _is_variant(phase):  # theirs are saved at the same step
            return _tr("{phase}: checkpoint at step {step}.").format(phase=_phase(event.phase), step=event.step)
        case PhaseFinished():
            accuracy = "–" if event.valid_accuracy is None else words.percent(event.valid_accuracy)
            return _tr("{phase}: ended after {seconds} s, validation accuracy {accuracy}.").format(
                phase=_phase(event.phase), seconds=round(event.seconds), accuracy=accuracy
            )
        case Evaluated():
            return words.verdict(Results.model_validate(event.results).verdict)
        case JobEnded():
            return _ended(event.outcome)
        case _:
            return ""


def _ended(outcome: str) -> str:
    return {"finished": _tr("Finished."), "stopped": _tr("Stopped."), "discarded": _tr("Discarded.")}.get(outcome, "")


def _phase(name: str) -> str:
    role, seed, number = parts_of(name)
    return _tr("{role}, seed {seed}").format(role=words.role(role, number), seed=seed)


def _planned(plan: PhasePlan) -> str:
    said = _phase(plan.phase)
    return f"{said} ({words.variation(plan)})" if plan.differs else said


def _is_variant(phase: str) -> bool:
    role, _, number = parts_of(phase)
    return role == "distilled" and number > 0


def _tr(text: str) -> str:
    return QCoreApplication.translate("telling", text)
