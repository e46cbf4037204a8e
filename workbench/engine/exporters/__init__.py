"""One exporter per file; found by `workbench.engine.registry.discover`."""
