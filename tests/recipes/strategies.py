"""Any recipe that can be written, for property tests."""

from __future__ import annotations

from types import UnionType
from typing import Any, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel, JsonValue
from pydantic.fields import FieldInfo

from workbench.recipes import (
    Adjustment,
    AnyRecipe,
    CosineRamp,
    Distil,
    Dot,
    Evaluate,
    Export,
    LinearRamp,
    Sgd,
    Step,
    StepRamp,
    Train,
)

finite = st.floats(allow_nan=False, allow_infinity=False)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
milestones = st.lists(st.floats(0, 1, exclude_min=True, exclude_max=True), max_size=4, unique=True).map(
    lambda points: tuple(sorted(points))
)
_by_hand: dict[tuple[type[BaseModel], str], st.SearchStrategy[Any]] = {
    (Train, "seeds"): st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=4, unique=True).map(tuple),
    (Distil, "seeds"): st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=4, unique=True).map(tuple),
    (Step, "milestones"): milestones,
    (StepRamp, "milestones"): milestones,
    **{(ramp, "start"): st.floats(0, 0.4) for ramp in (LinearRamp, CosineRamp)},
    **{(ramp, "end"): st.floats(0.5, 1) for ramp in (LinearRamp, CosineRamp)},
    (Adjustment, "weights"): st.dictionaries(st.text(), st.floats(0, 1e6), max_size=3),
    (Dot, "momentum"): st.floats(0.3, 0.7),
    (Dot, "spread"): st.floats(0, 0.25),
    (Sgd, "nesterov"): st.just(False),  # needs a momentum above 0
}


def models(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Instances of a schema, every field drawn from within its bounds."""
    fields = {
        name: _by_hand[model, name] if (model, name) in _by_hand else _values(field.annotation, field)
        for name, field in model.model_fields.items()
    }
    return st.builds(model, **fields)


def _values(annotation: Any, field: FieldInfo | None = None) -> st.SearchStrategy[Any]:
    if annotation is JsonValue:
        return json_values
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return models(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is dict:
        return st.dictionaries(st.text(), _values(arguments[1]), max_size=3)
    if origin is tuple:
        return st.lists(_values(arguments[0]), max_size=3).map(tuple)
    if origin in (Union, UnionType):
        return st.one_of([_values(member, field) for member in arguments])
    return _within(
        annotation, {key: value for part in (field.metadata if field else ()) for key, value in _limits(part)}
    )


def _limits(constraint: Any) -> list[tuple[str, Any]]:
    names = ("gt", "ge", "lt", "le", "min_length", "max_length")
    return [(name, getattr(constraint, name)) for name in names if getattr(constraint, name, None) is not None]


def _within(annotation: Any, limits: dict[str, Any]) -> st.SearchStrategy[Any]:
    if annotation is str:
        return st.text(min_size=limits.get("min_length", 0), max_size=limits.get("max_length"))
    if annotation is int:
        return st.integers(limits.get("ge"), limits["lt"] - 1 if "lt" in limits else limits.get("le"))
    if annotation is float:
        return st.floats(
            limits.get("ge", limits.get("gt")),
            limits.get("le", limits.get("lt")),
            exclude_min="gt" in limits,
            exclude_max="lt" in limits,
            allow_nan=False,
            allow_infinity=False,
        )
    return st.from_type(annotation)


recipes: st.SearchStrategy[AnyRecipe] = st.one_of([models(task) for task in (Train, Distil, Evaluate, Export)])
training_recipes: st.SearchStrategy[Train | Distil] = st.one_of([models(task) for task in (Train, Distil)])
