"""What is to be changed in the folder of runs: asked for by the list, carried out away from the GUI thread."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from typing_extensions import assert_never

from workbench.errors import RunError
from workbench.runs import About, RunStore, RunSummary


@dataclass(frozen=True, slots=True)
class Annotate:
    """Keep what is said about runs.

    Attributes:
        abouts: Id of a run and all that is said about it.
    """

    abouts: tuple[tuple[str, About], ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Move runs to the bin."""

    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring runs back from the bin."""

    runs: tuple[str, ...]


StoreRequest = Annotate | Bin | Restore


def carry_out(store: RunStore, request: StoreRequest) -> None:
    """Do what the list of runs asks for: all of it, or, as far as the disk allows, none.

    Raises:
        RunError: It cannot be done.
    """
    match request:
        case Annotate(abouts=abouts):
            _annotate(store, abouts)
        case Bin(runs=runs):
            _move(store, runs, back=False)
        case Restore(runs=runs):
            _move(store, runs, back=True)
        case _:
            assert_never(request)


def applied(
    request: StoreRequest, runs: tuple[RunSummary, ...], known: tuple[RunSummary, ...]
) -> tuple[RunSummary, ...]:
    """The list as it will be once the request is carried out.

    Args:
        runs: The list as it is.
        known: Summaries of the runs that are to come back.
    """
    match request:
        case Annotate(abouts=abouts):
            said = dict(abouts)
            return tuple(run.model_copy(update={"about": said[run.id]}) if run.id in said else run for run in runs)
        case Bin(runs=gone):
            return tuple(run for run in runs if run.id not in gone)
        case Restore(runs=wanted):
            there = {run.id for run in runs}
            back = [run for run in known if run.id in wanted and run.id not in there]
            return tuple(sorted((*runs, *back), key=lambda run: (run.created, run.id), reverse=True))
        case _:
            assert_never(request)


def _annotate(store: RunStore, abouts: tuple[tuple[str, About], ...]) -> None:
    done: list[tuple[str, About]] = []
    try:
        for run, about in abouts:
            before = store.open(run).summary().about
            store.annotate(run, about)
            done.append((run, before))
    except RunError:
        for run, before in done:
            with suppress(RunError):
                store.annotate(run, before)
        raise


def _move(store: RunStore, runs: tuple[str, ...], *, back: bool) -> None:
    there, here = (store.restore, store.bin) if back else (store.bin, store.restore)
    done: list[str] = []
    try:
        for run in runs:
            there(run)
            done.append(run)
    except RunError:
        for run in done:
            with suppress(RunError):
                here(run)
        raise
