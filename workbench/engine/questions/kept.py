"""What is remembered between runs: the answers of teachers, and decoded pictures; forgotten where that is wanted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from workbench import limits
from workbench.engine.pictures_kept import clear_pictures, pictures_kept
from workbench.engine.questions import Asking
from workbench.engine.teacher_cache import ANSWERS, clear, overview
from workbench.places import cache
from workbench.recipes.requests import Kept


def answer(question: Kept, asking: Asking) -> dict[str, Any]:
    """As `Kept` says. A folder that cannot be read counts as empty."""
    root = cache() / ANSWERS
    freed = 0
    if question.clear:
        asking.check()
        freed = clear(root) + clear_pictures(cache())
    asking.check()
    answers = [asdict(kept) for kept in overview(root)]
    pictures = pictures_kept(cache())
    return {
        "answers": answers,
        "pictures_bytes": pictures,
        "total_bytes": pictures + sum(kept["bytes"] for kept in answers),
        "freed_bytes": freed,
        "limits": asdict(limits.read()),
    }
