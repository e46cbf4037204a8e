"""What to do: recipes as data, YAML in and out. No torch, no Qt."""

from workbench.recipes.files import dump, load, loads, schema
from workbench.recipes.models import (
    AdamW,
    Adjustment,
    AnyRecipe,
    Compute,
    Constant,
    Cosine,
    Data,
    Decay,
    Distil,
    Evaluate,
    Export,
    Frozen,
    Recipe,
    Ref,
    Role,
    Schedule,
    Sgd,
    Step,
    TeacherRun,
    TeacherTraining,
    Train,
    TrainingRecipe,
)
from workbench.recipes.problems import problems_of

__all__ = [
    "AdamW", "Adjustment", "AnyRecipe", "Compute", "Constant", "Cosine", "Data", "Decay", "Distil", "Evaluate", "Export",
    "Frozen", "Recipe", "Ref", "Role", "Schedule", "Sgd", "Step", "TeacherRun", "TeacherTraining", "Train",
    "TrainingRecipe", "dump", "load", "loads", "problems_of", "schema",
]
