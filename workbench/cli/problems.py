"""Exit codes, and where the details of a problem are kept."""

from __future__ import annotations

import os
import sys
import time
import traceback

FINISHED, FAILED, WRONG, STOPPED = 0, 1, 2, 130


def save_details(details: BaseException | str) -> str:
    """Write a traceback or a dead worker's last words to a file of its own, and say where that is."""
    from workbench import places

    text = details if isinstance(details, str) else "".join(traceback.format_exception(details))
    path = places.logs() / f"problem-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        return f"The details could not be saved in {path.parent} ({error.strerror}):\n{text}"
    return f"Details: {path}"


def silence() -> None:
    """Send what is still printed nowhere, once who read the standard output has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
