"""One compressor per file; found by `workbench.engine.registry.discover`."""
