"""One page for each stage of the work."""
