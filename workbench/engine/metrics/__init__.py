"""One measure per file; found by `workbench.engine.registry.discover`."""
