"""The terminal: the same recipes, the same worker, the same events as the window. No torch, no Qt."""
