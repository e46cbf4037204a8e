"""Widgets: they draw a model in one idempotent ``refresh()`` and emit what the user wants."""
