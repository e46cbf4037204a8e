"""Distillation Workbench: distil a large neural network into a small one, by point and click or from a recipe."""

__version__ = "0.1.0"
