"""Reaches the engine: launches the worker in this thread or in a process of its own. No torch, no Qt."""
