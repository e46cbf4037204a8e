"""One method per file; found by `workbench.engine.registry.discover`."""
