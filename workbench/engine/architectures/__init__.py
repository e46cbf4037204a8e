"""One architecture per file; found by `workbench.engine.registry.discover`."""
