"""Any event that can be reported, for property tests."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from tests.recipes.strategies import json_values
from workbench.events import Answered, Evaluated, Event

_json: st.SearchStrategy[dict[str, Any]] = st.dictionaries(st.text(), json_values, max_size=3)
KINDS: tuple[type[Any], ...] = get_args(Event)


def of_kind(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Events of one kind, every field drawn from its type."""
    if kind is Evaluated:
        return st.builds(Evaluated, results=_json)
    if kind is Answered:
        return st.builds(Answered, verb=st.text(), answer=_json)
    return st.from_type(kind)


events: st.SearchStrategy[Event] = st.one_of([of_kind(kind) for kind in KINDS])
