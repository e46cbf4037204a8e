"""How: the only place that imports torch."""
