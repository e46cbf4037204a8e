"""``python -m workbench`` is the command ``workbench``."""

from __future__ import annotations

import multiprocessing

from workbench.cli.main import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # lets a frozen application start its worker process
    raise SystemExit(main())
