"""What was done: run folders and their SQLite index. One writer, many readers. No torch, no Qt."""

from workbench.runs.about import About
from workbench.runs.curves import Curves, PhaseCurves
from workbench.runs.files import write_atomically
from workbench.runs.folder import RunFolder, RunWriter
from workbench.runs.predictions import Outcomes, Predictions, SeedPredictions
from workbench.runs.results import (
    ClassScore,
    CostResult,
    NetworkResult,
    Results,
    RoleSummary,
    VariantResult,
    Verdict,
)
from workbench.runs.store import RunStore
from workbench.runs.summary import RunSummary, State

__all__ = [
    "About",
    "ClassScore",
    "CostResult",
    "Curves",
    "NetworkResult",
    "Outcomes",
    "PhaseCurves",
    "Predictions",
    "Results",
    "RoleSummary",
    "RunFolder",
    "RunStore",
    "RunSummary",
    "RunWriter",
    "SeedPredictions",
    "State",
    "VariantResult",
    "Verdict",
    "write_atomically",
]
