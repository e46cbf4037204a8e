"""How a running job is steered: the commands that arrive, and where the job looks for them."""

from __future__ import annotations

from queue import Empty, SimpleQueue

from workbench.recipes.requests import Adjust, AnyCommand, Discard, GoOn, Pause, Stop


class Stopped(Exception):
    """Raised inside a job, at any depth, when the user wants it to end.

    Attributes:
        discard: Nothing of the job is to be kept.
    """

    def __init__(self, *, discard: bool = False) -> None:
        super().__init__("discarded" if discard else "stopped")
        self.discard = discard


class Control:
    """What the user wants of the running job, as far as it has arrived."""

    def __init__(self, commands: SimpleQueue[AnyCommand] | None = None) -> None:
        self._commands: SimpleQueue[AnyCommand] = commands if commands is not None else SimpleQueue()
        self._adjustments: list[Adjust] = []
        self._ending: Stopped | None = None
        self.paused = False

    def check(self) -> None:
        """Take in what has arrived. Cheap; long work calls it at least every 0.2 s.

        Raises:
            Stopped: The user wants the job to end.
        """
        while not self._commands.empty():
            self._take(self._commands.get())
        if self._ending is not None:
            raise self._ending

    def wait(self, seconds: float) -> None:
        """Rest until a command arrives, at most so long.

        Raises:
            Stopped: The user wants the job to end.
        """
        try:
            self._take(self._commands.get(timeout=seconds))
        except Empty:
            pass
        self.check()

    def take_adjustments(self) -> list[Adjust]:
        """Adjustments that arrived since the last call, in order."""
        taken, self._adjustments = self._adjustments, []
        return taken

    def _take(self, command: AnyCommand) -> None:
        match command:
            case Pause():
                self.paused = True
            case GoOn():
                self.paused = False
            case Stop():
                self._ending = Stopped()
            case Discard():
                self._ending = Stopped(discard=True)
            case Adjust():
                self._adjustments.append(command)
