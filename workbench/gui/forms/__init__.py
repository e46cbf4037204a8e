"""Forms that draw themselves from a JSON Schema."""

from workbench.gui.forms.form import SchemaForm

__all__ = ["SchemaForm"]
