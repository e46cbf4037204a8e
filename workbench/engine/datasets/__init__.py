"""One data source per file; found by `workbench.engine.registry.discover`."""
